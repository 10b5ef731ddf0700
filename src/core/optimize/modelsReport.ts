// What a sweep may say of each of several models: gains with Holm, the floor, the worst, and a cheaper one in its place.
// Must never say "credible" of a figure from select cases, nor compare prices that are unknown.

import { passes } from '../evals/run.ts'
import type { CheaperModel, LeaderboardRow, ModelDifference, ModelsReport, ModelVariant, Verdict } from '../events.ts'
import type { Cell } from '../ports.ts'
import { countNets, netsOf } from '../stats/clustered.ts'
import { holm } from '../stats/holm.ts'
import { countPairs, differenceOf, verdictOf } from '../stats/intervals.ts'
import type { Candidate } from './candidates.ts'
import { matrixRows, of } from './matrix.ts'
import { modelSentences } from './modelSentences.ts'
import { FLOOR_MARGIN, FLOOR_P, floorRisk, onModel } from './objective.ts'
import type { SweepPlan } from './plan.ts'
import type { SealedResult } from './sealed.ts'

export interface ModelFindings {
  readonly seed: Candidate
  readonly winner: Candidate
  /** Of seed and winner, all models. */
  readonly select: readonly Cell[]
  readonly sealed: SealedResult | undefined
  readonly variants: readonly ModelVariant[]
}

/** Undefined where there is one model. */
export function modelsReportOf(plan: SweepPlan, findings: ModelFindings): ModelsReport | undefined {
  if (plan.models.length < 2) return undefined
  const { seed, winner, select, sealed, variants } = findings
  const arms = winner === seed ? [seed] : [seed, winner]
  const sealedModels = sealed === undefined ? [] : plan.sealedModels
  const rows = [
    ...matrixRows(plan.models, arms, select, 'select'),
    ...matrixRows(sealedModels, arms, sealed?.cells ?? [], 'test'),
  ]
  const differences = winner === seed ? [] : differencesOf(plan, findings, sealedModels)
  const worst = differences.toSorted((a, b) => a.difference.estimate - b.difference.estimate)[0]
  const report: Omit<ModelsReport, 'sentences'> = {
    objective: plan.objective,
    searched: plan.searched.map(({ id }) => id),
    sealedFor: sealedModels.map(({ id }) => id),
    rows,
    differences,
    worst: worst?.model ?? null,
    floorHeld: winner === seed ? null : plan.searched.every(({ id }) => riskOf(differences, id) <= FLOOR_P),
    cheaper: winner === seed ? [] : cheaperOf(plan, findings, rows),
    variants,
  }
  return { ...report, sentences: modelSentences(report) }
}

function riskOf(differences: readonly ModelDifference[], model: string): number {
  return differences.find((one) => one.model === model)?.floorRisk ?? 1
}

/** Winner minus seed on each model: on sealed cases where they were opened for it, else on select. */
function differencesOf(
  plan: SweepPlan,
  { seed, winner, select, sealed }: ModelFindings,
  sealedModels: SweepPlan['models'],
): ModelDifference[] {
  const found = plan.models.flatMap((model) => {
    const isSealed = sealedModels.includes(model)
    const cells = onModel(isSealed ? (sealed?.cells ?? []) : select, model.id)
    const before = of(cells, seed)
    const after = of(cells, winner)
    if (before.length === 0 || after.length === 0) return []
    const difference = differenceOf(countNets(netsOf(before, after)), isSealed ? sealed?.openings : 1)
    const split = isSealed ? ('test' as const) : ('select' as const)
    return [{ model: model.id, split, difference, floorRisk: floorRisk(before, after, model.id) }]
  })
  const adjusted = holm(found.map(({ difference }) => 1 - difference.pBetter))
  return found.map((one, i) => {
    const pHolm = adjusted[i] ?? 1
    return {
      ...one,
      pHolm,
      difference: { ...one.difference, verdict: verdictAfter(one, pHolm, sealed?.openings ?? 1) },
    }
  })
}

/** One of several models: "credible" must hold after Holm, and on select cases it is never said. */
function verdictAfter(
  { difference, split }: Pick<ModelDifference, 'difference' | 'split'>,
  pHolm: number,
  looks: number,
): Verdict {
  if (difference.verdict !== 'credible') return difference.verdict
  return verdictOf(1 - pHolm, difference.low, looks, split === 'select')
}

/** Models that cost less with the winner than today's (the first named) with the seed, and are not worse there. */
function cheaperOf(
  plan: SweepPlan,
  { seed, winner, select, sealed }: ModelFindings,
  rows: readonly LeaderboardRow[],
): CheaperModel[] {
  const today = plan.model
  return plan.models.slice(1).flatMap((model) => {
    const isSealed = sealed !== undefined && plan.sealedModels.includes(model)
    const split = isSealed ? ('test' as const) : ('select' as const)
    const cells = isSealed ? sealed.cells : select
    const cost = (id: string, candidate: Candidate) =>
      rows.find((row) => row.model === id && row.candidateId === candidate.id && row.split === split)?.usdPer1000
    const before = cost(today.id, seed)
    const after = cost(model.id, winner)
    if (before === undefined || before === null || after === undefined || after === null || after >= before) return []
    const theirs = passes(onModel(of(cells, winner), model.id))
    const ours = passes(onModel(of(cells, seed), today.id))
    const seen = new Map([...theirs].filter(([id]) => ours.has(id)))
    const difference = differenceOf(countPairs(ours, seen))
    const enough = difference.missing <= 0.05 * seen.size
    if (!enough || difference.low <= -FLOOR_MARGIN) return []
    return [{ model: model.id, today: today.id, split, difference, priceShare: after / before }]
  })
}
