// A fine-tuning job's life as plain data: what is stored before the backend is asked, and what readers see.
import type { JobView } from '../jobView.ts'
import type { JobEvent, JobRecord, JobStatus } from '../ports.ts'

export function isOver(status: JobStatus): boolean {
  return status.state === 'succeeded' || status.state === 'failed' || status.state === 'cancelled'
}

/** The record after the backend was asked. A job that is over stays over. */
export function withAnswer(job: JobRecord, status: JobStatus, events: readonly JobEvent[]): JobRecord {
  if (isOver(job.status)) return job
  return { ...job, status, events }
}

export function jobView(job: JobRecord): JobView {
  const last = job.events.findLast((event) => event.metrics !== undefined)?.metrics
  const { marker, backend, baseModel, promptPath, runId, createdAt, rows, status, events } = job
  return {
    marker,
    jobId: job.jobId ?? null,
    backend,
    baseModel,
    promptPath,
    runId,
    createdAt,
    rows,
    status,
    step: last?.step ?? null,
    totalSteps: last?.totalSteps ?? null,
    loss: last?.trainLoss ?? null,
    events,
  }
}
