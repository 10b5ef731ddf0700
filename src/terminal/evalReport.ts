// The report of an eval: leaderboard, target, and the worst failures with where their cases stand.
// Must never show a sealed case.

import type { Case } from '../core/evals/case.ts'
import type { EvalReport } from '../core/events.ts'
import type { Cell } from '../core/ports.ts'
import { formatCount, formatCounted, formatShare, shareOf } from '../shared/format.ts'
import type { RunView } from '../shared/viewModel.ts'
import { leaderboardView } from './leaderboard.ts'
import { type Look, paint } from './look.ts'
import { spendLine } from './spend.ts'
import { bullet, clip, indent } from './text.ts'

export interface Failure {
  /** `file:line` of the case. */
  readonly place: string
  readonly title: string
  readonly expected: string | undefined
  readonly output: string
  readonly reason: string
}

const SHOWN = 5

/** The cases that `model` failed, lowest score first; those without an answer are missing, not failed. */
export function failuresOf(model: string, cells: readonly Cell[], cases: readonly Case[]): Failure[] {
  const byId = new Map(cases.map((one) => [one.id, one]))
  return cells
    .filter((cell) => cell.model === model && cell.split !== 'test' && cell.repeat === 0 && cell.grade?.pass === false)
    .sort((a, b) => (a.grade?.score ?? 0) - (b.grade?.score ?? 0))
    .flatMap((cell) => {
      const one = byId.get(cell.caseId)
      if (one === undefined) return []
      return {
        place: `${one.source.file}:${one.source.line}`,
        title: one.title,
        expected: one.expected,
        output: cell.output,
        reason: cell.grade?.reason ?? '',
      }
    })
}

export function evalReportView(
  report: EvalReport,
  view: Pick<RunView, 'splits' | 'spend' | 'target'>,
  failures: readonly Failure[],
  look: Look,
): string[] {
  const { splits, spend, target } = view
  const cases = `the ${formatCount(splits.train + splits.select)} train and select cases; ${formatCount(splits.test)} stay sealed`
  return [
    ...leaderboardView(report.rows, cases, look),
    ...targetLine(report, target, look),
    ...report.sentences.flatMap((sentence) => bullet(' ', sentence, look.width)),
    ...(spend === null ? [] : bullet(' ', spendLine(spend), look.width)),
    ...(failures.length === 0 ? [] : ['', ...failureLines(report.rows[0]?.model ?? '', failures, look)]),
  ]
}

function targetLine(report: EvalReport, target: number | null, look: Look): string[] {
  const first = report.rows[0]
  if (target === null || first === undefined || first.rate.n === 0) return []
  return shareOf(first.rate) >= target
    ? [`${paint(look, 'good', '✓')} The target of ${formatShare(target)} is reached on ${first.model}.`]
    : [`${paint(look, 'bad', '✗')} The target of ${formatShare(target)} is not reached on ${first.model}.`]
}

function failureLines(model: string, failures: readonly Failure[], look: Look): string[] {
  const shown = failures.slice(0, SHOWN)
  const head =
    failures.length > SHOWN
      ? `${formatCounted(failures.length, 'failure')} on ${model}, the worst ${SHOWN}:`
      : `${formatCounted(failures.length, 'failure')} on ${model}:`
  return [
    paint(look, 'strong', head),
    ...shown.flatMap((failure) => [
      `  ${paint(look, 'bad', '✗')} ${clip(failure.title, look.width - 4)}`,
      ...indent(
        [
          ...(failure.expected === undefined ? [] : [`expected  ${clip(failure.expected, look.width - 14)}`]),
          `answered  ${clip(failure.output, look.width - 14)}`,
          paint(look, 'quiet', clip(`${failure.reason} (${failure.place})`, look.width - 4)),
        ],
        4,
      ),
    ]),
  ]
}
