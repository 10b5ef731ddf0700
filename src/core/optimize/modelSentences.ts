// What may be said of several models, in sentences. Sealed figures first; a select figure is always called optimistic.
import type { CheaperModel, Difference, ModelsReport, ModelVariant, SweepReport } from '../events.ts'

type Findings = Omit<ModelsReport, 'sentences'>

/** ", mean over 3 models", where the claim is about several. */
export function overModels({ models, winner }: Pick<SweepReport, 'models' | 'winner'>): string {
  if (models === undefined) return ''
  if (models.sealedFor.length < 2) return ` on ${models.sealedFor.join()} alone`
  return models.objective === 'worst'
    ? `, on ${winner.model}, the worst of ${count(models)}`
    : `, mean over ${count(models)}`
}

export function modelSentences(models: Findings): string[] {
  return [...sealing(models), ...floor(models), ...models.cheaper.map(cheaper), ...models.variants.map(variant)]
}

function sealing({ searched, sealedFor }: Findings): string[] {
  if (sealedFor.length === 0 || searched.length === sealedFor.length) return []
  return [
    `The sealed cases were opened for ${sealedFor.join(', ')} alone: for all ${searched.length} models they would take more calls than the search.`,
  ]
}

function floor({ differences, searched, floorHeld, worst }: Findings): string[] {
  if (floorHeld === null || searched.length < 2) return []
  const least = differences.find(({ model }) => model === worst)
  const told =
    least === undefined ? '' : ` ${least.model} gains least: ${points(least.difference)}${optimistic(least)}.`
  if (floorHeld) return [`No model has a chance above .2 of being worse by more than 2 points.${told}`]
  const below = differences.filter(({ model, floorRisk }) => searched.includes(model) && floorRisk > 0.2)
  const risks = below.map(({ model, floorRisk }) => `${model} (P ${floorRisk.toFixed(2).slice(1)})`)
  return [
    `Not shown to be safe for every model: ${risks.join(', ')} may be worse by more than 2 points; keep the old prompt there.${told}`,
  ]
}

function cheaper({ model, today, split, difference, priceShare }: CheaperModel): string {
  const n = difference.wins + difference.losses + difference.ties
  const where = split === 'test' ? `${n} sealed cases` : `${n} select cases (used for choosing, so optimistic)`
  const price = priceShare < 0.095 ? (100 * priceShare).toFixed(1) : Math.round(100 * priceShare)
  return `${model} with the new prompt is not worse than ${today} with the old one: ${points(difference)} on ${where}, at ${price} % of the price a call.`
}

function variant({ model, without, difference }: ModelVariant): string {
  const edits = without.length === 0 ? 'with every edit' : `without ${without.length} of the edits`
  return `One prompt does not serve every model: a variant for ${model}, ${edits}, gains ${points(difference)} on its select cases (used for choosing, so optimistic).`
}

function points({ estimate, low, high }: Difference): string {
  const signed = (value: number) => `${value < 0 ? '−' : '+'}${(100 * Math.abs(value)).toFixed(1)}`
  return `${signed(estimate)} points (95 % CI ${signed(low)} to ${signed(high)})`
}

function optimistic({ split }: { readonly split: 'select' | 'test' }): string {
  return split === 'select' ? ' on select cases, optimistic' : ''
}

function count({ sealedFor }: ModelsReport): string {
  return `${sealedFor.length} models`
}
