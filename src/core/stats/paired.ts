// Evidence from discordant pairs: wins and losses on the same cases. Pure functions of counts.

/**
 * P(second arm is better) under a flat prior on the share of wins among discordant pairs:
 * Pr[Beta(W+1, L+1) > ½] = Pr[Bin(W+L+1, ½) ≤ W] = 1 − one-sided mid-p McNemar.
 */
export function probabilityBetter(wins: number, losses: number): number {
  const trials = wins + losses + 1
  if (wins > losses) return 1 - binomialHalfTail(trials, losses)
  return binomialHalfTail(trials, wins)
}

/**
 * P(second arm is worse by more than `margin`) on n cases, under the same prior: the share of wins among discordant
 * pairs would have to be below ½(1 − margin·n/m), m = W + L. Where so few pairs differ that even all of them lost
 * would not make the margin, it is 0. With margin 0 it is 1 − `probabilityBetter`.
 */
export function probabilityWorseBy(margin: number, wins: number, losses: number, n: number): number {
  const x = (1 - (margin * n) / Math.max(1, wins + losses)) / 2
  if (wins + losses === 0 || x <= 0) return margin > 0 ? 0 : 1 / 2
  // Pr[Beta(W+1, L+1) < x] = Pr[Bin(W+L+1, x) > W].
  const trials = wins + losses + 1
  let sum = 0
  for (let k = wins + 1; k <= trials; k++)
    sum += Math.exp(logChoose(trials, k) + k * Math.log(x) + (trials - k) * Math.log1p(-x))
  return Math.min(1, sum)
}

/** Pr[Bin(trials, ½) ≤ most], summed from the largest term down in logarithms. */
function binomialHalfTail(trials: number, most: number): number {
  let sum = 0
  for (let k = most; k >= 0; k--) {
    const term = Math.exp(logChoose(trials, k) - trials * Math.LN2)
    sum += term
    if (term < sum * 1e-18) break
  }
  return Math.min(1, sum)
}

/**
 * Mixture e-value against "a discordant pair is as often a loss as a win", θ uniform on (½, 1]:
 * 2^(m+1) · B(W+1, L+1) · P(better). May be looked at any time; 20 is 5 % error at any stopping time (Ville).
 */
export function evidence(wins: number, losses: number): number {
  const m = wins + losses
  const logBeta = -Math.log(m + 1) - logChoose(m, wins)
  return Math.exp((m + 1) * Math.LN2 + logBeta) * probabilityBetter(wins, losses)
}

/** log of n over k. */
function logChoose(n: number, k: number): number {
  return logGamma(n + 1) - logGamma(k + 1) - logGamma(n - k + 1)
}

/** Lanczos approximation (g = 7, n = 9), relative error below 1e-13 for x ≥ ½. */
function logGamma(x: number): number {
  const coefficients = [
    0.9999999999998099, 676.5203681218851, -1259.1392167224028, 771.3234287776531, -176.6150291621406,
    12.507343278686905, -0.13857109526572012, 9.984369578019572e-6, 1.5056327351493116e-7,
  ]
  const t = x - 1
  const sum = coefficients.reduce((total, c, i) => (i === 0 ? c : total + c / (t + i)), 0)
  const base = t + 7.5
  return 0.5 * Math.log(2 * Math.PI) + (t + 0.5) * Math.log(base) - base + Math.log(sum)
}
