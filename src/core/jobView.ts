// A fine-tuning job as its readers see it: plain JSON.
import type { JobEvent, JobRecord, JobStatus } from './ports.ts'

export interface JobView {
  readonly marker: string
  readonly jobId: string | null
  readonly backend: string
  readonly baseModel: string
  readonly promptPath: string
  readonly runId: number
  readonly createdAt: number
  readonly rows: JobRecord['rows']
  readonly status: JobStatus
  readonly step: number | null
  readonly totalSteps: number | null
  readonly loss: number | null
  readonly events: readonly JobEvent[]
}
