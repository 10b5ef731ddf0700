// Variables that stand in the values of other variables, put in as promptfoo does: five rounds, then whatever template
// is left is rendered once. Bounded, so that variables that name each other cannot grow.
import { TemplateError } from '../prompt/templates/engine.ts'
import { engineOf } from '../prompt/templates/engines.ts'
import { printValue } from '../prompt/values.ts'
import type { Vars } from './case.ts'

const ROUNDS = 5
const NAME = /\{\{\s*(\w+)\s*\}\}/
/** Signs that the variables of one case may grow to by this. */
const MOST = 1_000_000

/** The same object where no value holds a template; undefined where the values grow without end. */
export function resolveNested(vars: Vars): Vars | undefined {
  if (!Object.values(vars).some(isTemplate)) return vars
  const values: Record<string, unknown> = { ...vars }
  for (let round = 0; round < ROUNDS; round++) {
    let changed = false
    for (const [name, value] of Object.entries(values)) {
      const match = typeof value === 'string' ? NAME.exec(value) : null
      const other = match?.[1] === undefined || !Object.hasOwn(values, match[1]) ? undefined : values[match[1]]
      if (typeof value !== 'string' || match === null || other === undefined) continue
      const text = value.slice(0, match.index) + printValue(other) + value.slice(match.index + match[0].length)
      if (text.length > MOST) return undefined
      values[name] = text
      changed ||= text !== value
    }
    if (!changed) break
  }
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, rendered(value, values)]))
}

function isTemplate(value: unknown): value is string {
  return typeof value === 'string' && (value.includes('{{') || value.includes('{%'))
}

/** What names something that is not there, or is broken, stays as it stands. */
function rendered(value: unknown, vars: Vars): unknown {
  if (!isTemplate(value)) return value
  const engine = engineOf('nunjucks')
  if (engine.problem(value) !== undefined) return value
  const names = engine.variables(value)
  if (names.length === 0 || names.some((name) => !Object.hasOwn(vars, name))) return value
  try {
    return engine
      .render(value, vars)
      .map((piece) => piece.text)
      .join('')
  } catch (error) {
    if (error instanceof TemplateError) return value
    throw error
  }
}
