// What "better" means where one prompt serves several models: a mean, or the worst of them, and a floor under each.
// Must know nothing of calls; it only reads cells.
import type { Case } from '../evals/case.ts'
import type { Difference, Objective, Rate } from '../events.ts'
import type { Cell, ChatModel } from '../ports.ts'
import { type CaseNet, clusteredDifference, countNets, netsOf } from '../stats/clustered.ts'
import { type Counts, wilson } from '../stats/intervals.ts'
import { probabilityWorseBy } from '../stats/paired.ts'

/** No model may be worse by more than this many points … */
export const FLOOR_MARGIN = 0.02
/** … with more than this probability, where a prompt is offered for all of them. */
export const FLOOR_P = 0.2
/** On select cases, which are few, a model is taken as harmed where that is likely; the floor's own test is sealed. */
const HARM_P = 0.8

/** Which model answers a train case: failures, fixes and guards of a case are all seen on the same one. */
export type ModelFor = (kase: Pick<Case, 'id'>) => ChatModel

/** The models take the cases in turns, so that a case costs one call however many models there are. */
export function inTurns(models: readonly ChatModel[], cases: readonly Pick<Case, 'id'>[]): ModelFor {
  const first = models[0]
  if (first === undefined) throw new Error('There is a model.')
  const turns = new Map(cases.map(({ id }, index) => [id, models[index % models.length]]))
  return ({ id }) => turns.get(id) ?? first
}

/** What counts between two arms: their cells on all models, or on the one that does worst with the second. */
export function weigh(
  objective: Objective,
  models: readonly ChatModel[],
  first: readonly Cell[],
  second: readonly Cell[],
): { readonly nets: CaseNet[]; readonly models: number } {
  if (objective !== 'worst' || models.length < 2) return { nets: netsOf(first, second), models: models.length }
  const worst = worstModel(models, second)
  return { nets: netsOf(first, onModel(second, worst)), models: 1 }
}

export function weighCounts(...given: Parameters<typeof weigh>): Counts {
  return countNets(weigh(...given).nets)
}

export function weighDifference(looks: number, ...given: Parameters<typeof weigh>): Difference {
  const { nets, models } = weigh(...given)
  return clusteredDifference(nets, models, looks)
}

/** Pass rate of one arm: over all models, its ends as wide as if the models' answers to a case were one. */
export function rateOver(objective: Objective, models: readonly ChatModel[], cells: readonly Cell[]): Rate {
  const chosen = objective === 'worst' && models.length > 1 ? onModel(cells, worstModel(models, cells)) : cells
  return pooledRate(chosen, new Set(chosen.map((cell) => cell.model)).size)
}

/** k of n answers; the interval is Wilson's for as many cases as there are, not for as many answers. */
export function pooledRate(cells: readonly Cell[], models: number): Rate {
  const graded = cells.filter((cell) => cell.grade !== undefined)
  const k = graded.filter((cell) => cell.grade?.pass).length
  const clusters = Math.max(1, models)
  return { ...wilson(k / clusters, graded.length / clusters), k, n: graded.length }
}

/** The model that passes the smallest share; the first of several. */
export function worstModel(models: readonly ChatModel[], cells: readonly Cell[]): string {
  const shares = models.map(({ id }) => {
    const { k, n } = pooledRate(onModel(cells, id), 1)
    return { id, share: k / Math.max(1, n) }
  })
  return shares.toSorted((a, b) => a.share - b.share)[0]?.id ?? ''
}

export function onModel(cells: readonly Cell[], model: string): Cell[] {
  return cells.filter((cell) => cell.model === model)
}

/** P(the second arm is worse on this model by more than the floor's margin). */
export function floorRisk(first: readonly Cell[], second: readonly Cell[], model: string): number {
  const { wins, losses, ties } = countNets(netsOf(first, onModel(second, model)))
  return probabilityWorseBy(FLOOR_MARGIN, wins, losses, wins + losses + ties)
}

/** Models on which the second arm is likely to be worse by more than the margin; none where there is one. */
export function harmedModels(
  models: readonly ChatModel[],
  first: readonly Cell[],
  second: readonly Cell[],
): readonly ChatModel[] {
  return models.length < 2 ? [] : models.filter(({ id }) => floorRisk(first, second, id) > HARM_P)
}
