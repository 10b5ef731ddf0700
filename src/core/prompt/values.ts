// How a case's values are found by name and printed into a text.
import type { Vars } from '../evals/case.ts'

/** The value of `name`; a dotted name walks into objects where it is no name of its own. Undefined: not there. */
export function lookUp(vars: Vars, name: string): unknown {
  if (Object.hasOwn(vars, name)) return vars[name]
  let value: unknown = vars
  for (const part of name.split('.')) {
    if (value === null || typeof value !== 'object' || !Object.hasOwn(value, part)) return undefined
    value = (value as Readonly<Record<string, unknown>>)[part]
  }
  return value
}

/** Text as it is, but for one line end at the end, as in promptfoo; everything else as JSON. */
export function printValue(value: unknown): string {
  return typeof value === 'string' ? value.replace(/\r?\n$/, '') : JSON.stringify(value)
}
