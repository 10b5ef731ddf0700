// Several draws of the same cases. A case is one piece of evidence, however often it was drawn. Pure functions.
import type { Rate } from '../events.ts'
import { wilson } from './intervals.ts'

/** Chance that at least one of k further draws passes, from c passes in n draws: 1 − C(n−c, k) / C(n, k). Unbiased
 *  (Chen et al. 2021, arXiv 2107.03374). Needs k ≤ n. */
export function passAtLeastOnce(n: number, c: number, k: number): number {
  return 1 - allOf(n, n - c, k)
}

/** Chance that all of k draws pass, pass^k: C(c, k) / C(n, k). Unbiased (Yao et al. 2024, arXiv 2406.12045). */
export function passEveryTime(n: number, c: number, k: number): number {
  return allOf(n, c, k)
}

/** C(c, k) / C(n, k), as a product that cannot overflow. */
function allOf(n: number, c: number, k: number): number {
  let share = 1
  for (let i = 0; i < k; i++) share *= Math.max(0, c - i) / (n - i)
  return share
}

/** `k` of `n`, both of one case. */
export interface Cluster {
  readonly k: number
  readonly n: number
}

/**
 * The rate over all draws with the case as the cluster: Wilson's 95 % interval at the effective sample size
 * p(1−p) / v, v the cluster-robust variance of the ratio, kept between the number of cases and of draws (Korn &
 * Graubard 1998). With one draw of each case it is Wilson's interval.
 */
export function clusteredRate(clusters: readonly Cluster[]): Rate {
  const seen = clusters.filter(({ n }) => n > 0)
  const k = seen.reduce((sum, cluster) => sum + cluster.k, 0)
  const n = seen.reduce((sum, cluster) => sum + cluster.n, 0)
  const m = seen.length
  if (m === 0) return wilson(0, 0)
  const p = k / n
  const spread = seen.reduce((sum, cluster) => sum + (cluster.k - p * cluster.n) ** 2, 0)
  const variance = m < 2 ? 0 : ((m / (m - 1)) * spread) / (n * n)
  const effective = variance === 0 ? m : Math.min(n, Math.max(m, (p * (1 - p)) / variance))
  const { low, high } = wilson(k === n ? effective : p * effective, effective)
  return { k, n, low, high }
}
