// What a sweep will do and what it may spend, decided before the first call.
import type { SplitResult } from '../evals/split.ts'
import type { Limits } from '../events.ts'
import type { ChatModel } from '../ports.ts'

export type Preset = 'quick' | 'standard' | 'deep'

/** Search calls on the optimized model. */
export const PRESET_CALLS: Readonly<Record<Preset, number>> = { quick: 150, standard: 400, deep: 1200 }

/** More would take calls from the search; the claim rests on the sealed cases, not on these. */
const MOST_SELECT = 100

export interface SweepPlan {
  readonly splits: SplitResult
  /** All models of the leaderboard; the first is the one that is optimized. */
  readonly models: readonly ChatModel[]
  readonly model: ChatModel
  readonly proposers: readonly ChatModel[]
  readonly presetCalls: number
  /** Select cases used by the search: fixed for the run, so that comparisons are paired. */
  readonly selectSize: number
  /** Select cases on which seed and winner are run on each further model. */
  readonly matrixCases: number
  /** Select cases that the seed is run on twice. */
  readonly noiseCases: number
  readonly limits: Limits
}

export function planSweep(options: {
  readonly splits: SplitResult
  readonly models: readonly ChatModel[]
  readonly proposers: readonly ChatModel[]
  readonly preset: Preset
  readonly maxCalls?: number | undefined
  /** In money and tokens, for all calls together. */
  readonly caps?: Pick<Limits, 'usd' | 'tokens'>
  /** Calls for one case: one for the model, one for each judged assertion. */
  readonly callsPerCase: number
}): SweepPlan {
  const { splits, models, proposers, callsPerCase } = options
  const model = models[0]
  if (model === undefined) throw new Error('A sweep needs a model.')
  const presetCalls = options.maxCalls ?? PRESET_CALLS[options.preset]
  const selectSize = Math.min(splits.select.length, Math.max(20, Math.min(MOST_SELECT, Math.floor(presetCalls / 10))))
  const matrixCases = models.length > 1 ? Math.min(selectSize, 40) : 0
  const matrixCalls = (models.length - 1) * matrixCases * 2
  return {
    splits,
    models,
    model,
    proposers,
    presetCalls,
    selectSize,
    matrixCases,
    noiseCases: Math.min(20, selectSize, Math.floor(presetCalls / 30)),
    limits: {
      searchCalls: (presetCalls + matrixCalls) * callsPerCase,
      testCalls: 2 * splits.vault.size * callsPerCase,
      ...options.caps,
    },
  }
}
