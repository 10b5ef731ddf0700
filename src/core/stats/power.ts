// What a number of cases can prove, before money is spent.

/**
 * Smallest true gain (0 to 1) that n paired cases are likely (80 %) to show as credible, two-sided 95 %:
 * n ≈ 1.25 · 7.85 · (d − δ²) / δ², with d = δ + .10 of the cases changing outcome. The factor 1.25 corrects the normal
 * approximation, which is 15–25 % optimistic against exact simulation.
 */
export function detectableGain(n: number): number {
  const needed = (gain: number) => (1.25 * 7.85 * (gain + 0.1 - gain * gain)) / (gain * gain)
  let low = 0.001
  let high = 1
  if (n <= needed(high)) return 1
  for (let i = 0; i < 50; i++) {
    const middle = (low + high) / 2
    if (needed(middle) > n) low = middle
    else high = middle
  }
  return high
}
