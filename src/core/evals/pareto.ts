// The Pareto view over quality, cost, latency and prompt length: which rows nothing else beats. A pure function.
import type { LeaderboardRow } from '../events.ts'

/** Medians of a few dozen calls differ by this share from run to run. */
const LATENCY_NOISE = 0.1

/**
 * Marks the rows of one split that no other row beats: at least as good in pass rate, cost per call, median latency
 * and prompt length, and better in one of them. Estimates are compared as they are, since intervals of a leaderboard
 * overlap almost always and a mark for every row marks nothing; only a latency within a tenth counts as the same.
 * What the marks say is therefore where to look, not what is proven. A row whose price is unknown can neither beat nor
 * be beaten, so it gets no mark; nor does a lone row.
 */
export function markFrontier(rows: readonly LeaderboardRow[]): LeaderboardRow[] {
  return rows.map((row) => {
    const rivals = rows.filter((other) => other !== row && other.split === row.split && isComparable(other))
    if (!isComparable(row) || rivals.length === 0) return row
    return { ...row, frontier: !rivals.some((other) => beats(other, row)) }
  })
}

function isComparable({ usdPer1000, rate }: LeaderboardRow): boolean {
  return usdPer1000 !== null && rate.n > 0
}

function beats(a: LeaderboardRow, b: LeaderboardRow): boolean {
  const share = ({ rate: { k, n } }: LeaderboardRow) => k / n
  const gains = [
    share(a) - share(b),
    (b.usdPer1000 ?? 0) - (a.usdPer1000 ?? 0),
    latencyGain(a, b),
    a.tokens === undefined || b.tokens === undefined ? 0 : b.tokens - a.tokens,
  ]
  return gains.every((gain) => gain >= 0) && gains.some((gain) => gain > 0)
}

function latencyGain({ medianLatencyMs: a }: LeaderboardRow, { medianLatencyMs: b }: LeaderboardRow): number {
  return Math.abs(a - b) <= LATENCY_NOISE * Math.max(a, b) ? 0 : b - a
}
