// Several questions at once: one of them looks good by luck sooner or later.

/** Holm's step-down p-values (Holm 1979), in the order given: at most 1, never below the p-value itself. */
export function holm(ps: readonly number[]): number[] {
  const order = ps.map((p, index) => ({ p, index })).toSorted((a, b) => a.p - b.p)
  const adjusted = new Array<number>(ps.length).fill(1)
  let most = 0
  for (const [rank, { p, index }] of order.entries()) {
    most = Math.max(most, Math.min(1, p * (ps.length - rank)))
    adjusted[index] = most
  }
  return adjusted
}
