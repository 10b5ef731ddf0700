// What the engine asks of the world. Adapters in providers/, store/ and the composition roots implement these.
// Must never name an SDK, an editor or a file system.
import type { Grade } from './grade.ts'
import type { RunKind } from './runKind.ts'

export type Role = 'system' | 'user' | 'assistant'

export interface ChatMessage {
  readonly role: Role
  readonly content: string
}

/** A JSON Schema, as sent on the wire. */
export type JsonSchema = Readonly<Record<string, unknown>>

export interface ChatRequest {
  readonly messages: readonly ChatMessage[]
  /** Asks for a reply that is JSON of this shape. A model without structured outputs gets the schema in the text. */
  readonly schema?: { readonly name: string; readonly schema: JsonSchema }
  readonly maxOutputTokens: number
  /** What the prompt was filled in with, for models that read it. */
  readonly vars?: Readonly<Record<string, unknown>>
  /** Index of this draw: 0 for the first time this request is made, 1 for the first repeat, and so on. */
  readonly repeat: number
}

export interface TokenUsage {
  readonly inputTokens: number
  readonly outputTokens: number
  readonly cachedInputTokens?: number
  /** True where the provider reported no usage and these are our own estimate. */
  readonly estimated?: boolean
  /** True where a batch engine answered, at its price; how long the call took is then not known. */
  readonly batched?: boolean
}

/** `refused` is the model's or a content filter's refusal: an outcome, not an error. */
export type FinishReason = 'stop' | 'length' | 'refused' | 'other'

export interface ChatReply {
  readonly text: string
  readonly usage: TokenUsage
  readonly finish: FinishReason
  /** The model version the provider says it used. */
  readonly servedBy: string
  /** Milliseconds from sending to the last byte, without waiting in our own queue. */
  readonly latencyMs: number
}

/** One model, e.g. `openai:gpt-6-luna`. `send` throws {@link ModelError} and nothing else. */
export interface ChatModel {
  /** `provider:name`. */
  readonly id: string
  /** What a user must know before trusting a number from it, e.g. "simulated". Shown wherever its figures are. */
  readonly notice?: string
  /** What tells its answers from another model's of the same id, such as an address; part of the key of an answer. */
  readonly origin?: string
  /** A program, which is told the case's variables beside the prompt. */
  readonly readsVars?: true
  send(request: ChatRequest, signal: AbortSignal): Promise<ChatReply>
}

/** Finds the model for an id. Throws `InputError` for an unknown provider or a missing key. */
export type ModelResolver = (id: string) => Promise<ChatModel>

export type ModelErrorReason =
  | 'auth'
  | 'forbidden'
  | 'not-found'
  | 'bad-request'
  | 'rate-limit'
  | 'quota'
  | 'server'
  | 'network'
  | 'timeout'
  | 'aborted'

/** A call that gave no answer. Never a score. */
export class ModelError extends Error {
  readonly reason: ModelErrorReason
  /** Milliseconds the provider asked us to wait, where it did. */
  readonly retryAfterMs: number | undefined
  /** The provider's own code, e.g. `training_not_available`. */
  readonly code: string | undefined

  constructor(
    reason: ModelErrorReason,
    message: string,
    extra: { retryAfterMs?: number | undefined; code?: string | undefined; cause?: unknown } = {},
  ) {
    super(message, { cause: extra.cause })
    this.name = 'ModelError'
    this.reason = reason
    this.retryAfterMs = extra.retryAfterMs
    this.code = extra.code
  }

  /** Worth trying again: the request itself was fine. */
  get transient(): boolean {
    return ['rate-limit', 'server', 'network', 'timeout'].includes(this.reason)
  }

  static is(error: unknown): error is ModelError {
    return error instanceof ModelError
  }
}

/** One line of a supervised training file: the last message is the assistant's. */
export interface TrainExample {
  readonly messages: readonly ChatMessage[]
}

export type JobState = 'validating' | 'queued' | 'running' | 'paused' | 'succeeded' | 'failed' | 'cancelled' | 'unknown'

export interface JobStatus {
  readonly state: JobState
  /** The backend's own word. */
  readonly rawState: string
  /** Epoch milliseconds, where the backend estimates it. */
  readonly finishesAt?: number
  readonly trainedTokens?: number
  /** `provider:name` of the tuned model, once there is one. */
  readonly tunedModel?: string
  readonly error?: { readonly code: string; readonly message: string }
}

export interface JobEvent {
  readonly id: string
  /** Epoch milliseconds. */
  readonly at: number
  readonly level: 'info' | 'warn' | 'error'
  readonly message: string
  readonly metrics?: {
    readonly step: number
    readonly totalSteps?: number
    readonly trainLoss?: number
    readonly validLoss?: number
  }
}

