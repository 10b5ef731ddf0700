// The names that graders look for in an output: labels, keys and enum values of schemas, words of patterns. A prompt
// that says them must go on saying them. Takes cases that may be looked at.
import { parse } from 'yaml'
import { type Assertion, type Case, flatAssertions } from './case.ts'
import { embeddingsOf, questionsOf } from './graders/registry.ts'
import { isRecord } from './source.ts'

/** A longer text is an answer, not a name. */
const LONGEST = 60
/** Types whose values say how to judge, not what to find. */
const NAMELESS = new Set(['word-count', 'finish-reason', 'bleu', 'gleu', 'rouge-n'])
const WORD = /[\p{L}_][\p{L}\p{N}_-]{2,}/gu

/** Without repeats, in order of first use. */
export function gradedNames(cases: readonly Case[]): string[] {
  const seen = new Set<unknown>()
  const names = new Set<string>()
  for (const { assertions } of cases)
    for (const assertion of flatAssertions(assertions)) {
      if (seen.has(assertion.value)) continue
      seen.add(assertion.value)
      for (const name of namesOf(assertion)) if (name.trim() !== '' && name.length <= LONGEST) names.add(name)
    }
  return [...names]
}

function namesOf({ type, value }: Assertion): readonly string[] {
  if (type === 'is-json' || type === 'contains-json')
    return schemaNames(typeof value === 'string' ? read(value) : value)
  if (type === 'regex') return String(value).replace(/\\./g, ' ').match(WORD) ?? []
  if (NAMELESS.has(type) || questionsOf({ type, value }) + embeddingsOf({ type, value }) > 0) return []
  const texts: readonly unknown[] = Array.isArray(value) ? value : [value]
  return texts.filter((text) => typeof text === 'string' || typeof text === 'number').map(String)
}

/** Property names and enumerated texts of a JSON Schema, however deep. */
function schemaNames(schema: unknown): string[] {
  if (Array.isArray(schema)) return schema.flatMap(schemaNames)
  if (!isRecord(schema)) return []
  return Object.entries(schema).flatMap(([key, value]) => {
    if (key === 'enum' || key === 'const') return [value].flat().filter((item) => typeof item === 'string')
    if (key === 'properties' && isRecord(value))
      return [...Object.keys(value), ...Object.values(value).flatMap(schemaNames)]
    return schemaNames(value)
  })
}

function read(text: string): unknown {
  try {
    return parse(text)
  } catch {
    return undefined
  }
}
