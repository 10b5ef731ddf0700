// What the engine asks of a provider that answers many calls together, at half the price, within a day.
// Must never be asked for anything that a search waits for.
import type { ChatReply, ChatRequest, ModelError } from '../ports.ts'

export interface BatchStatus {
  /** Nothing more will come: the answers can be collected. */
  readonly over: boolean
  /** The provider's own word. */
  readonly rawState: string
  /** Calls with an answer or an error so far. */
  readonly done: number
  /** Epoch milliseconds at which the provider gives up. */
  readonly expiresAt?: number
  /** Set where the provider refused the batch as a whole: no call of it was made. */
  readonly refusal?: { readonly code: string; readonly message: string }
}

/** What became of one call. `key` is the call's own. */
export type BatchAnswer =
  | { readonly key: string; readonly reply: ChatReply }
  | { readonly key: string; readonly error: ModelError }

/** A batch that may have been accepted, though the answer that says so was lost. */
export interface LostBatch {
  readonly marker: string
  /** Epoch milliseconds before which it cannot have been created. */
  readonly since: number
  /** Keys of its calls. */
  readonly keys: ReadonlySet<string>
  /** The provider's ids of batches that are known to be others. */
  readonly others: ReadonlySet<string>
}

export interface FoundBatch {
  readonly batchId: string
  /** False where the provider's list shows no more than that it may be ours. */
  readonly certain: boolean
}

/** Every method throws `ModelError`, and nothing else. */
export interface BatchEngine {
  /** Same as the provider part of the models it answers for. */
  readonly id: string
  readonly label: string
  /** Most calls and UTF-8 bytes of one batch. */
  readonly limits: { readonly calls: number; readonly bytes: number }
  /** Milliseconds between two looks at a batch. */
  readonly pollMs: number
  /** A call as it goes into a batch, without a line break. `key` has at most 64 characters of [a-zA-Z0-9_-]. */
  line(model: string, key: string, request: ChatRequest): Promise<string>
  /** Hands over the lines and gives back the provider's id. `marker` is stored with the batch where there is room. */
  submit(batch: { readonly marker: string; readonly lines: readonly string[] }, signal: AbortSignal): Promise<string>
  /** Looks for a batch that was submitted just before its id was lost. */
  find(lost: LostBatch, signal: AbortSignal): Promise<FoundBatch | undefined>
  poll(batchId: string, signal: AbortSignal): Promise<BatchStatus>
  /** The answers of a batch that is over, in any order, as they come over the wire. */
  collect(batchId: string, signal: AbortSignal): AsyncIterable<BatchAnswer>
  /** Calls that were answered before stay answered. */
  cancel(batchId: string, signal: AbortSignal): Promise<void>
}

/** The engine of a provider, or undefined where it has none. Throws `InputError` for a missing key. */
export type BatchResolver = (provider: string) => Promise<BatchEngine | undefined>

/** How a run uses batches. */
export interface BatchUse {
  readonly engines: BatchResolver
  /** What a batch did not answer in time is left missing, or sent again. */
  readonly unanswered: 'leave' | 'retry'
}
