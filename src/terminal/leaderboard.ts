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
import { bullet, type Column, table } from './text.ts'

/** `measuredOn` says which cases, e.g. "the sealed test cases". */
export function leaderboardView(rows: readonly LeaderboardRow[], measuredOn: string, look: Look): string[] {
  const missing = rows.some((row) => row.missing > 0)
  const [head = '', ...body] = table(
    columns.filter(({ title }) => missing || title !== 'Missing'),
    rows.map((row) => [
      row.label,
      labelledModel(row.model),
      formatRate(row.rate),
      row.rate.n === 0 ? '' : formatTightInterval(row.rate),
      formatCountOf(row.rate),
      ...(missing ? [formatCount(row.missing)] : []),
      row.usdPer1000 === null ? 'unknown' : formatMoney(row.usdPer1000),
      row.rate.n === 0 ? '–' : formatDuration(row.medianLatencyMs),
    ]),
  )
  return [
    paint(look, 'quiet', head),
    ...body,
    ...bullet(' ', `Measured on ${measuredOn}. In brackets: 95 % interval.`, look.width).map((line) =>
      paint(look, 'quiet', line),
    ),
    ...notices(rows, look),
  ]
}

const columns: readonly Column[] = [
  { title: 'Prompt', align: 'left' },
  { title: 'Model', align: 'left' },
  { title: 'Pass rate', align: 'right' },
  { title: '', align: 'right' },
  { title: 'Passed', align: 'right' },
  { title: 'Missing', align: 'right' },
  { title: 'Per 1,000 calls', align: 'right' },
  { title: 'Median latency', align: 'right' },
]

/** "sandbox:small (simulated)": wherever a figure of a simulated model stands, the word stands with it. */
export function labelledModel(model: string): string {
  return isSimulated(model) ? `${model} (simulated)` : model
}

function notices(rows: readonly LeaderboardRow[], look: Look): string[] {
  const said = new Set(rows.flatMap((row) => (row.notice === null ? [] : [row.notice])))
  return [...said].flatMap((notice) => bullet(paint(look, 'caution', '!'), `${notice}.`, look.width))
}
