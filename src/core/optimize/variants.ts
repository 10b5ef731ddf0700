// Where one prompt cannot serve all models: for each model the edits that serve it, on a shared base.
// Spends only what the search left over, and only where edits provably help one model and harm another.
import type { SelectCase } from '../evals/case.ts'
import { runCells } from '../evals/run.ts'
import type { ModelVariant } from '../events.ts'
import type { Cell, ChatModel } from '../ports.ts'
import type { RunContext } from '../run.ts'
import { countNets, netsOf } from '../stats/clustered.ts'
import { differenceOf } from '../stats/intervals.ts'
import { probabilityBetter } from '../stats/paired.ts'
import { armOf, type Candidate, type Candidates } from './candidates.ts'
import type { Edit } from './draft.ts'
import type { Guard } from './guard.ts'
import { harmedModels, onModel } from './objective.ts'
import type { Validator } from './validate.ts'

/** Both signs of an interaction must be this sure. */
const INTERACTION_P = 0.95
/** An edit is left out for a model where the model is this likely to do better without it. */
const WITHOUT_P = 0.8

export interface VariantSetup {
  readonly context: RunContext
  readonly models: readonly ChatModel[]
  readonly candidates: Candidates
  readonly guard: Guard
  readonly validator: Validator
  readonly select: readonly SelectCase[]
}

/** A prompt that is better than the seed on some models and worse on others, with which is which. */
export interface Interaction {
  readonly candidate: Candidate
  readonly gaining: readonly ChatModel[]
  readonly losing: readonly ChatModel[]
}

/** The last validated prompt whose gains differ in sign between models, each with P ≥ .95; undefined where none does. */
export function interactionIn(validator: Validator, models: readonly ChatModel[], seed: Candidate) {
  const base = validator.of(seed)?.cells ?? []
  return validator.all
    .map(({ candidate, cells }): Interaction => {
      const pOf = ({ id }: ChatModel) => {
        const { wins, losses } = countNets(netsOf(base, onModel(cells, id)))
        return probabilityBetter(wins, losses)
      }
      const gaining = models.filter((model) => pOf(model) >= INTERACTION_P)
      return { candidate, gaining, losing: models.filter((model) => pOf(model) <= 1 - INTERACTION_P) }
    })
    .findLast(({ gaining, losing }) => gaining.length > 0 && losing.length > 0)
}

/** `winner`: what is offered to all models alike; a variant that is no more than that is not one. */
export async function variantsOf(setup: VariantSetup, winner: Candidate): Promise<ModelVariant[]> {
  const { validator, models, candidates } = setup
  const { seed } = candidates
  const found = interactionIn(validator, models, seed)
  if (found === undefined) return []
  const { candidate, gaining, losing } = found
  const base = validator.of(seed)?.cells ?? []
  const variants: ModelVariant[] = []
  if (candidate !== winner)
    for (const model of gaining) {
      const cells = onModel(validator.of(candidate)?.cells ?? [], model.id)
      variants.push(variantOf(model, candidate, [], base, cells))
    }
  for (const model of losing) {
    const kept = await editsFor(setup, candidate, model)
    if (kept.length === 0 || kept.length === candidate.edits.length) continue
    if (setup.context.ledger.searchLeft < setup.select.length) break
    const variant = candidates.create(candidate, kept)
    if (setup.guard.problemOf(variant) !== undefined) continue
    const cells = await run(setup, variant, model, setup.select)
    if (harmedModels([model, model], base, cells).length > 0) continue
    candidates.keep(variant)
    const without = candidate.edits.filter((edit) => !kept.includes(edit))
    variants.push(variantOf(model, variant, without, base, cells))
  }
  return variants
}

/** The edits that do not hurt this model: each is left out on the cases that the whole prompt changed for it. */
async function editsFor(setup: VariantSetup, whole: Candidate, model: ChatModel): Promise<readonly Edit[]> {
  const { validator, candidates, select, context } = setup
  const all = onModel(validator.of(whole)?.cells ?? [], model.id)
  const changed = new Set(
    netsOf(validator.of(candidates.seed)?.cells ?? [], all).flatMap(({ caseId, net }) =>
      net === undefined || net === 0 ? [] : [caseId],
    ),
  )
  const cases = select.filter(({ id }) => changed.has(id))
  let kept: readonly Edit[] = whole.edits
  for (const edit of whole.edits) {
    if (context.ledger.searchLeft < cases.length + select.length) break
    const edits = whole.edits.filter((one) => one !== edit)
    const cells = await run(setup, candidates.create(whole, edits), model, cases)
    const { wins, losses } = countNets(netsOf(all, cells))
    if (wins > losses && probabilityBetter(wins, losses) >= WITHOUT_P) kept = kept.filter((one) => one !== edit)
  }
  return kept
}

function run(
  { context }: VariantSetup,
  candidate: Candidate,
  model: ChatModel,
  cases: readonly SelectCase[],
): Promise<Cell[]> {
  const rollouts = cases.map((kase) => ({ arm: armOf(candidate, model), kase, repeat: 0 }))
  return runCells(context, rollouts, 'select', `a variant for ${model.id}`)
}

function variantOf(
  model: ChatModel,
  candidate: Candidate,
  without: readonly Edit[],
  base: readonly Cell[],
  cells: readonly Cell[],
): ModelVariant {
  const claim = differenceOf(countNets(netsOf(base, cells)))
  return {
    model: model.id,
    candidateId: candidate.id,
    without: without.map((edit) => edit.hypothesis),
    // Chosen on these very cases.
    difference: claim.verdict === 'credible' ? { ...claim, verdict: 'likely' } : claim,
  }
}
