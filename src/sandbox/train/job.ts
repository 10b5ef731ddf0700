// A fine-tuning job as it stands on disk and as OpenAI's wire shows it.
// Must hold no logic of training.
import { randomUUID } from 'node:crypto'
import { seconds } from '../http.ts'
import type { State } from '../state.ts'
import type { JobFault } from './trainingFile.ts'

export type JobStatus = 'validating_files' | 'queued' | 'running' | 'succeeded' | 'failed' | 'cancelled'

/** OpenAI's `FineTuningJob`. */
export interface WireJob {
  readonly id: string
  readonly object: 'fine_tuning.job'
  readonly created_at: number
  readonly error: JobFault | null
  readonly fine_tuned_model: string | null
  readonly finished_at: number | null
  readonly hyperparameters: Hyperparameters
  readonly model: string
  readonly organization_id: string
  readonly result_files: readonly string[]
  readonly seed: number
  readonly status: JobStatus
  readonly trained_tokens: number | null
  readonly training_file: string
  readonly validation_file: string | null
  readonly estimated_finish: number | null
  readonly integrations: readonly never[]
  readonly metadata: Readonly<Record<string, string>> | null
  readonly method: { readonly type: 'supervised'; readonly supervised: { readonly hyperparameters: Hyperparameters } }
}

export interface Hyperparameters {
  readonly n_epochs: number | 'auto'
  readonly batch_size: number | 'auto'
  readonly learning_rate_multiplier: number | 'auto'
}

export interface WireEvent {
  readonly id: string
  readonly object: 'fine_tuning.job.event'
  readonly created_at: number
  readonly level: 'info' | 'warn' | 'error'
  readonly type: 'message' | 'metrics'
  readonly message: string
  readonly data: Readonly<Record<string, number>> | Readonly<Record<string, never>>
}

export interface WireCheckpoint {
  readonly id: string
  readonly object: 'fine_tuning.job.checkpoint'
  readonly created_at: number
  readonly fine_tuned_model_checkpoint: string
  readonly fine_tuning_job_id: string
  readonly step_number: number
  readonly metrics: Readonly<Record<string, number>>
}

/** The document kept for a job. */
export interface JobDocument {
  readonly job: WireJob
  readonly suffix: string
  /** Oldest first. */
  readonly events: readonly WireEvent[]
  readonly checkpoints: readonly WireCheckpoint[]
  /** Steps whose weights are safe on disk. */
  readonly stepsDone: number
}

export const isOver = (status: JobStatus): boolean => ['succeeded', 'failed', 'cancelled'].includes(status)

export function newId(prefix: string): string {
  return `${prefix}-${randomUUID().replaceAll('-', '').slice(0, 24)}`
}

export function eventOf(message: string, level: WireEvent['level'] = 'info', data?: Record<string, number>): WireEvent {
  return {
    id: newId('ftevent'),
    object: 'fine_tuning.job.event',
    created_at: seconds(),
    level,
    type: data === undefined ? 'message' : 'metrics',
    message,
    data: data ?? {},
  }
}

/** The document, with a cancellation that its owner has not seen yet. */
export function loadJob(state: State, id: string): JobDocument | undefined {
  const document = state.load<JobDocument>('jobs', id)
  if (document === undefined || isOver(document.job.status)) return document
  const cancelled = state.load<{ at: number }>('cancellations', id)
  if (cancelled === undefined) return document
  const job: WireJob = { ...document.job, status: 'cancelled', finished_at: cancelled.at, estimated_finish: null }
  return { ...document, job, events: [...document.events, eventOf('Fine-tuning job was cancelled.')] }
}

export function updateJob(
  state: State,
  document: JobDocument,
  change: Partial<WireJob>,
  ...added: readonly WireEvent[]
): JobDocument {
  const next = { ...document, job: { ...document.job, ...change }, events: [...document.events, ...added] }
  state.save('jobs', next.job.id, next)
  return next
}
