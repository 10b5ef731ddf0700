// Assertions as they stand in an eval file, and as they stand in a case. What cannot be evaluated is left out with a
// warning, never passed in silence.
import { InputError } from '../errors.ts'
import { TemplateError } from '../prompt/templates/engine.ts'
import { lookUp } from '../prompt/values.ts'
import { nearest } from '../suggest.ts'
import type { Assertion, Vars } from './case.ts'
import { GRADED_TYPES, graderOf } from './graders/registry.ts'
import { ASSERTION_KEYS, checkKeys, didYouMean, OTHER_ASSERTION_TYPES } from './keys.ts'
import { isCode, isReference } from './references.ts'
import { isRecord, type Located, partOf } from './source.ts'
import { fillsIn, fillTemplate, templateProblem, templateVariables } from './template.ts'
import type { Warnings } from './warnings.ts'

/** An assertion whose value may hold variables. */
export interface AssertionTemplate extends Assertion {
  readonly where: Located
  /** Variables that stand in the value. */
  readonly variables: readonly string[]
}

export interface AssertionContext {
  readonly warnings: Warnings
  /** Contents of the files that values refer to. */
  readonly references: ReadonlyMap<string, unknown>
}

/** The assertions that can be evaluated. Throws `InputError` where one is broken. */
export function readAssertions(list: Located, { warnings, references }: AssertionContext): AssertionTemplate[] {
  if (list.value === undefined || list.value === null) return []
  if (!Array.isArray(list.value)) throw broken(list, '"assert" is not a list.', 'Write each assertion after a dash.')
  return list.value.flatMap((value: unknown, i) => {
    const where = partOf(list, [i], value)
    if (!isRecord(value) || typeof value.type !== 'string')
      throw broken(where, 'The assertion has no type.', 'Write for instance {type: equals, value: …}.')
    const problem = notEvaluated(value, value.type)
    if (problem !== undefined) {
      warnings.add(`${problem} It is not evaluated.`, where)
      return []
    }
    checkKeys(where, [], value, { known: ASSERTION_KEYS, what: 'in an assertion' }, warnings)
    return [templateOf(where, value, value.type, references)]
  })
}

export function isAssertionType(type: string): boolean {
  return GRADED_TYPES.includes(type) || OTHER_ASSERTION_TYPES.includes(type)
}

/** The assertion for one case. `known` are all variables of the eval file. Throws `InputError` for a variable that the
 *  case does not have. */
export function fillAssertion(
  template: AssertionTemplate,
  vars: Vars,
  known: ReadonlySet<string>,
  place: Located,
): Assertion {
  for (const name of template.variables) checkVariable(template, name, vars, known, place)
  const { where, variables, ...assertion } = template
  try {
    return { ...assertion, value: fillTemplate(assertion.value, vars) }
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error
    throw broken(where, `The value of "${template.type}" cannot be rendered: ${error.message}`, 'Correct the template.')
  }
}

function templateOf(
  where: Located,
  source: Readonly<Record<string, unknown>>,
  fullType: string,
  references: ReadonlyMap<string, unknown>,
): AssertionTemplate {
  const negated = fullType.startsWith('not-')
  const type = negated ? fullType.slice(4) : fullType
  const value = loaded(source.value, references)
  const variables = templateVariables(value)
  const isTemplate = variables.length > 0 || fillsIn(value)
  const grader = isTemplate ? undefined : graderOf(type)
  const problem = grader?.problem(value) ?? grader?.flaw?.(value)
  if (problem !== undefined) throw broken(where, `"${fullType}" ${problem}.`, 'Correct its value.')
  const { threshold, weight, provider } = source
  for (const [key, number] of Object.entries({ threshold, weight }))
    if (number !== undefined && !(typeof number === 'number' && number >= 0))
      throw broken(partOf(where, [key], number), `"${key}" is not a number of 0 or more.`, 'Write a number.')
  return {
    where,
    type,
    negated,
    value,
    variables,
    weight: typeof weight === 'number' ? weight : 1,
    ...(typeof threshold === 'number' && { threshold }),
    ...(typeof provider === 'string' && { provider }),
  }
}

/** The value with the contents of the files that it names. */
function loaded(value: unknown, references: ReadonlyMap<string, unknown>): unknown {
  if (Array.isArray(value)) return value.map((item) => loaded(item, references))
  return isReference(value) ? references.get(value) : value
}

/** Why this assertion cannot be evaluated; undefined where it can. */
function notEvaluated(source: Readonly<Record<string, unknown>>, fullType: string): string | undefined {
  const type = fullType.replace(/^not-/, '')
  if (!GRADED_TYPES.includes(type)) {
    if (isAssertionType(type)) return `The assertion type "${fullType}" is not supported yet.`
    const all = [...GRADED_TYPES, ...OTHER_ASSERTION_TYPES]
    return `Nobody knows the assertion type "${fullType}"${didYouMean(type, all)}`
  }
  if (source.transform !== undefined || source.contextTransform !== undefined)
    return `A "${fullType}" assertion transforms the output by code.`
  if (graderOf(type)?.runsCode === true) return `A "${fullType}" assertion is code.`
  if (isReference(source.value) && isCode(source.value)) return `The value of a "${fullType}" assertion is code.`
  const problem = templateProblem(source.value)
  return problem === undefined ? undefined : `The value of a "${fullType}" assertion is a broken template: ${problem}`
}

function checkVariable(
  template: AssertionTemplate,
  name: string,
  vars: Vars,
  known: ReadonlySet<string>,
  place: Located,
): void {
  const value = lookUp(vars, name)
  const places = { file: place.file, line: place.lineOf() }
  if (value === undefined && !known.has(name)) {
    const names = [...known].filter((other) => other !== 'id')
    const meant = nearest(name, names)
    throw broken(
      template.where,
      `The assertion "${template.type}" uses the variable "${name}", which no case has.`,
      meant === undefined ? `Use one of ${names.join(', ')}.` : `Did you mean "${meant}"?`,
    )
  }
  const empty = value === '' && template.type === 'equals' && !template.negated
  if (value === undefined || value === null || empty)
    throw new InputError(
      `The expected value is missing: the case has no "${name}".`,
      `Give the case its "${name}".`,
      places,
    )
}

function broken(where: Located, problem: string, mend: string): InputError {
  return new InputError(problem, mend, { file: where.file, line: where.lineOf() })
}
