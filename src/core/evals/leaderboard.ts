// A row of the leaderboard: one prompt on one model, what it got right, what it costs, how long it takes.
import type { LeaderboardRow, Rate } from '../events.ts'
import type { Cell, ChatModel } from '../ports.ts'
import { wilson } from '../stats/intervals.ts'

/** `rate` where the cells are of several models, so that a case counts once. Reads the cells once. */
export function leaderboardRow(
  cells: Iterable<Cell>,
  candidate: { readonly id: string; readonly label: string; readonly tokens?: number },
  model: Pick<ChatModel, 'id' | 'notice'>,
  split: 'select' | 'test',
  rate?: Rate,
): LeaderboardRow {
  const counts = { missing: 0, graded: 0, passed: 0, priced: 0, usd: 0 }
  const latencies: number[] = []
  for (const { grade, error, usd, latencyMs } of cells) {
    if (grade !== undefined) counts.graded++
    if (grade?.pass === true) counts.passed++
    if (error !== undefined) {
      counts.missing++
      continue
    }
    latencies.push(latencyMs)
    if (usd !== undefined) counts.priced++
    counts.usd += usd ?? 0
  }
  const timed = latencies.filter((ms) => ms > 0).sort((a, b) => a - b)
  // One live call beside a batch says nothing about the others.
  const known = 2 * timed.length < latencies.length ? [] : timed
  return {
    candidateId: candidate.id,
    label: candidate.label,
    model: model.id,
    split,
    rate: rate ?? wilson(counts.passed, counts.graded),
    missing: counts.missing,
    usdPer1000: counts.priced === 0 || counts.priced < latencies.length ? null : (1000 * counts.usd) / counts.priced,
    medianLatencyMs: quantile(known, 0.5),
    ...(known.length > 0 && { p95LatencyMs: quantile(known, 0.95) }),
    ...(candidate.tokens !== undefined && { tokens: candidate.tokens }),
    notice: model.notice ?? null,
  }
}

function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0
}
