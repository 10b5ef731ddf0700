// What every kind of run shares: its id, its ledger, its way of calling models and of speaking to readers.
import type { BatchUse } from './batch/engine.ts'
import type { Ledger } from './budget.ts'
import type { Caller } from './calls.ts'
import type { CodeRunner } from './code.ts'
import type { OwnModels } from './evals/ownModels.ts'
import type { RunEvent } from './events.ts'
import type { ChatModel, Clock, RunStore } from './ports.ts'
import type { PriceTable } from './pricing.ts'
import type { Task } from './task.ts'

export interface RunContext {
  readonly id: number
  /** Seed of every random choice in the run. */
  readonly seed: string
  readonly task: Task
  readonly store: RunStore
  readonly clock: Clock
  readonly ledger: Ledger
  readonly caller: Caller
  readonly prices: PriceTable
  /** Draws of each case that an eval was asked for. */
  readonly repeats?: number | undefined
  /** Set where answers come from batches. */
  readonly batch?: BatchUse | undefined
  /** Judges by the provider that an assertion names, one for each vote; under undefined those for assertions that name
   *  none. */
  readonly judges: ReadonlyMap<string | undefined, readonly ChatModel[]>
  /** In place of `judges` on sealed cases, where a judge is held out of the search. */
  readonly heldOut: ReadonlyMap<string | undefined, readonly ChatModel[]> | undefined
  /** Models that answer the cases which name one, by its id. */
  readonly answering?: OwnModels
  /** Embedding models, as calls are made to them, by the name that an assertion gives. */
  readonly embedders: ReadonlyMap<string | undefined, ChatModel>
  /** Runs the code that the user's files name; undefined where none may run. */
  readonly code: CodeRunner | undefined
  readonly signal: AbortSignal
  readonly emit: (event: RunEvent) => void
}

/** Says how much has been spent; call it after each batch. */
export function emitSpend(context: RunContext): void {
  context.emit({ type: 'spend', spend: context.ledger.spend })
}
