// Several models on the same cases: a case is one piece of evidence, however many models answered it. Pure functions.
// With one model each figure is exactly the one of intervals.ts and paired.ts.
import type { Difference } from '../events.ts'
import { differenceOf, meanInterval, verdictOf } from './intervals.ts'
import { probabilityBetter } from './paired.ts'

/** One case: on how many models the second arm passes it less on how many the first does. */
export interface CaseNet {
  readonly caseId: string
  /** −models … +models; undefined where an answer is missing on any model. */
  readonly net: number | undefined
}

/** An answer of one arm to one case, as far as pairing needs it. */
interface Graded {
  readonly caseId: string
  readonly model: string
  readonly grade: { readonly pass: boolean } | undefined
}

/** Pairs two arms by case and model; cases that one arm has not seen are left out. */
export function netsOf(first: readonly Graded[], second: readonly Graded[]): CaseNet[] {
  const key = ({ caseId, model }: Graded) => `${caseId}\n${model}`
  const before = new Map(first.map((cell) => [key(cell), cell]))
  const nets = new Map<string, number | undefined>()
  for (const cell of second) {
    const other = before.get(key(cell))
    if (other === undefined) continue
    const so = nets.has(cell.caseId) ? nets.get(cell.caseId) : 0
    const step =
      cell.grade === undefined || other.grade === undefined
        ? undefined
        : Number(cell.grade.pass) - Number(other.grade.pass)
    nets.set(cell.caseId, so === undefined || step === undefined ? undefined : so + step)
  }
  return [...nets].map(([caseId, net]) => ({ caseId, net }))
}

/** Cases won on balance, lost on balance, and the same. */
export function countNets(nets: readonly CaseNet[]) {
  const known = nets.flatMap(({ net }) => (net === undefined ? [] : [net]))
  const wins = known.filter((net) => net > 0).length
  const losses = known.filter((net) => net < 0).length
  return { wins, losses, ties: known.length - wins - losses, missing: nets.length - known.length }
}

/**
 * Mean difference over `models` models with the case as the cluster. Interval: Bonett and Price's, on the cases' own
 * means with one case won and one lost added. P(better): 1 − mid-p of the exact sign-flip test of the sum.
 */
export function clusteredDifference(nets: readonly CaseNet[], models: number, looks = 1): Difference {
  const counts = countNets(nets)
  if (models === 1) return differenceOf(counts, looks)
  const known = nets.flatMap(({ net }) => (net === undefined ? [] : [net]))
  const sum = known.reduce((total, net) => total + net, 0)
  const { low, high } = meanInterval(
    sum / models,
    known.reduce((total, net) => total + (net / models) ** 2, 0),
    known.length,
  )
  const pBetter = signFlip(known)
  const n = known.length
  const blocked = counts.missing > 0.05 * nets.length
  return {
    ...counts,
    estimate: n === 0 ? 0 : sum / (models * n),
    low,
    high,
    pBetter,
    verdict: n === 0 ? 'no evidence' : verdictOf(pBetter, low, looks, blocked),
  }
}

/**
 * Pr[S < s] + ½ Pr[S = s] for the observed sum s of `nets`, where S flips each sign at random: the exact one-sided
 * mid-p test that the differences are symmetric about zero. With nets of ±1 this is `probabilityBetter`.
 */
export function signFlip(nets: readonly number[]): number {
  const sizes = nets.map(Math.abs).filter((size) => size > 0)
  if (sizes.every((size) => size === 1))
    return probabilityBetter(nets.filter((net) => net > 0).length, nets.filter((net) => net < 0).length)
  // Share of sign patterns by half the distance from the lowest sum: the sum of the sizes counted as positive.
  let shares = [1]
  for (const size of sizes) {
    const next = new Array<number>(shares.length + size).fill(0)
    for (const [at, share] of shares.entries()) {
      next[at] = (next[at] ?? 0) + share / 2
      next[at + size] = (next[at + size] ?? 0) + share / 2
    }
    shares = next
  }
  const seen = nets.reduce((total, net) => total + Math.max(0, net), 0)
  const below = shares.slice(0, seen).reduce((total, share) => total + share, 0)
  return Math.min(1, below + (shares[seen] ?? 0) / 2)
}