export interface FineTuneBackend {
  /** Same as the provider part of the models it trains. */
  readonly id: string
  readonly label: string
  readonly notice?: string
  /** Fewest examples the backend accepts. */
  readonly minExamples: number
  /** Uploads both files and starts the job; returns the backend's job id. `marker` is stored with the job, so that a
   *  job whose id was lost can be found again. Throws {@link ModelError}. */
  create(
    job: {
      readonly baseModel: string
      readonly train: readonly TrainExample[]
      readonly valid: readonly TrainExample[]
      readonly marker: string
    },
    signal: AbortSignal,
  ): Promise<string>
  /** The id of the job that carries `marker`, or undefined. */
  find(marker: string, signal: AbortSignal): Promise<string | undefined>
  status(jobId: string, signal: AbortSignal): Promise<JobStatus>
  /** All events so far, oldest first. */
  events(jobId: string, signal: AbortSignal): Promise<readonly JobEvent[]>
  cancel(jobId: string, signal: AbortSignal): Promise<void>
}

export type BackendResolver = (id: string) => Promise<FineTuneBackend>

// ---- the run store -----------------------------------------------------------------------------------------------

export type RunStatus = 'running' | 'done' | 'cancelled' | 'budget' | 'failed'

export interface RunRecord {
  readonly id: number
  readonly kind: RunKind
  /** Path of the prompt file, relative to the workspace folder, with forward slashes. */
  readonly promptPath: string
  readonly status: RunStatus
  /** Epoch milliseconds. */
  readonly startedAt: number
  readonly finishedAt: number | undefined
}

/** A paid answer. `key` is the content hash of everything that can change the answer, the repeat index included. */
export interface StoredReply {
  readonly key: string
  /** The run that paid. */
  readonly runId: number
  readonly reply: ChatReply
}

/** What one candidate did on one case. */
export interface Cell {
  readonly candidateId: string
  readonly model: string
  readonly caseId: string
  readonly split: 'train' | 'select' | 'test'
  readonly repeat: number
  /** Undefined where the call or the grader failed: missing, not wrong. */
  readonly grade: Grade | undefined
  readonly output: string
  readonly error?: string
  readonly usd: number | undefined
  readonly latencyMs: number
}

/** A fine-tuning job as this machine knows it. Written before the backend is asked, so that a paid job is never lost. */
export interface JobRecord {
  /** Our own id; also the marker stored with the backend's job. */
  readonly marker: string
  readonly backend: string
  readonly baseModel: string
  /** The backend's id, once known. */
  readonly jobId: string | undefined
  readonly promptPath: string
  /** The sweep whose best prompt stands in the training rows. */
  readonly runId: number
  /** Epoch milliseconds. */
  readonly createdAt: number
  readonly rows: {
    /** The best prompt got the case wrong. */
    readonly corrected: number
    /** It got the case right. */
    readonly replayed: number
    /** It was not run on the case. */
    readonly untested: number
    readonly valid: number
    readonly leftOut: number
  }
  readonly status: JobStatus
  readonly events: readonly JobEvent[]
  /** True once the user has been told of the end. */
  readonly announced: boolean
}

export type CellFilter = Partial<Pick<Cell, 'candidateId' | 'model' | 'caseId' | 'split'>>

/**
 * Everything durable. Calls return, or resolve, when the data is safe. JSON payloads (`event`, `text`) are the engine's own; the
 * store does not look into them.
 */
export interface RunStore {
  createRun(run: { kind: RunKind; promptPath: string; startedAt: number }): number
  finishRun(id: number, status: Exclude<RunStatus, 'running'>, finishedAt: number): void
  runs(promptPath?: string): readonly RunRecord[]
  run(id: number): RunRecord | undefined

  /** Events of a run in order; the journal that the panel and the terminal replay. */
  appendEvent(runId: number, event: unknown): void
  events(runId: number): readonly unknown[]

  reply(key: string): StoredReply | undefined
  /** What is saved at the same moment is made safe together, as answers that arrive together are. */
  saveReply(stored: StoredReply): Promise<void>

  saveCell(runId: number, cell: Cell): Promise<void>
  cells(runId: number, filter?: CellFilter): readonly Cell[]
  /** One after the other as they were first saved, for runs that are too large to hold; each loop reads anew. */
  eachCell(runId: number, filter?: CellFilter): Iterable<Cell>

  /** Free-form documents of a run: candidates, reports. */
  saveDocument(runId: number, name: string, document: unknown): void
  document(runId: number, name: string): unknown

  /** How often a sealed split was opened so far. An opening is recorded before the cases are handed out; a resumed run
   *  that opens it again for the same claim counts once. */
  testOpenings(splitHash: string): number
  recordTestOpening(splitHash: string, claim: { runId: number; candidateHash: string; at: number }): void

  saveJob(job: JobRecord): void
  jobs(): readonly JobRecord[]
}

export interface Clock {
  /** Epoch milliseconds. */
  now(): number
  /** Resolves after `ms`, rejects with the signal's reason when aborted. */
  sleep(ms: number, signal: AbortSignal): Promise<void>
}

/** Read access to a workspace. Paths are relative to its root, with forward slashes. */
export interface Files {
  /** Undefined where there is no such file, or where it has more than `atMost` bytes. */
  read(path: string, atMost?: number): Promise<Uint8Array | undefined>
  /** Paths below `folder` ('' is the root), without ignored files; where globs are given, they may be all there is. */
  list(folder: string, globs?: readonly string[]): Promise<readonly string[]>
}
