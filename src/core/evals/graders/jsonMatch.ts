// `json-match`, OpenAI evals' JsonMatch: the output is JSON and equals one of some JSON texts, part by part. It stands
// under `metadata.tunesmith.check`, since promptfoo has no such assertion. Nothing equals null, as there.
import { isRecord } from '../source.ts'
import { asTexts, type Grader, needsTexts, shown } from './grader.ts'

export const jsonMatch: Grader = {
  type: 'json-match',
  problem: needsTexts,
  flaw: (value) => {
    const broken = asTexts(value).find((text) => parsed(text) === undefined)
    return broken === undefined ? undefined : `is compared with ${shown(broken)}, which is not JSON`
  },
  grade: ({ value, output }) => {
    const said = parsed(output)
    if (said === undefined) return { pass: false, reason: `the output is not JSON, got ${shown(output)}` }
    const found = asTexts(value).find((text) => matches(said, parsed(text)))
    return found === undefined
      ? {
          pass: false,
          reason: `the output equals none of ${asTexts(value).map(shown).join(', ')}, got ${shown(output)}`,
        }
      : { pass: true, reason: `the output equals ${shown(found)}` }
  },
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function matches(said: unknown, right: unknown): boolean {
  if (said === null || said === undefined || right === null || right === undefined) return false
  if (Array.isArray(said))
    return Array.isArray(right) && said.length === right.length && said.every((item, i) => matches(item, right[i]))
  if (!isRecord(said)) return said === right
  if (!isRecord(right)) return false
  return [...new Set([...Object.keys(said), ...Object.keys(right)])].every((key) => matches(said[key], right[key]))
}
