// Assertions as they stand in an eval file, and as they stand in a case. What cannot be evaluated is left out with a
// warning, never passed in silence.
import type { CodePiece } from '../code.ts'
import { InputError } from '../errors.ts'
import { TemplateError } from '../prompt/templates/engine.ts'
import { lookUp, printValue } from '../prompt/values.ts'
import { nearest } from '../suggest.ts'
import { canRun, codeOf, transformAt } from './assertionCode.ts'
import type { Assertion, Vars } from './case.ts'
import { COMPARED_TYPES, isComparison, problemOf } from './comparisons.ts'
import { GRADED_TYPES, graderOf } from './graders/registry.ts'
import { gradersNamed, isJudged, judgingOf } from './judging.ts'
import { ASSERTION_KEYS, checkKeys, didYouMean, SET_KEYS } from './keys.ts'
import { NOT_EVALUATED, whyNotEvaluated } from './notEvaluated.ts'
import { isCode, isReference } from './references.ts'
import { isRecord, type Located, partOf } from './source.ts'
import { fillsIn, fillTemplate, templateProblem, templateVariables } from './template.ts'
import type { Warnings } from './warnings.ts'

const SET = 'assert-set'
const TYPES: readonly string[] = [...GRADED_TYPES, ...COMPARED_TYPES]

/** An assertion whose value may hold variables. */
export interface AssertionTemplate extends Assertion {
  readonly where: Located
  /** Variables that stand in the value. */
  readonly variables: readonly string[]
  /** Of an `assert-set`. */
  readonly assertions?: readonly AssertionTemplate[]
}

export interface AssertionContext {
  readonly warnings: Warnings
  /** Contents of the files that values refer to. */
  readonly references: ReadonlyMap<string, unknown>
  /** The types that may stand here; promptfoo's where not given. */
  readonly types?: readonly string[]
}

/** The assertions that can be evaluated. Throws `InputError` where one is broken. */
export function readAssertions(list: Located, context: AssertionContext): AssertionTemplate[] {
  if (list.value === undefined || list.value === null) return []
  if (!Array.isArray(list.value)) throw broken(list, '"assert" is not a list.', 'Write each assertion after a dash.')
  return list.value.flatMap((value: unknown, i) => {
    const where = partOf(list, [i], value)
    return context.warnings.attempt(() => readAny(where, value, context), [])
  })
}

function readAny(where: Located, value: unknown, context: AssertionContext): AssertionTemplate[] {
  if (!isRecord(value) || typeof value.type !== 'string')
    throw broken(where, 'The assertion has no type.', 'Write for instance {type: equals, value: …}.')
  return value.type === SET ? readSet(where, value, context) : readAssertion(where, value, value.type, context)
}

/** A set without anything that can be evaluated is left out. */
function readSet(
  where: Located,
  source: Readonly<Record<string, unknown>>,
  context: AssertionContext,
): AssertionTemplate[] {
  checkKeys(where, [], source, { known: SET_KEYS, what: 'in an assert-set' }, context.warnings)
  const list = partOf(where, ['assert'], source.assert)
  if (!Array.isArray(source.assert)) throw broken(list, 'The assert-set has no list "assert".', 'Write its assertions.')
  if (source.assert.some((inner: unknown) => isRecord(inner) && inner.type === SET))
    throw broken(list, 'An assert-set stands in another, which promptfoo does not know.', 'Write its assertions here.')
  const read = readAssertions(list, context)
  const assertions = read.filter((inner) => !isComparison(inner))
  for (const { type } of read.filter(isComparison))
    context.warnings.add(`promptfoo ignores "${type}" in an assert-set. It is not evaluated.`, where)
  if (assertions.length === 0 && source.assert.length > 0) return []
  return [{ where, type: SET, negated: false, value: undefined, variables: [], assertions, ...shared(where, source) }]
}

function readAssertion(
  where: Located,
  source: Readonly<Record<string, unknown>>,
  fullType: string,
  context: AssertionContext,
): AssertionTemplate[] {
  const { warnings, references } = context
  const problem = notEvaluated(source, fullType, context)
  if (problem !== undefined) {
    warnings.add(`${problem} It is not evaluated.`, where)
    return []
  }
  checkKeys(where, [], source, { known: ASSERTION_KEYS, what: 'in an assertion' }, warnings)
  const type = fullType.replace(/^not-/, '')
  if (type !== fullType && graderOf(type)?.negation === 'ignored')
    warnings.add(
      `promptfoo ignores the "not-" of "${fullType}", and so it is ignored here: it asserts "${type}".`,
      where,
    )
  return [templateOf(where, source, fullType, references)]
}

