// How near two vectors are. Pure functions; vectors of different lengths are of different models, and an error.

export function dot(a: readonly number[], b: readonly number[]): number {
  if (a.length !== b.length) throw new Error(`Vectors of ${a.length} and ${b.length} numbers cannot be compared.`)
  return a.reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0)
}

/** -1 to 1; 0 where one of them has no length. */
export function cosine(a: readonly number[], b: readonly number[]): number {
  const lengths = Math.sqrt(dot(a, a)) * Math.sqrt(dot(b, b))
  const product = dot(a, b)
  return lengths === 0 ? 0 : product / lengths
}

/** Euclidean. */
export function distance(a: readonly number[], b: readonly number[]): number {
  if (a.length !== b.length) throw new Error(`Vectors of ${a.length} and ${b.length} numbers cannot be compared.`)
  return Math.sqrt(a.reduce((sum, value, i) => sum + (value - (b[i] ?? 0)) ** 2, 0))
}
