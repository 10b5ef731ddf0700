// `tunesmith confirm`: four arms on the sealed cases, the claim, the decision.
import { InputError } from '../../core/errors.ts'
import type { JobRecord } from '../../core/ports.ts'
import { confirmationView } from '../confirmation.ts'
import { command } from '../nextStep.ts'
import { type Outcome, runExitCode } from '../outcome.ts'
import { printUnfinished, runOptions, runOrReplay, type Session } from '../session.ts'
import { spendLine } from '../spend.ts'
import { bullet } from '../text.ts'

export async function confirm(session: Session): Promise<Outcome> {
  const { engine, task, screen, signal } = session
  const view = await runOrReplay(session, 'confirmation', () =>
    engine.confirm(task, tunedJob(session).marker, runOptions(session), signal),
  )
  if (view.confirmation !== null) {
    screen.print(['', ...confirmationView(view.confirmation, screen.look)])
    if (view.spend !== null) screen.print(bullet(' ', spendLine(view.spend, view.models), screen.look.width))
  }
  if (view.status !== 'done') printUnfinished(session, view)
  return { run: view, report: view.confirmation, exitCode: runExitCode(view) }
}

/** The job that --job names, else the last one of this prompt (and of --run) that succeeded. */
function tunedJob({ command: given, store, task, prompt }: Session): JobRecord {
  const jobs = store
    .jobs()
    .filter(({ promptPath, runId }) => promptPath === task.prompt.path && (given.run ?? runId) === runId)
  const named = jobs.find(({ marker }) => marker === given.job)
  if (given.job !== undefined && named === undefined)
    throw new InputError(`There is no job ${given.job} of ${prompt}.`, `Run ${command('finetune', prompt)} first.`)
  const done = named ?? latest(jobs.filter(({ status }) => status.state === 'succeeded'))
  if (done?.status.state === 'succeeded') return done
  const open = done ?? latest(jobs)
  throw new InputError(
    open === undefined ? `There is no tuned model of ${prompt}.` : `Job ${open.marker} is ${open.status.state}.`,
    open === undefined
      ? `Run ${command('finetune', prompt)} first.`
      : `Follow it with ${command('finetune', prompt)} --job ${open.marker}.`,
  )
}

function latest(jobs: readonly JobRecord[]): JobRecord | undefined {
  return jobs.toSorted((a, b) => b.createdAt - a.createdAt)[0]
}
