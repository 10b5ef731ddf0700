// `tunesmith diagnose`: probe what the sweep left, show causes and the recommendation.
import { isDeepStrictEqual } from 'node:util'
import type { RunOptions } from '../../core/runOptions.ts'
import { diagnosisView } from '../diagnosis.ts'
import { afterDiagnosis } from '../nextStep.ts'
import { type Outcome, runExitCode } from '../outcome.ts'
import { printNext, printUnfinished, runOptions, runOrReplay, type Session, storedView, sweepOf } from '../session.ts'
import { spendLine } from '../spend.ts'
import { bullet } from '../text.ts'

export async function diagnose(session: Session): Promise<Outcome> {
  const { engine, task, screen, signal, prompt } = session
  const view = await runOrReplay(session, 'diagnosis', () => {
    const sweep = sweepOf(session)
    return engine.diagnose(task, sweep, { ...modelsOf(session, sweep), ...runOptions(session) }, signal)
  })
  if (view.diagnosis !== null) {
    screen.print(['', ...diagnosisView(view.diagnosis, screen.look)])
    if (view.spend !== null) screen.print(['', ...bullet(' ', spendLine(view.spend, view.models), screen.look.width)])
  }
  if (view.status !== 'done') printUnfinished(session, view)
  else if (view.diagnosis !== null) printNext(session, afterDiagnosis(view.diagnosis, prompt))
  return { run: view, report: view.diagnosis, exitCode: runExitCode(view) }
}

/** The sweep's own models, where they were not the eval file's. */
function modelsOf({ store, task }: Session, sweep: number): RunOptions {
  const models = storedView(store, sweep)?.models ?? []
  return isDeepStrictEqual(models, task.evalFile.models) ? {} : { models }
}
