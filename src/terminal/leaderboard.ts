// The leaderboard: prompt × model with pass rate, interval, cost and latency, always saying what it was measured on.
// Must never rank by itself: rows come in the engine's order.
import type { LeaderboardRow } from '../core/events.ts'
import {
  formatCount,
  formatCountOf,
  formatLatency,
  formatMoney,
  formatRate,
  formatTightInterval,
  isSimulated,
} from '../shared/format.ts'
import { type Look, paint } from './look.ts'
import { bullet, type Column, sentence, table, wrap } from './text.ts'

/** `measuredOn` says which cases, e.g. "the sealed test cases". Where the lines would be too wide, the model of the
 *  rows that follow gets a line of its own. */
export function leaderboardView(rows: readonly LeaderboardRow[], measuredOn: string, look: Look): string[] {
  const shown = {
    missing: rows.some((row) => row.missing > 0),
    p95: rows.some((row) => row.p95LatencyMs !== undefined),
    marks: rows.some((row) => row.frontier !== undefined),
  }
  const [head = '', ...body] = fitting(rows, shown, look)
  const latency = shown.p95 ? 'Latency: median, and what 95 % stay below.' : 'Latency: median.'
  const marks = shown.marks ? ` ${MARK}: beaten by no other in rate, cost, latency and prompt length.` : ''
  const legend = `Measured on ${measuredOn}. In brackets: 95 % interval. ${latency}${marks}`
  return [
    paint(look, 'quiet', head),
    ...body,
    ...wrap(legend, look.width).map((line) => paint(look, 'quiet', line)),
    ...notices(rows, look),
  ]
}

/** Which columns there are. */
interface Shown {
  readonly missing: boolean
  readonly p95: boolean
  readonly marks: boolean
}

/** A row that nothing beats in the Pareto view. */
const MARK = '◆'

/** The widest of the layouts that fits; the narrowest has the medians alone. */
function fitting(rows: readonly LeaderboardRow[], shown: Shown, look: Look): string[] {
  const fits = (lines: readonly string[]) => lines.every((line) => line.length <= look.width)
  const wide = table(
    [prompt, model, ...figures(shown)],
    rows.map((row) => [row.label, labelledModel(row.model), ...cells(row, shown)]),
  )
  if (fits(wide)) return wide
  const narrow = grouped(rows, shown)
  return fits(narrow) ? narrow : grouped(rows, { ...shown, p95: false })
}

function grouped(rows: readonly LeaderboardRow[], shown: Shown): string[] {
  const [head = '', ...lines] = table(
    [prompt, ...figures(shown)],
    rows.map((row) => [`  ${row.label}`, ...cells(row, shown)]),
  )
  return [
    head,
    ...rows.flatMap((row, i) => [
      ...(row.model === rows[i - 1]?.model ? [] : [labelledModel(row.model)]),
      lines[i] ?? '',
    ]),
  ]
}

const prompt: Column = { title: 'Prompt', align: 'left' }
const model: Column = { title: 'Model', align: 'left' }

function figures({ missing, p95, marks }: Shown): Column[] {
  const latency = ['Latency', ...(p95 ? ['95 %'] : [])]
  const titles = ['Pass rate', '', 'Passed', ...(missing ? ['Missing'] : []), 'Per 1,000 calls', ...latency]
  return [...titles, ...(marks ? [''] : [])].map((title) => ({ title, align: 'right' }))
}

function cells(row: LeaderboardRow, { missing, p95, marks }: Shown): string[] {
  const duration = (ms: number | undefined) => (row.rate.n === 0 || ms === undefined ? '–' : formatLatency(ms))
  return [
    formatRate(row.rate),
    row.rate.n === 0 ? '' : formatTightInterval(row.rate),
    formatCountOf(row.rate),
    ...(missing ? [formatCount(row.missing)] : []),
    formatMoney(row.usdPer1000),
    duration(row.medianLatencyMs),
    ...(p95 ? [duration(row.p95LatencyMs)] : []),
    ...(marks ? [row.frontier === true ? MARK : ''] : []),
  ]
}

/** "sandbox:small (simulated)": wherever a figure of a simulated model stands, the word stands with it. */
export function labelledModel(model: string): string {
  return isSimulated(model) ? `${model} (simulated)` : model
}

function notices(rows: readonly LeaderboardRow[], look: Look): string[] {
  const said = new Set(rows.flatMap(({ model, notice }) => (notice === null || isSimulated(model) ? [] : [notice])))
  return [...said].flatMap((notice) => bullet(paint(look, 'caution', '!'), sentence(notice), look.width))
}
