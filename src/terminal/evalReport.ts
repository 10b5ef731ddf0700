// The report of an eval: leaderboard, target, and the worst failures with where their cases stand.
// Must never show a sealed case.

import type { Case } from '../core/evals/case.ts'
import type { EvalReport } from '../core/events.ts'
import type { Cell } from '../core/ports.ts'
import { formatCount, formatCounted } from '../shared/format.ts'
import type { RunView } from '../shared/viewModel.ts'
import { leaderboardView } from './leaderboard.ts'
import { type Look, paint } from './look.ts'
import { evalPasses } from './outcome.ts'
import { spendLine } from './spend.ts'
import { bullet, clip, indent } from './text.ts'

export interface Failure {
  /** `file:line` of the case. */
  readonly place: string
  readonly title: string
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
        output: cell.output,
        reason: cell.grade?.reason ?? '',
      }
    })
}

export function evalReportView(
  report: EvalReport,
  view: Pick<RunView, 'splits' | 'spend' | 'target' | 'models'>,
  failures: readonly Failure[],
  look: Look,
): string[] {
  const { splits, spend, target, models } = view
  const mark = evalPasses(report, target) ? paint(look, 'good', '✓') : paint(look, 'bad', '✗')
  const answered = Math.max(
    0,
    ...(report.repeats?.map((one) => one.cases) ?? report.rows.map(({ rate, missing }) => rate.n + missing)),
  )
  const cases =
    splits.test > 0
      ? `${formatCounted(answered, 'case')} of train and select; ${formatCount(splits.test)} stay sealed`
      : `${formatCounted(answered, 'case')} of ${formatCount(splits.train + splits.select)}; none is sealed`
  return [
    ...leaderboardView(report.rows, cases, look),
    ...report.sentences.flatMap((sentence, i) => bullet(i === 0 ? mark : ' ', sentence, look.width)),
    ...(spend === null ? [] : bullet(' ', spendLine(spend, models), look.width)),
    ...(failures.length === 0 ? [] : ['', ...failureLines(report.rows[0]?.model ?? '', failures, look)]),
  ]
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
          `answered  ${clip(failure.output, look.width - 14)}`,
          clip(failure.reason, look.width - 4),
          paint(look, 'quiet', failure.place),
        ],
        4,
      ),
    ]),
  ]
}
