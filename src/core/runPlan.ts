// What a run of any kind will do and may spend, as decided before its first call.
import type { SplitResult } from './evals/split.ts'
import type { Limits } from './events.ts'
import type { ChatModel } from './ports.ts'
import type { RunContext } from './run.ts'
import type { MeasuredKind } from './runKind.ts'

/** A run's body, with what it may spend. */
export interface RunPlan {
  readonly kind: MeasuredKind
  readonly models: readonly ChatModel[]
  /** Those that sealed cases are opened for; all where not given. */
  readonly sealedModels?: readonly ChatModel[]
  /** Those that write edits. */
  readonly proposers?: readonly ChatModel[]
  readonly splits: SplitResult
  readonly limits: Limits
  /** What is said before the first call. */
  readonly notes: readonly string[]
  readonly body: (context: RunContext) => Promise<void>
}
