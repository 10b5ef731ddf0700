// `equals`: the whole output, to the letter; with an object, the same JSON.
import { stableJson } from '../../hash.ts'
import { type Finding, type Grader, shown } from './grader.ts'

export const equals: Grader = {
  type: 'equals',
  problem: (value) => (value === undefined || value === null ? 'needs a value' : undefined),
  grade: ({ value, output }) =>
    typeof value === 'object' && value !== null ? sameJson(value, output) : sameText(String(value), output),
}

function sameText(value: string, output: string): Finding {
  return output === value
    ? { pass: true, reason: `the output is ${shown(value)}` }
    : { pass: false, reason: `expected ${shown(value)}, got ${shown(output)}` }
}

function sameJson(value: object, output: string): Finding {
  let parsed: unknown
  try {
    parsed = JSON.parse(output)
  } catch {
    return { pass: false, reason: `expected JSON ${shown(value)}, got text that is not JSON: ${shown(output)}` }
  }
  if (stableJson(parsed) === stableJson(value)) return { pass: true, reason: 'the output is the expected JSON' }
  return { pass: false, reason: firstDifference(value, parsed, '') }
}

/** Names the first field, in the expected value's order, that is not as expected. */
function firstDifference(expected: unknown, actual: unknown, path: string): string {
  const place = path === '' ? '' : `at ${path} `
  if (isContainer(expected) && isContainer(actual) && Array.isArray(expected) === Array.isArray(actual)) {
    const extra = Object.keys(actual).find((key) => !Object.hasOwn(expected, key))
    for (const [key, value] of Object.entries(expected)) {
      const below = Array.isArray(expected) ? `${path}[${key}]` : path === '' ? key : `${path}.${key}`
      if (!Object.hasOwn(actual, key)) return `expected ${below} to be ${shown(value)}, but it is missing`
      const other = (actual as Readonly<Record<string, unknown>>)[key]
      if (stableJson(other) !== stableJson(value)) return firstDifference(value, other, below)
    }
    if (extra !== undefined)
      return `${place}there is ${shown(extra)}: ${shown((actual as Readonly<Record<string, unknown>>)[extra])}, which is not expected`
  }
  return `${place}expected ${shown(expected)}, got ${shown(actual)}`
}

function isContainer(value: unknown): value is object {
  return value !== null && typeof value === 'object'
}
