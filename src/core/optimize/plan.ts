// What a sweep will do and what it may spend, decided before the first call.
import type { EvalFile } from '../evals/evalFile.ts'
import { judgeCalls } from '../evals/run.ts'
import type { SplitResult } from '../evals/split.ts'
import type { Limits, Objective } from '../events.ts'
import type { ChatModel } from '../ports.ts'

export type Preset = 'quick' | 'standard' | 'deep'

/** Search calls, over all models that the search works for. */
export const PRESET_CALLS: Readonly<Record<Preset, number>> = { quick: 150, standard: 400, deep: 1200 }

/** More would take calls from the search; the claim rests on the sealed cases, not on these. */
const MOST_SELECT = 100
/** Select cases on which models that the search does not work for are measured. */
const MOST_MATRIX = 40

export interface SweepPlan {
  readonly splits: SplitResult
  /** All models of the leaderboard. The first is today's: the one that others are compared with. */
  readonly models: readonly ChatModel[]
  readonly model: ChatModel
  readonly objective: Objective
  /** The models that the search works for: all, or the first alone. */
  readonly searched: readonly ChatModel[]
  /** The models that the sealed cases are opened for. */
  readonly sealedModels: readonly ChatModel[]
  readonly proposers: readonly ChatModel[]
  readonly presetCalls: number
  /** Select cases used by the search: fixed for the run, so that comparisons are paired. */
  readonly selectSize: number
  /** Select cases on which seed and winner are run on each model that the search does not work for. */
  readonly matrixCases: number
  /** Search calls that those take. */
  readonly matrixCalls: number
  readonly limits: Limits
}

export interface SweepWish {
  readonly splits: SplitResult
  readonly models: readonly ChatModel[]
  readonly proposers: readonly ChatModel[]
  readonly preset: Preset
  readonly maxCalls?: number | undefined
  /** In money and tokens, for all calls together. */
  readonly caps?: Pick<Limits, 'usd' | 'tokens'>
  readonly evalFile: Pick<EvalFile, 'cases' | 'objective'>
}

export function planSweep({ splits, models, proposers, preset, maxCalls, caps, evalFile }: SweepWish): SweepPlan {
  const model = models[0]
  if (model === undefined) throw new Error('A sweep needs a model.')
  const objective = models.length > 1 ? (evalFile.objective ?? 'mean') : 'first'
  const searched = objective === 'first' ? [model] : models
  const perCase = (sealed: boolean) =>
    evalFile.cases.reduce((most, kase) => Math.max(most, 1 + judgeCalls(kase, sealed)), 1)
  const callsPerCase = perCase(false)
  // A number of calls that was asked for holds judges and the matrix too; a preset counts the search's own.
  const presetCalls = maxCalls === undefined ? PRESET_CALLS[preset] : Math.max(1, Math.floor(maxCalls / callsPerCase))
  const selectSize = Math.min(splits.select.length, selectFor(presetCalls, searched.length))
  const others = models.length - searched.length
  const share = maxCalls === undefined ? MOST_MATRIX : Math.floor(presetCalls / (8 * others))
  const matrixCases = others > 0 ? Math.min(selectSize, share, MOST_MATRIX) : 0
  const matrixCalls = others * matrixCases * 2
  const sealedCalls = (count: number) => 2 * count * splits.vault.size
  const sealedModels = sealedCalls(searched.length) <= presetCalls ? searched : [model]
  return {
    splits,
    models,
    model,
    objective,
    searched,
    sealedModels,
    proposers,
    presetCalls,
    selectSize,
    matrixCases,
    matrixCalls,
    limits: {
      searchCalls: maxCalls ?? (presetCalls + matrixCalls) * callsPerCase,
      testCalls: sealedCalls(sealedModels.length) * perCase(true),
      ...caps,
    },
  }
}

/** A whole validation takes a tenth of the calls on one model, an eighth on several. */
function selectFor(calls: number, models: number): number {
  if (models === 1) return Math.max(20, Math.min(MOST_SELECT, Math.floor(calls / 10)))
  const least = Math.min(20, Math.floor(calls / (4 * models)))
  return Math.max(1, least, Math.min(MOST_SELECT, Math.floor(calls / (8 * models))))
}
