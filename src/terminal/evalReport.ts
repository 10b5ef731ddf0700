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

export interface Answer {
  readonly title: string
  readonly output: string
}

export interface Answers {
  readonly count: number
  /** As many as are shown. */
  readonly first: readonly Answer[]
}

export interface Failure extends Answer {
  /** `file:line` of the case. */
  readonly place: string
  readonly reason: string
}

export interface Failures {
  readonly count: number
  /** Lowest score first. */
  readonly worst: readonly Failure[]
}

const SHOWN = 5
const ANSWERS_SHOWN = 20

/** The cases that `model` failed; those without an answer are missing, not failed. Holds no more cells than it shows. */
export function failuresOf(model: string, cells: Iterable<Cell>, cases: readonly Case[]): Failures {
  const byId = new Map(cases.map((one) => [one.id, one]))
  const score = (cell: Cell) => cell.grade?.score ?? 0
  let worst: Cell[] = []
  let count = 0
  for (const cell of cells) {
    if (cell.model !== model || cell.split === 'test' || cell.repeat !== 0 || cell.grade?.pass !== false) continue
    if (!byId.has(cell.caseId)) continue
    count++
    const last = worst[SHOWN - 1]
    if (last === undefined || score(cell) < score(last))
      worst = [...worst, cell].toSorted((a, b) => score(a) - score(b)).slice(0, SHOWN)
  }
  return { count, worst: worst.flatMap((cell) => failureOf(cell, byId.get(cell.caseId))) }
}

function failureOf({ output, grade }: Cell, kase: Case | undefined): Failure[] {
  if (kase === undefined) return []
  const { source, title } = kase
  return [{ place: `${source.file}:${source.line}`, title, output, reason: grade?.reason ?? '' }]
}

/** What `model` answered, for people to look at where nothing grades it. */
export function answersOf(model: string, cells: Iterable<Cell>, cases: readonly Case[]): Answers {
  const titles = new Map(cases.map(({ id, title }) => [id, title]))
  const first: Answer[] = []
  let count = 0
  for (const { caseId, output, split, error, model: own } of cells) {
    if (own !== model || split === 'test' || error !== undefined) continue
    count++
    if (first.length < ANSWERS_SHOWN) first.push({ title: titles.get(caseId) ?? caseId, output })
  }
  return { count, first }
}

/** Each on two lines. */
export function answerLines({ count, first }: Answers, look: Look): string[] {
  const more = count - first.length
  return [
    ...first.flatMap(({ title, output }) => [
      `  ${clip(title, look.width - 2)}`,
      paint(look, 'quiet', `    ${clip(output, look.width - 4)}`),
    ]),
    ...(more > 0 ? [paint(look, 'quiet', `  and ${formatCounted(more, 'more answer')}`)] : []),
  ]
}

export function evalReportView(
  report: EvalReport,
  view: Pick<RunView, 'splits' | 'spend' | 'target' | 'models'>,
  failures: Failures,
  look: Look,
): string[] {
  const { splits, spend, target, models } = view
  const mark = evalPasses(report, target) ? paint(look, 'good', '✓') : paint(look, 'bad', '✗')
  const answered = Math.max(
    report.ungraded ?? 0,
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
    ...(failures.count === 0 ? [] : ['', ...failureLines(report.rows[0]?.model ?? '', failures, look)]),
  ]
}

function failureLines(model: string, { count, worst }: Failures, look: Look): string[] {
  const head =
    count > SHOWN
      ? `${formatCounted(count, 'failure')} on ${model}, the worst ${SHOWN}:`
      : `${formatCounted(count, 'failure')} on ${model}:`
  return [
    paint(look, 'strong', head),
    ...worst.flatMap((failure) => [
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
