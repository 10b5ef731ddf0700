// `is-json` and `contains-json`: JSON, alone or somewhere in the output, and of the given schema where there is one.
import { Ajv, type ValidateFunction } from 'ajv'
import { parse } from 'yaml'
import { type Finding, type Grader, shown } from './grader.ts'

export const jsonFamily: readonly Grader[] = [
  {
    type: 'is-json',
    problem,
    grade: ({ value, output }) => {
      const parsed = parsedJson(output)
      if (parsed === undefined) return { pass: false, reason: `the output is not JSON: ${shown(output)}` }
      return conforms(parsed.value, value)
    },
  },
  {
    type: 'contains-json',
    problem,
    grade: ({ value, output }) => {
      let last: Finding = { pass: false, reason: `the output contains no JSON: ${shown(output)}` }
      for (const candidate of embeddedJson(output)) {
        last = conforms(candidate, value)
        if (last.pass) return { pass: true, reason: `the output contains JSON: ${shown(candidate)}` }
      }
      return last
    },
  },
]

const compiled = new WeakMap<object, ValidateFunction>()
const MAX_ATTEMPTS = 1000

function problem(value: unknown): string | undefined {
  try {
    validator(value)
    return undefined
  } catch (error) {
    return `has a schema that is not valid: ${error instanceof Error ? error.message : 'it cannot be read'}`
  }
}

function conforms(parsed: unknown, schema: unknown): Finding {
  const validate = validator(schema)
  if (validate === undefined || validate(parsed)) return { pass: true, reason: 'the output is JSON as asked for' }
  const [first] = validate.errors ?? []
  const place = first?.instancePath === '' ? 'the JSON' : `"${first?.instancePath.slice(1)}"`
  return { pass: false, reason: `the JSON is not of the schema: ${place} ${first?.message ?? 'does not fit'}` }
}

/** Undefined where there is no schema. Throws where it is not valid. */
function validator(value: unknown): ValidateFunction | undefined {
  if (value === undefined || value === null || value === '') return undefined
  const schema: unknown = typeof value === 'string' ? parse(value) : value
  if (schema === null || typeof schema !== 'object') throw new Error('it is not an object')
  const known = compiled.get(schema)
  if (known !== undefined) return known
  const validate = new Ajv({ strict: false, logger: false }).compile(schema)
  compiled.set(schema, validate)
  return validate
}

function parsedJson(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) }
  } catch {
    return undefined
  }
}

/** JSON objects that stand in a text; of those that nest, the outermost. */
function* embeddedJson(text: string): Generator<unknown> {
  let attempts = 0
  let outer = 0
  for (const { start, end } of bracketPairs(text)) {
    if (start < outer || text[start] !== '{') continue
    if (++attempts > MAX_ATTEMPTS) return
    const parsed = parsedJson(text.slice(start, end))
    if (parsed === undefined) continue
    outer = end
    yield parsed.value
  }
}

/** Matching brackets outside of JSON strings, by start; one pass. */
function bracketPairs(text: string): { readonly start: number; readonly end: number }[] {
  const open: number[] = []
  const pairs: { start: number; end: number }[] = []
  let quoted = false
  for (let at = 0; at < text.length; at++) {
    const sign = text[at]
    if (quoted) {
      if (sign === '\\') at++
      else if (sign === '"' || sign === '\n') quoted = false
    } else if (sign === '"') quoted = open.length > 0
    else if (sign === '{' || sign === '[') open.push(at)
    else if (sign === '}' || sign === ']') {
      const start = open.pop()
      if (start !== undefined) pairs.push({ start, end: at + 1 })
    }
  }
  return pairs.sort((a, b) => a.start - b.start)
}
