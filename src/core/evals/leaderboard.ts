// A row of the leaderboard: one prompt on one model, what it got right, what it costs, how long it takes.
import type { LeaderboardRow, Rate } from '../events.ts'
import type { Cell, ChatModel } from '../ports.ts'
import { wilson } from '../stats/intervals.ts'

/** `rate` where the cells are of several models, so that a case counts once. */
export function leaderboardRow(
  cells: readonly Cell[],
  candidate: { readonly id: string; readonly label: string; readonly tokens?: number },
  model: Pick<ChatModel, 'id' | 'notice'>,
  split: 'select' | 'test',
  rate?: Rate,
): LeaderboardRow {
  const graded = cells.filter((cell) => cell.grade !== undefined)
  const paid = cells.filter((cell) => cell.error === undefined)
  const costs = paid.map((cell) => cell.usd)
  const latencies = paid.map((cell) => cell.latencyMs).sort((a, b) => a - b)
  const known = costs.filter((usd) => usd !== undefined)
  return {
    candidateId: candidate.id,
    label: candidate.label,
    model: model.id,
    split,
    rate: rate ?? wilson(graded.filter((cell) => cell.grade?.pass).length, graded.length),
    missing: cells.length - graded.length,
    usdPer1000:
      known.length === 0 || known.length < costs.length
        ? null
        : (1000 * known.reduce((sum, usd) => sum + usd, 0)) / known.length,
    medianLatencyMs: quantile(latencies, 0.5),
    p95LatencyMs: quantile(latencies, 0.95),
    ...(candidate.tokens !== undefined && { tokens: candidate.tokens }),
    notice: model.notice ?? null,
  }
}

function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0
}
