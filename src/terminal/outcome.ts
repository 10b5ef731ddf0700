// How a verb ended: its exit code and the object that --json holds. Must never call a run good that did not end.
import type { ConfirmationReport, EvalReport, SweepReport } from '../core/events.ts'
import { shareOf } from '../shared/format.ts'
import { reportBlock } from '../shared/reportBlock.ts'
import type { RunView } from '../shared/viewModel.ts'
import type { Verb } from './verbs.ts'

/** The exit codes of the command line. */
export const exitCodes = { good: 0, failed: 1, badInput: 2, budget: 3, interrupted: 130 } as const
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes]

export interface Outcome {
  /** The run as its stream told it, where the verb ran one. */
  readonly run: RunView | null
  /** EvalReport, SweepReport, DiagnosisReport, ConfirmationReport, JobView, or null where it did not come to one. */
  readonly report: unknown
  readonly exitCode: ExitCode
}

/** Above this share of missing answers nothing is claimed. */
const MOST_MISSING = 0.05

/** Good when the first model reaches the target or, without one, passes every case; where nothing judges the answers,
 *  when they are all there. */
export function evalPasses({ rows, ungraded }: EvalReport, target: number | null): boolean {
  const [first] = rows
  if (ungraded !== undefined) return first?.missing === 0
  if (first === undefined || first.rate.n === 0) return false
  if (first.missing > MOST_MISSING * (first.rate.n + first.missing)) return false
  return target === null ? first.rate.k === first.rate.n : shareOf(first.rate) >= target
}

/** The exit code of a run: how it ended goes before what it found. */
export function runExitCode(run: RunView): ExitCode {
  if (run.status === 'budget') return exitCodes.budget
  if (run.status === 'cancelled') return exitCodes.interrupted
  return run.status === 'done' && found(run) ? exitCodes.good : exitCodes.failed
}

function found(run: RunView): boolean {
  switch (run.kind) {
    case 'eval':
      return run.evaluation !== null && evalPasses(run.evaluation, run.target)
    case 'sweep':
      return run.sweep !== null && !isWorse(run.sweep)
    case 'diagnosis':
      return run.diagnosis !== null
    case 'confirmation':
      return run.confirmation !== null && !isRolledBack(run.confirmation)
  }
}

function isWorse({ sealed, optimistic }: SweepReport): boolean {
  return (sealed ?? optimistic).verdict === 'worse'
}

function isRolledBack({ decision }: ConfirmationReport): boolean {
  return decision === 'roll back'
}

/** What --json holds for every verb but detect. `run` leaves out what is only for the eye while it runs. */
export function jsonText(version: string, verb: Verb, { run, report, exitCode }: Outcome): string {
  const block = run === null || run.sweep === null ? undefined : reportBlock(run.sweep, run)
  return `${JSON.stringify({ tunesmith: version, verb, run: run && summaryOf(run), report, block, exitCode }, null, 2)}\n`
}

function summaryOf(run: RunView) {
  const { step, comparing, sweep, evaluation, diagnosis, confirmation, ...lasting } = run
  return lasting
}
