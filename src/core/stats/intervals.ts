// Intervals for one rate and for the difference of two rates on the same cases. Pure functions of counts.
import type { Difference, Rate, Verdict } from '../events.ts'
import { probabilityBetter } from './paired.ts'

/** Two-sided 95 %. */
const Z = 1.959963984540054

/** Wilson score interval (Wilson 1927), 95 %. With n = 0 the interval is the whole of [0, 1]. */
export function wilson(k: number, n: number): Rate {
  if (n === 0) return { k, n, low: 0, high: 1 }
  const p = k / n
  const centre = p + (Z * Z) / (2 * n)
  const half = Z * Math.sqrt((p * (1 - p)) / n + (Z * Z) / (4 * n * n))
  const scale = 1 + (Z * Z) / n
  return {
    k,
    n,
    low: k === 0 ? 0 : Math.max(0, (centre - half) / scale),
    high: k === n ? 1 : Math.min(1, (centre + half) / scale),
  }
}

/**
 * Bonett–Price interval for the difference of paired proportions (Bonett & Price 2012), 95 %. Holds its coverage from
 * n = 20 on, where Wald and the percentile bootstrap do not. Centred slightly nearer zero than the estimate, by design.
 */
export function bonettPrice(wins: number, losses: number, n: number): { low: number; high: number } {
  if (n === 0) return { low: -1, high: 1 }
  const p1 = (wins + 1) / (n + 2)
  const p2 = (losses + 1) / (n + 2)
  const d = p1 - p2
  const half = Z * Math.sqrt((p1 + p2 - d * d) / (n + 2))
  return { low: Math.max(-1, d - half), high: Math.min(1, d + half) }
}

/** The same for differences that are not whole: `sum` and sum of `squares` of n differences, each in [-1, 1]. */
export function meanInterval(sum: number, squares: number, n: number): { low: number; high: number } {
  if (n === 0) return { low: -1, high: 1 }
  const d = sum / (n + 2)
  const half = Z * Math.sqrt(((squares + 2) / (n + 2) - d * d) / (n + 2))
  return { low: Math.max(-1, d - half), high: Math.min(1, d + half) }
}

export interface Counts {
  readonly wins: number
  readonly losses: number
  readonly ties: number
  readonly missing: number
}

/**
 * The claim that paired counts allow. `looks` is how often this sealed split has been opened for a claim, this one
 * included: from the second on, what "credible" asks for is halved each time.
 */
export function differenceOf(counts: Counts, looks = 1): Difference {
  const { wins, losses, ties, missing } = counts
  const n = wins + losses + ties
  const pBetter = probabilityBetter(wins, losses)
  const { low, high } = bonettPrice(wins, losses, n)
  const blocked = missing > 0.05 * (n + missing)
  return {
    wins,
    losses,
    ties,
    missing,
    estimate: n === 0 ? 0 : (wins - losses) / n,
    low,
    high,
    pBetter,
    verdict: n === 0 ? 'no evidence' : verdictOf(pBetter, low, looks, blocked),
  }
}

/** `blocked`: too many answers are missing for the word "credible". */
export function verdictOf(pBetter: number, low: number, looks: number, blocked: boolean): Verdict {
  if (!blocked && pBetter >= 1 - 0.025 / 2 ** (looks - 1) && low > 0) return 'credible'
  if (pBetter >= 0.8) return 'likely'
  return pBetter <= 0.2 ? 'worse' : 'no evidence'
}

/** Wins, losses and ties of `second` over `first`, by case. A case that is missing on either side counts as missing. */
export function countPairs(
  first: ReadonlyMap<string, boolean | undefined>,
  second: ReadonlyMap<string, boolean | undefined>,
): Counts {
  let wins = 0
  let losses = 0
  let ties = 0
  let missing = 0
  for (const [id, after] of second) {
    const before = first.get(id)
    if (before === undefined || after === undefined) missing++
    else if (before === after) ties++
    else if (after) wins++
    else losses++
  }
  return { wins, losses, ties, missing }
}
