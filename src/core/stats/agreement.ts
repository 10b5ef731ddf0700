// How far a judge agrees with people, from labels that were drawn by the judge's own verdict, and what that makes of a
// pass rate. Pure functions; the same seed gives the same interval.
import type { Random } from '../random.ts'

/** Labelled outputs by the judge's verdict and the person's, judge first. */
export interface Agreement {
  readonly passPass: number
  readonly passFail: number
  readonly failPass: number
  readonly failFail: number
}

/** How many outputs the judge passed and failed of all that the labelled ones were drawn from. */
export interface Population {
  readonly passes: number
  readonly fails: number
}

/** With the 95 % interval of its draws. */
export interface Estimate {
  readonly value: number
  readonly low: number
  readonly high: number
}

export interface JudgeFigures {
  readonly labels: number
  /** Share on which judge and person agree, and what the more common verdict alone would reach. */
  readonly agreement: number
  readonly baseline: number
  /** Cohen's κ: agreement beyond chance. */
  readonly kappa: Estimate
  /** Of the outputs that people pass, the share that the judge passes. */
  readonly tpr: Estimate
  /** Of the outputs that people fail, the share that the judge fails. */
  readonly tnr: Estimate
  /** Youden's J: TPR + TNR − 1. */
  readonly j: Estimate
  /** Share that people would pass of the outputs that the labels were drawn from, and what the judge says of them. */
  readonly corrected: Estimate
  readonly judged: number
}

const DRAWS = 2000

/**
 * Figures of the population, not of the sample: labels are weighted back from the strata they were drawn in (Begg &
 * Greenes 1983), since a sample that is half judge-pass would show a TPR and TNR of its own. Undefined where a stratum
 * that the population has is without labels. Intervals: 2.5 and 97.5 % of 2,000 draws, each stratum's share from its
 * Jeffreys posterior, which does not collapse where all agree, as resampling would.
 */
export function judgeFigures(table: Agreement, population: Population, random: Random): JudgeFigures | undefined {
  const { passPass, passFail, failPass, failFail } = table
  const [passed, failed] = [passPass + passFail, failPass + failFail]
  const all = population.passes + population.fails
  if (all === 0 || (population.passes > 0 && passed === 0) || (population.fails > 0 && failed === 0)) return undefined
  const q = population.passes / all
  const share = (k: number, n: number) => (n === 0 ? 0 : k / n)
  const at = pointOf(q, share(passPass, passed), share(failPass, failed))
  const draws = Array.from({ length: DRAWS }, () =>
    pointOf(q, beta(random, passPass + 0.5, passFail + 0.5), beta(random, failPass + 0.5, failFail + 0.5)),
  )
  const estimate = (of: (point: Point) => number): Estimate => ({ value: of(at), ...ends(draws.map(of)) })
  return {
    labels: passed + failed,
    agreement: at.agreement,
    baseline: Math.max(at.good, 1 - at.good),
    kappa: estimate(({ kappa }) => kappa),
    tpr: estimate(({ tpr }) => tpr),
    tnr: estimate(({ tnr }) => tnr),
    j: estimate(({ tpr, tnr }) => tpr + tnr - 1),
    corrected: estimate(({ good }) => good),
    judged: q,
  }
}

/**
 * The rate that people would see where the judge passes k of n other outputs: Rogan & Gladen (1978),
 * (q + TNR − 1) / J, between 0 and 1. The interval draws calibration and outputs together. Assumes that the judge errs
 * as often on these outputs as on those it was calibrated on. Undefined where J is not above 0.
 */
export function correctedRate(
  { k, n }: { readonly k: number; readonly n: number },
  { passPass, passFail, failPass, failFail }: Agreement,
  population: Population,
  random: Random,
): Estimate | undefined {
  const all = population.passes + population.fails
  if (n === 0 || all === 0) return undefined
  const strata = population.passes / all
  const one = (q: number, goodIfPassed: number, goodIfFailed: number) => {
    const { tpr, tnr } = pointOf(strata, goodIfPassed, goodIfFailed)
    return roganGladen(q, tpr, tnr)
  }
  const value = one(k / n, passPass / Math.max(1, passPass + passFail), failPass / Math.max(1, failPass + failFail))
  if (value === undefined) return undefined
  const draws = Array.from({ length: DRAWS }, () =>
    one(
      beta(random, k + 0.5, n - k + 0.5),
      beta(random, passPass + 0.5, passFail + 0.5),
      beta(random, failPass + 0.5, failFail + 0.5),
    ),
  )
  // A draw in which the judge is no better than chance says nothing: anything could be true.
  const known = draws.flatMap((draw) => (draw === undefined ? [0, 1] : [draw, draw]))
  return { value, ...ends(known) }
}

/** Undefined where the judge does no better than chance. */
export function roganGladen(q: number, tpr: number, tnr: number): number | undefined {
  const j = tpr + tnr - 1
  return j <= 0 ? undefined : Math.min(1, Math.max(0, (q + tnr - 1) / j))
}

interface Point {
  readonly agreement: number
  readonly kappa: number
  readonly tpr: number
  readonly tnr: number
  /** Share that people pass. */
  readonly good: number
}

/** `q` of the outputs the judge passes; of those, and of the others, the shares that people pass. */
function pointOf(q: number, goodIfPassed: number, goodIfFailed: number): Point {
  const truePass = q * goodIfPassed
  const missed = (1 - q) * goodIfFailed
  const good = truePass + missed
  const trueFail = 1 - q - missed
  const agreement = truePass + trueFail
  const chance = q * good + (1 - q) * (1 - good)
  return {
    agreement,
    kappa: chance === 1 ? 0 : (agreement - chance) / (1 - chance),
    tpr: good === 0 ? 1 : truePass / good,
    tnr: good === 1 ? 1 : trueFail / (1 - good),
    good,
  }
}

function ends(draws: readonly number[]): { low: number; high: number } {
  const sorted = draws.toSorted((a, b) => a - b)
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0
  return { low: at(0.025), high: at(0.975) }
}

/** A draw of Beta(a, b). */
function beta(random: Random, a: number, b: number): number {
  const x = gamma(random, a)
  return x / (x + gamma(random, b))
}

/** A draw of Gamma(shape, 1) for shape ≥ ½ (Marsaglia & Tsang 2000). */
function gamma(random: Random, shape: number): number {
  if (shape < 1) return gamma(random, shape + 1) * (1 - random.next()) ** (1 / shape)
  const d = shape - 1 / 3
  for (;;) {
    const x = normal(random)
    const v = (1 + x / Math.sqrt(9 * d)) ** 3
    if (v > 0 && Math.log(1 - random.next()) < (x * x) / 2 + d * (1 - v + Math.log(v))) return d * v
  }
}

/** Box & Muller 1958. */
function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next())
}
