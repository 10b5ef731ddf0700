// `tunesmith finetune`: submit the training set once, follow the job, and leave it running when the user leaves.
// Must never submit a second job for a sweep whose job still runs or has succeeded.
import { InputError } from '../../core/errors.ts'
import { isOver, jobView } from '../../core/finetune/job.ts'
import type { JobView } from '../../core/jobView.ts'
import { parseModelId } from '../../core/modelId.ts'
import { type JobRecord, ModelError } from '../../core/ports.ts'
import { trainingLine } from '../diagnosis.ts'
import { jobEndView, jobProgressLine, jobSubmittedView } from '../job.ts'
import { paint } from '../look.ts'
import { afterTraining, command } from '../nextStep.ts'
import { type ExitCode, exitCodes, type Outcome } from '../outcome.ts'
import { printNext, type Session, storedView, sweepOf } from '../session.ts'
import { bullet, sentence } from '../text.ts'

/** Milliseconds between two looks at the job: our own machine answers at once, a provider is not to be pressed. */
const LOCAL_POLL_MS = 500
const REMOTE_POLL_MS = 10_000

export async function finetune(session: Session): Promise<Outcome> {
  const { screen, prompt, signal } = session
  const started = session.command.job === undefined ? await begin(session) : named(session, session.command.job)
  screen.print(jobSubmittedView(jobView(started), screen.look))
  const job = await follow(session, started)
  const ended = isOver(job.status)
  if (ended) screen.print(jobEndView(jobView(job), screen.look))
  if (job.status.state === 'succeeded') printNext(session, afterTraining(prompt))
  else if (!ended)
    printNext(session, {
      why: 'The job is not cancelled by leaving. To follow it again:',
      command: `${command('finetune', prompt)} --job ${job.marker}`,
    })
  const report: JobView = jobView(job)
  return { run: null, report, exitCode: exitCodeOf(job, signal) }
}

async function begin(session: Session): Promise<JobRecord> {
  const { engine, task, signal, screen, store } = session
  const sweepId = sweepOf(session)
  const earlier = store
    .jobs()
    .filter(({ runId, status }) => runId === sweepId && status.state !== 'failed' && status.state !== 'cancelled')
    .at(-1)
  if (earlier !== undefined) {
    screen.print([`Sweep ${sweepId} has a job already; no second one is paid for.`])
    return earlier
  }
  await warn(session, sweepId)
  const advice = lastAdvice(session)
  if (advice !== undefined)
    screen.print(bullet(' ', `${trainingLine(advice.recommendation, advice.model)}.`, screen.look.width))
  screen.progress('Building the training set and uploading it')
  try {
    return await engine.submitJob(task, sweepId, {}, signal)
  } finally {
    screen.clear()
  }
}

/** What the backend wants known before money is spent. */
async function warn({ backends, screen, store }: Session, sweepId: number): Promise<void> {
  const model = storedView(store, sweepId)?.sweep?.model
  if (model === undefined) return
  const { notice } = await backends(parseModelId(model).provider)
  if (notice !== undefined)
    screen.print(bullet(paint(screen.look, 'caution', '!'), sentence(notice), screen.look.width))
}

function lastAdvice({ store, task }: Session) {
  const last = store
    .runs(task.prompt.path)
    .filter(({ kind, status }) => kind === 'diagnosis' && status === 'done')
    .toSorted((a, b) => b.id - a.id)[0]
  return last === undefined ? undefined : (storedView(store, last.id)?.diagnosis ?? undefined)
}

function named({ store, prompt, task }: Session, marker: string): JobRecord {
  const job = store.jobs().find((one) => one.marker === marker && one.promptPath === task.prompt.path)
  if (job === undefined)
    throw new InputError(`There is no job ${marker} of ${prompt}.`, `${command('finetune', prompt)} starts one.`)
  return job
}

/** Looks at the job until it has ended or the user leaves. A backend that cannot be reached is asked again. */
async function follow({ engine, clock, screen, signal }: Session, started: JobRecord): Promise<JobRecord> {
  let job = started
  const pause = job.backend === 'sandbox' ? LOCAL_POLL_MS : REMOTE_POLL_MS
  try {
    while (!isOver(job.status) && !signal.aborted) {
      job = await refreshed(job, () => engine.refreshJob(started.marker, signal))
      screen.progress(jobProgressLine(jobView(job), clock.now()))
      if (!isOver(job.status)) await clock.sleep(pause, signal)
    }
  } catch (error) {
    if (!signal.aborted) throw error
  } finally {
    screen.clear()
  }
  return job
}

async function refreshed(last: JobRecord, ask: () => Promise<JobRecord>): Promise<JobRecord> {
  try {
    return await ask()
  } catch (error) {
    if (ModelError.is(error) && error.transient) return last
    throw error
  }
}

function exitCodeOf(job: JobRecord, signal: AbortSignal): ExitCode {
  if (job.status.state === 'succeeded') return exitCodes.good
  return isOver(job.status) || !signal.aborted ? exitCodes.failed : exitCodes.interrupted
}
