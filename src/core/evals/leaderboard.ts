// A row of the leaderboard: one prompt on one model, what it got right, what it costs, how long it takes.
import type { LeaderboardRow } from '../events.ts'
import type { Cell, ChatModel } from '../ports.ts'
import { wilson } from '../stats/intervals.ts'

export function leaderboardRow(
  cells: readonly Cell[],
  candidate: { readonly id: string; readonly label: string },
  model: ChatModel,
  split: 'select' | 'test',
): LeaderboardRow {
  const graded = cells.filter((cell) => cell.grade !== undefined)
  const paid = cells.filter((cell) => cell.error === undefined)
  const costs = paid.map((cell) => cell.usd)
  const known = costs.filter((usd) => usd !== undefined)
  return {
    candidateId: candidate.id,
    label: candidate.label,
    model: model.id,
    split,
    rate: wilson(graded.filter((cell) => cell.grade?.pass).length, graded.length),
    missing: cells.length - graded.length,
    usdPer1000:
      known.length === 0 || known.length < costs.length
        ? null
        : (1000 * known.reduce((sum, usd) => sum + usd, 0)) / known.length,
    medianLatencyMs: median(paid.map((cell) => cell.latencyMs)),
    notice: model.notice ?? null,
  }
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? 0
}
