// Graders that compare the output with reference texts and pass it from a threshold on.
import type { Grader } from './grader.ts'

interface Measure {
  readonly type: string
  readonly name: string
  /** Where the assertion has none. */
  readonly threshold: number
  problem(value: unknown): string | undefined
  /** 0 to 1. */
  score(output: string, value: unknown): number
}

export function similarity({ type, name, threshold: usual, problem, score: measure }: Measure): Grader {
  return {
    type,
    problem,
    grade: ({ value, threshold = usual, output }) => {
      const score = measure(output, value)
      const pass = score >= threshold
      return { pass, score, reason: `${name} is ${score.toFixed(3)}, ${pass ? 'at least' : 'below'} ${threshold}` }
    },
  }
}