export function isAssertionType(type: string): boolean {
  return type === SET || TYPES.includes(type) || whyNotEvaluated(type) !== undefined
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
  const lacks = graderOf(template.type)?.lacks?.(vars, template.judging)
  if (lacks !== undefined)
    throw broken(place, `"${template.type}" ${lacks}, and the case has none.`, 'Add it to "vars".')
  const { where, variables, assertions, ...assertion } = template
  try {
    const code = filledCode(assertion.code, vars)
    return {
      ...assertion,
      value: fillTemplate(assertion.value, vars),
      ...(code !== undefined && { code }),
      ...(assertion.metric !== undefined && { metric: printValue(fillTemplate(assertion.metric, vars)) }),
      ...(assertions !== undefined && {
        assertions: assertions.map((inner) => fillAssertion(inner, vars, known, place)),
      }),
    }
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error
    throw broken(where, `The value of "${template.type}" cannot be rendered: ${error.message}`, 'Correct the template.')
  }
}

/** Code in the eval file itself may hold variables. Consent is to the text that results. */
function filledCode(code: CodePiece | undefined, vars: Vars): CodePiece | undefined {
  return code?.file === undefined && code !== undefined
    ? { ...code, text: printValue(fillTemplate(code.text, vars)) }
    : code
}

function templateOf(
  where: Located,
  source: Readonly<Record<string, unknown>>,
  fullType: string,
  references: ReadonlyMap<string, unknown>,
): AssertionTemplate {
  const negated = fullType.startsWith('not-')
  const type = negated ? fullType.slice(4) : fullType
  const code = codeOf(where, ['value'], source.value, references, graderOf(type)?.runsCode === true ? type : undefined)
  const transform = transformAt(where, ['transform'], source.transform, references)
  const value = code === undefined ? loaded(source.value, references) : undefined
  const variables = templateVariables(code?.file === undefined ? (code?.text ?? value) : undefined)
  const isTemplate = variables.length > 0 || fillsIn(value) || code !== undefined
  const problem = isTemplate ? undefined : (problemOf(type, value) ?? graderOf(type)?.flaw?.(value))
  if (problem !== undefined) throw broken(where, `"${fullType}" ${problem}.`, 'Correct its value.')
  if (graderOf(type)?.needsThreshold === true && source.threshold === undefined)
    throw broken(where, `"${fullType}" has no threshold.`, 'Write its "threshold".')
  const { config } = source
  const judging = judgingOf(where, type, source, isTemplate ? value : undefined, references)
  return {
    where,
    type,
    negated,
    value,
    variables,
    ...shared(where, source),
    ...gradersNamed(source.provider, isJudged(type)),
    ...(judging !== undefined && { judging }),
    ...(config !== undefined && { config }),
    ...(code !== undefined && { code }),
    ...(transform !== undefined && { transform }),
  }
}

/** What an assertion and a set have alike. */
function shared(
  where: Located,
  { threshold, weight, metric }: Readonly<Record<string, unknown>>,
): Pick<Assertion, 'weight' | 'threshold' | 'metric'> {
  for (const [key, number] of Object.entries({ threshold, weight }))
    if (number !== undefined && !(typeof number === 'number' && number >= 0))
      throw broken(partOf(where, [key], number), `"${key}" is not a number of 0 or more.`, 'Write a number.')
  return {
    weight: typeof weight === 'number' ? weight : 1,
    ...(typeof threshold === 'number' && { threshold }),
    ...(typeof metric === 'string' && { metric }),
  }
}

/** The value with the contents of the files that it names. */
function loaded(value: unknown, references: ReadonlyMap<string, unknown>): unknown {
  if (Array.isArray(value)) return value.map((item) => loaded(item, references))
  return isReference(value) ? references.get(value) : value
}

/** Why this assertion cannot be evaluated; undefined where it can. */
function notEvaluated(
  source: Readonly<Record<string, unknown>>,
  fullType: string,
  { references, types = TYPES }: AssertionContext,
): string | undefined {
  const type = fullType.replace(/^not-/, '')
  if (!types.includes(type)) {
    const why = whyNotEvaluated(type)
    if (why !== undefined) return `The assertion type "${fullType}" ${why}.`
    return `Nobody knows the assertion type "${fullType}"${didYouMean(type, [...types, ...NOT_EVALUATED.keys(), SET])}`
  }
  if (type !== fullType && isComparison({ type })) return `promptfoo has no "${fullType}".`
  const unread = [source.value, source.transform, source.contextTransform].find(
    (value) => isReference(value) && isCode(value) && !canRun(value, references),
  )
  if (unread !== undefined) return `The code "${unread}" of a "${fullType}" assertion cannot be run.`
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
