// What a user may settle about a run, and how a resumed run gets its own settings back.
import * as z from 'zod'
import type { BatchUse } from './batch/engine.ts'
import type { Limits } from './events.ts'
import type { RunStore } from './ports.ts'

export interface RunOptions {
  /** Overrides the eval file's models. */
  readonly models?: readonly string[] | undefined
  /** Overrides the eval file's optimizer. */
  readonly optimizer?: string | undefined
  readonly preset?: 'quick' | 'standard' | 'deep' | undefined
  readonly maxUsd?: number | undefined
  readonly maxCalls?: number | undefined
  /** Input and output tokens of all calls together. */
  readonly maxTokens?: number | undefined
  /** Draws of each case in an eval; overrides the eval file's. */
  readonly repeats?: number | undefined
  readonly concurrency?: number | undefined
  /** Seed of every random choice. Same seed, same answers, same run. */
  readonly seed?: string | undefined
  /** Answers of an eval come from the providers' batch engines; what these leave unanswered is left missing, or sent
   *  again. */
  readonly batch?: BatchUse['unanswered'] | undefined
  /** Takes up an interrupted run: no finished call is paid again. */
  readonly resume?: number | undefined
}

const stored = z.object({
  models: z.array(z.string()).optional(),
  optimizer: z.string().optional(),
  preset: z.enum(['quick', 'standard', 'deep']).optional(),
  maxUsd: z.number().optional(),
  maxCalls: z.number().optional(),
  maxTokens: z.number().optional(),
  repeats: z.number().optional(),
  batch: z.enum(['leave', 'retry']).optional(),
  seed: z.string().optional(),
})

/** A run that is taken up again goes on as it was started; only how many calls go at once may differ, and the caps:
 *  one that its budget stopped goes on with more. */
export function settledOptions(store: RunStore, given: RunOptions): RunOptions {
  if (given.resume === undefined) return given
  const before = stored.safeParse(store.document(given.resume, 'options'))
  if (!before.success) return given
  const { maxUsd, maxCalls, maxTokens, concurrency, resume } = given
  return {
    ...before.data,
    ...(maxUsd !== undefined && { maxUsd }),
    ...(maxCalls !== undefined && { maxCalls }),
    ...(maxTokens !== undefined && { maxTokens }),
    concurrency,
    resume,
  }
}

export function rememberOptions(store: RunStore, runId: number, options: RunOptions): void {
  const { concurrency: _, resume: __, ...kept } = options
  store.saveDocument(runId, 'options', kept)
}

/** Caps over all calls of a run. */
export function caps({ maxUsd, maxTokens }: RunOptions): Pick<Limits, 'usd' | 'tokens'> {
  return { ...(maxUsd !== undefined && { usd: maxUsd }), ...(maxTokens !== undefined && { tokens: maxTokens }) }
}
