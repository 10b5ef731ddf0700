// `is-json` and `contains-json`: JSON, alone or somewhere in the output, and of the given schema where there is one.
import { Ajv, type ValidateFunction } from 'ajv'
import formats from 'ajv-formats'
import { parse } from 'yaml'
import { embeddedObjects } from './embeddedJson.ts'
import { type Finding, type Grader, shown } from './grader.ts'

export const jsonFamily: readonly Grader[] = [
  {
    type: 'is-json',
    problem: () => undefined,
    flaw,
    grade: ({ value, output }) => {
      const parsed = parsedJson(output)
      if (parsed === undefined) return { pass: false, reason: `the output is not JSON: ${shown(output)}` }
      return conforms(parsed.value, value)
    },
  },
  {
    type: 'contains-json',
    problem: () => undefined,
    flaw,
    grade: ({ value, output }) => {
      let last: Finding = { pass: false, reason: `the output contains no JSON: ${shown(output)}` }
      for (const candidate of embeddedObjects(output)) {
        last = conforms(candidate, value)
        if (last.pass) return { pass: true, reason: `the output contains JSON: ${shown(candidate)}` }
      }
      return last
    },
  },
]

const ofObjects = new WeakMap<object, ValidateFunction>()
/** Of schemas written as text; emptied when it grows. */
const ofTexts = new Map<string, ValidateFunction>()
const MOST_TEXTS = 100

function flaw(value: unknown): string | undefined {
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
  if (typeof value === 'object') return ofObjects.get(value) ?? remember(ofObjects, value, value)
  if (typeof value !== 'string') throw new Error('it is neither an object nor YAML')
  if (ofTexts.size >= MOST_TEXTS) ofTexts.clear()
  return ofTexts.get(value) ?? remember(ofTexts, value, parse(value))
}

function remember<K>(
  known: { set(key: K, validate: ValidateFunction): unknown },
  key: K,
  schema: unknown,
): ValidateFunction {
  if (schema === null || typeof schema !== 'object') throw new Error('it is not an object')
  const ajv = new Ajv({ strictSchema: true, logger: false })
  formats.default(ajv)
  const validate = ajv.compile(schema)
  known.set(key, validate)
  return validate
}

function parsedJson(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) }
  } catch {
    return undefined
  }
}
