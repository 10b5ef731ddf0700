// Runs of n words with how often each occurs, for the graders that compare texts by their overlap.

/** `words` has no white space, so that joined runs cannot be mistaken for each other. */
export function ngramCounts(words: readonly string[], n: number): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (let at = 0; at + n <= words.length; at++) {
    const run = words.slice(at, at + n).join(' ')
    counts.set(run, (counts.get(run) ?? 0) + 1)
  }
  return counts
}

/** How many runs both have, each counted as often as in the poorer one. */
export function overlap(one: ReadonlyMap<string, number>, other: ReadonlyMap<string, number>): number {
  let shared = 0
  for (const [run, count] of one) shared += Math.min(count, other.get(run) ?? 0)
  return shared
}

export function runs(words: readonly string[], n: number): number {
  return Math.max(0, words.length - n + 1)
}
