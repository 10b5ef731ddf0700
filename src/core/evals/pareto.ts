// The Pareto view over quality, cost, latency and prompt length: which rows nothing else beats. A pure function.
import type { LeaderboardRow } from '../events.ts'

/** Medians of a few dozen calls differ by this share from run to run. */
const SAME_LATENCY = 0.1
/** What a search lets a prompt grow by: without it the seed, always the shortest, would never be beaten. */
const SAME_LENGTH = 0.25

/**
 * Marks the rows of one split that no other row beats: at least as good in pass rate, cost per call, median latency
 * and prompt length, and better in one of them. Estimates are compared as they are, since intervals of a leaderboard
 * overlap almost always and a mark for every row marks nothing; a latency within a tenth and a length within a quarter
 * count as the same.
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
    shorterBy(a.medianLatencyMs || undefined, b.medianLatencyMs || undefined, SAME_LATENCY),
    shorterBy(a.tokens, b.tokens, SAME_LENGTH),
  ]
  return gains.every((gain) => gain >= 0) && gains.some((gain) => gain > 0)
}

/** 0 where the longer exceeds the shorter by at most `same` of it, or where one is unknown. */
function shorterBy(a: number | undefined, b: number | undefined, same: number): number {
  if (a === undefined || b === undefined || Math.max(a, b) <= (1 + same) * Math.min(a, b)) return 0
  return b - a
}
