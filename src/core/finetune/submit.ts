// Submits and follows fine-tuning jobs. The record is stored before the backend is asked, with a marker that the
// backend keeps too, so that a job paid for is never lost.
import { InputError } from '../errors.ts'
import { requireSameModels } from '../evals/ownModels.ts'
import type { SplitResult } from '../evals/split.ts'
import { sha256 } from '../hash.ts'
import {
  type BackendResolver,
  type Clock,
  type FineTuneBackend,
  type JobRecord,
  ModelError,
  type RunStore,
} from '../ports.ts'
import { promptsOf } from '../sweepResult.ts'
import type { Task } from '../task.ts'
import { isOver, withAnswer } from './job.ts'
import { buildTrainingSet } from './trainingSet.ts'

interface Deps {
  readonly store: RunStore
  readonly clock: Clock
  readonly backends: BackendResolver
}

interface Submission extends Deps {
  readonly task: Task
  readonly sweepId: number
  readonly splits: SplitResult
  /** The provider of the optimized model where not given. */
  readonly backend?: string
}

export async function submitJob(submission: Submission, signal: AbortSignal): Promise<JobRecord> {
  const { store, clock, task, sweepId, splits } = submission
  requireSameModels(task.evalFile.cases)
  const { report, best } = promptsOf(store, sweepId, task)
  const [provider = '', ...name] = report.model.split(':')
  const backend = await submission.backends(submission.backend ?? provider)
  const set = buildTrainingSet(
    task.prompt,
    best.texts,
    splits.train,
    outcomes(store, task.prompt.path, sweepId, report.winner.candidateId),
  )
  if (set.train.length < backend.minExamples)
    throw new InputError(
      `${set.train.length} training rows are too few: ${backend.label} asks for at least ${backend.minExamples}.`,
      'Add cases with an expected answer.',
      { file: task.evalFile.path },
    )
  const createdAt = clock.now()
  const job: JobRecord = {
    marker: `tunesmith-${sha256(`${task.prompt.path} ${sweepId} ${createdAt}`).slice(0, 12)}`,
    backend: backend.id,
    baseModel: report.model,
    jobId: undefined,
    promptPath: task.prompt.path,
    runId: sweepId,
    createdAt,
    rows: set.rows,
    status: { state: 'validating', rawState: 'submitting' },
    events: [],
    announced: false,
  }
  store.saveJob(job)
  try {
    const { marker } = job
    const jobId = await backend.create(
      { baseModel: name.join(':'), train: set.train, valid: set.valid, marker },
      signal,
    )
    return save(store, { ...job, jobId })
  } catch (error) {
    // After a lost answer the backend may hold the job all the same: it is looked for by its marker, never paid twice.
    if (ModelError.is(error) && (error.transient || error.reason === 'aborted')) {
      save(store, { ...job, status: { state: 'unknown', rawState: 'not confirmed' } })
      throw error
    }
    const message = error instanceof Error ? error.message : String(error)
    save(store, { ...job, status: { state: 'failed', rawState: 'not submitted', error: { code: 'submit', message } } })
    throw error
  }
}

export async function refreshJob(
  { store, backends }: Pick<Deps, 'store' | 'backends'>,
  job: JobRecord,
  signal: AbortSignal,
): Promise<JobRecord> {
  if (isOver(job.status)) return job
  const backend = await backends(job.backend)
  const jobId = job.jobId ?? (await backend.find(job.marker, signal))
  if (jobId === undefined) return job
  const [status, events] = await Promise.all([backend.status(jobId, signal), backend.events(jobId, signal)])
  return save(store, { ...withAnswer(job, status, events), jobId })
}

export async function cancelJob(
  { store, backends }: Pick<Deps, 'store' | 'backends'>,
  job: JobRecord,
  signal: AbortSignal,
): Promise<JobRecord> {
  if (isOver(job.status)) return job
  const backend: FineTuneBackend = await backends(job.backend)
  if (job.jobId !== undefined) await backend.cancel(job.jobId, signal)
  return refreshJob({ store, backends }, job, signal)
}

/** What the best prompt did on train cases, in the latest diagnosis of the sweep or in the sweep itself. */
function outcomes(
  store: RunStore,
  promptPath: string,
  sweepId: number,
  winnerId: string,
): Map<string, boolean | undefined> {
  const diagnosis = store.runs(promptPath).find((run) => run.kind === 'diagnosis' && run.id > sweepId)
  const cells =
    diagnosis === undefined
      ? store.cells(sweepId, { candidateId: winnerId, split: 'train' })
      : store.cells(diagnosis.id, { candidateId: 'diagnosed', split: 'train' })
  return new Map(cells.filter((cell) => cell.repeat === 0).map((cell) => [cell.caseId, cell.grade?.pass]))
}

function save(store: RunStore, job: JobRecord): JobRecord {
  store.saveJob(job)
  return job
}
