// `tunesmith eval`: measure, show, say what comes next.
import { answerLines, answersOf, evalReportView, failuresOf } from '../evalReport.ts'
import { afterEval } from '../nextStep.ts'
import { type Outcome, runExitCode } from '../outcome.ts'
import { printNext, printUnfinished, runOptions, runOrReplay, type Session } from '../session.ts'

export async function evaluate(session: Session): Promise<Outcome> {
  const { engine, task, screen, store, signal, prompt } = session
  const view = await runOrReplay(session, 'eval', () => engine.evaluate(task, runOptions(session), signal))
  const report = view.evaluation
  if (report !== null) {
    const [first] = report.rows
    const cells = first === undefined ? [] : store.eachCell(view.id, { model: first.model })
    const failures = failuresOf(first?.model ?? '', cells, task.evalFile.cases)
    screen.print(['', ...evalReportView(report, view, failures, screen.look)])
    if (first !== undefined && report.ungraded !== undefined)
      screen.print(['', ...answerLines(answersOf(first.model, store.cells(view.id), task.evalFile.cases), screen.look)])
  }
  if (view.status !== 'done') printUnfinished(session, view)
  else if (report !== null) printNext(session, afterEval(report, view.target, prompt))
  return { run: view, report, exitCode: runExitCode(view) }
}
