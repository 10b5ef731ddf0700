// `levenshtein`: at most so many insertions, deletions and replacements from the expected text. Counts UTF-16 units.
import type { Grader } from './grader.ts'

const USUAL_THRESHOLD = 5

export const levenshtein: Grader = {
  type: 'levenshtein',
  problem: (value) => (typeof value === 'string' ? undefined : 'needs a text as its value'),
  grade: ({ value, threshold = USUAL_THRESHOLD, output }) => {
    const distance = editDistance(output, String(value))
    const pass = distance <= threshold
    return { pass, reason: `the edit distance is ${distance}, ${pass ? 'at most' : 'more than'} ${threshold}` }
  },
}

/** One row of the table at a time: memory is linear in the shorter text. */
function editDistance(one: string, other: string): number {
  const [long, short] = one.length >= other.length ? [one, other] : [other, one]
  const row = Uint32Array.from({ length: short.length + 1 }, (_, j) => j)
  for (let i = 1; i <= long.length; i++) {
    let diagonal = i - 1
    row[0] = i
    for (let j = 1; j <= short.length; j++) {
      const above = row[j] ?? 0
      const replaced = diagonal + (long.charCodeAt(i - 1) === short.charCodeAt(j - 1) ? 0 : 1)
      row[j] = Math.min(above + 1, (row[j - 1] ?? 0) + 1, replaced)
      diagonal = above
    }
  }
  return row[short.length] ?? 0
}
