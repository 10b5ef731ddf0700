// `regex`: a JavaScript pattern without flags, found anywhere in the output. A pattern that is none fails, also negated.
import { type Grader, shown } from './grader.ts'

export const regex: Grader = {
  type: 'regex',
  problem: (value) => (typeof value === 'string' && value !== '' ? undefined : 'needs a pattern as its value'),
  flaw: (value) => (compiled(value) === undefined ? 'is no valid pattern' : undefined),
  grade: ({ value, output }) => {
    const pattern = compiled(value)
    if (pattern === undefined)
      return { pass: false, score: 0, settled: true, reason: `${shown(value)} is no valid pattern` }
    const pass = pattern.test(output)
    return {
      pass,
      reason: pass
        ? `the output matches ${shown(value)}`
        : `the output does not match ${shown(value)}, got ${shown(output)}`,
    }
  },
}

function compiled(value: unknown): RegExp | undefined {
  try {
    return new RegExp(String(value))
  } catch {
    return undefined
  }
}
