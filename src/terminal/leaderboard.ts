// The leaderboard: prompt × model with pass rate, interval, cost and latency, always saying what it was measured on.
// Must never rank by itself: rows come in the engine's order.
import type { LeaderboardRow } from '../core/events.ts'
import {
  formatCount,
  formatCountOf,
  formatDuration,
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
  const missing = rows.some((row) => row.missing > 0)
  const wide = table(
    [prompt, model, ...figures(missing)],
    rows.map((row) => [row.label, labelledModel(row.model), ...cells(row, missing)]),
  )
  const [head = '', ...body] = wide.every((line) => line.length <= look.width) ? wide : grouped(rows, missing)
  return [
    paint(look, 'quiet', head),
    ...body,
    ...wrap(`Measured on ${measuredOn}. In brackets: 95 % interval. Latency: median.`, look.width).map((line) =>
      paint(look, 'quiet', line),
    ),
    ...notices(rows, look),
  ]
}

function grouped(rows: readonly LeaderboardRow[], missing: boolean): string[] {
  const [head = '', ...lines] = table(
    [prompt, ...figures(missing)],
    rows.map((row) => [`  ${row.label}`, ...cells(row, missing)]),
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

function figures(missing: boolean): Column[] {
  const titles = ['Pass rate', '', 'Passed', ...(missing ? ['Missing'] : []), 'Per 1,000 calls', 'Latency']
  return titles.map((title) => ({ title, align: 'right' }))
}

function cells(row: LeaderboardRow, missing: boolean): string[] {
  return [
    formatRate(row.rate),
    row.rate.n === 0 ? '' : formatTightInterval(row.rate),
    formatCountOf(row.rate),
    ...(missing ? [formatCount(row.missing)] : []),
    formatMoney(row.usdPer1000),
    row.rate.n === 0 ? '–' : formatDuration(row.medianLatencyMs),
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
