// Means over seeds and their 95 % intervals.

/** Student's t, two-sided 95 %, by degrees of freedom; 1.96 from 200 on. */
const T = [
  12.71, 4.3, 3.18, 2.78, 2.57, 2.45, 2.36, 2.31, 2.26, 2.23, 2.2, 2.18, 2.16, 2.14, 2.13, 2.12, 2.11, 2.1, 2.09,
]

export interface Mean {
  readonly mean: number
  /** Half of the 95 % interval's width; NaN below two values. */
  readonly half: number
  readonly n: number
}

export function meanOf(values: readonly number[]): Mean {
  const n = values.length
  const mean = values.reduce((sum, value) => sum + value, 0) / n
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1)
  return { mean, half: studentT(n - 1) * Math.sqrt(variance / n), n }
}

export function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length / 2
  return ((sorted[Math.floor(middle)] ?? Number.NaN) + (sorted[Math.ceil(middle) - 1] ?? Number.NaN)) / 2
}

export function shareOf<T>(items: readonly T[], is: (item: T) => boolean): number {
  return items.filter(is).length / items.length
}

function studentT(freedom: number): number {
  return T[freedom - 1] ?? 1.96 + 2.5 / freedom
}
