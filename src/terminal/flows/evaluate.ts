// `tunesmith eval`: measure, show, say what comes next.
import { batchOffer } from '../../core/batch/offer.ts'
import type { PriceTable } from '../../core/pricing.ts'
import { batchSentence } from '../../shared/batchOffer.ts'
import { answerLines, answersOf, evalReportView, failuresOf } from '../evalReport.ts'
import { afterEval } from '../nextStep.ts'
import { type Outcome, runExitCode } from '../outcome.ts'
import { printNext, printUnfinished, runOptions, runOrReplay, type Session } from '../session.ts'
import { bullet } from '../text.ts'

export interface BatchTerms {
  readonly prices: PriceTable
  readonly takesBatches: (model: string) => boolean
}

export async function evaluate(session: Session, terms: BatchTerms): Promise<Outcome> {
  const { engine, task, screen, store, signal, prompt } = session
  offerBatches(session, terms)
  const view = await runOrReplay(session, 'eval', () => engine.evaluate(task, runOptions(session), signal))
  const report = view.evaluation
  if (report !== null) {
    const [first] = report.rows
    const cells = first === undefined ? [] : store.eachCell(view.id, { model: first.model })
    const failures = failuresOf(first?.model ?? '', cells, task.evalFile.cases)
    screen.print(['', ...evalReportView(report, view, failures, screen.look)])
    if (first !== undefined && report.ungraded !== undefined)
      screen.print(['', ...answerLines(answersOf(first.model, cells, task.evalFile.cases), screen.look)])
  }
  if (view.status !== 'done') printUnfinished(session, view)
  else if (report !== null) printNext(session, afterEval(report, view.target, prompt))
  return { run: view, report, exitCode: runExitCode(view) }
}

/** A large eval that is asked for live is told what batches would cost. */
function offerBatches({ command, task, screen }: Session, terms: BatchTerms): void {
  const { batch, resume, maxCalls, models, repeats } = command
  if (batch || resume !== undefined || maxCalls !== undefined) return
  const asked = models.length > 0 ? models : task.evalFile.models
  const offer = batchOffer(task, { ...terms, models: asked, repeats })
  if (offer !== undefined) screen.print(bullet('·', `With --batch, ${batchSentence(offer)}`, screen.look.width))
}
