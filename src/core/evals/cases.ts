// Tests made into cases: identity, group, expected answer, assertions with their values. A case that cannot be judged
// is refused, with its line.
import { InputError } from '../errors.ts'
import { sha256, stableJson } from '../hash.ts'
import { lookUp, printValue } from '../prompt/values.ts'
import { fillAssertion } from './assertions.ts'
import type { Assertion, Case, Vars } from './case.ts'
import { caseText, wordsOf } from './caseText.ts'
import { isComparison } from './comparisons.ts'
import { didYouMean } from './keys.ts'
import { withSameVars } from './leanRows.ts'
import { resolveNested } from './nestedVars.ts'
import { originOf } from './origin.ts'
import { repeatOption } from './repeats.ts'
import { type Located, partOf } from './source.ts'
import { fillTemplate, templateProblem, templateVariables } from './template.ts'
import { isPlainRow, type TestCase } from './testCase.ts'
import type { Warnings } from './warnings.ts'

/** Signs of a case's title. */
const LONGEST_TITLE = 160

/** What `metadata.tunesmith` says about all cases. */
export interface CaseRules {
  /** Variable or metadata key whose value names a case's group. */
  readonly group: string | undefined
  /** Variable or template that says the expected answer. */
  readonly expected: string | undefined
  readonly labels: readonly string[] | undefined
  /** Where the rules stand. */
  readonly where: Located
}

/** Throws `InputError` for the first case that cannot be told from another. One that cannot be judged is left out where
 *  others can; where none can be, all are there to be run and looked at. Either is said in a warning. */
export function buildCases(tests: readonly TestCase[], rules: CaseRules, warnings: Warnings): Case[] {
  const known = new Set<string>()
  for (const { vars, assertions } of tests) {
    for (const name of Object.keys(vars)) known.add(name)
    for (const name of dottedNames(vars, assertions)) known.add(name)
  }
  checkRules(tests, rules, known)
  const isJudged = tests.some((test) => test.assertions.length > 0)
  const seen = new Map<string, Namesakes>()
  const kept = (test: TestCase): Case[] => {
    if (test.assertions.length === 0) {
      warnings.add(`${notJudged(test)} It is ${isJudged ? 'left out' : 'run, and not graded'}.`, test.where)
      if (isJudged) return []
    }
    const kase = buildCase(test, rules, known)
    const namesakes = seen.get(kase.id)
    if (namesakes === undefined) {
      seen.set(kase.id, { first: kase, asked: undefined, count: 1 })
      return [kase]
    }
    const { first: twin } = namesakes
    if (explicitId(test) !== undefined) throw duplicate(kase, twin, test)
    namesakes.count++
    namesakes.asked ??= new Set([askedOf(twin)])
    const asked = askedOf(kase)
    if (!namesakes.asked.has(asked)) {
      namesakes.asked.add(asked)
      return [{ ...kase, id: `${kase.id}-${namesakes.count}` }]
    }
    warnings.add(`The case is the same as the one on ${placeOf(twin, kase)}, and counts once.`, test.where)
    return []
  }
  return tests.flatMap((test) => warnings.attempt(() => kept(test), []))
}

/** Cases with the same variables. */
interface Namesakes {
  readonly first: Case
  /** What the cases that were kept ask, once there is more than one. */
  asked: Set<string> | undefined
  count: number
}

/** Of two cases with the same variables that ask the same, one adds nothing to the other. */
function askedOf(kase: Case): string {
  const { assertions, comparisons, threshold, prefix, suffix, output, transform, scoring, prompts, providers, model } =
    kase
  const judged = { assertions, comparisons, threshold, output, transform, scoring }
  return stableJson({ ...judged, prefix, suffix, prompts, providers, model })
}

function buildCase(test: TestCase, rules: CaseRules, known: ReadonlySet<string>): Case {
  const { where, threshold, output, options } = test
  const given = test.vars
  const vars = isPlainRow(where.value) ? given : resolveNested(given)
  if (vars === undefined)
    throw broken(where, 'The variables of this case name each other without end.', 'Break the circle.')
  const filled = test.assertions.map((template) => fillAssertion(template, vars, known, where))
  const assertions = filled.filter((assertion) => !isComparison(assertion))
  const comparisons = filled.filter(isComparison)
  const expected = expectedOf({ ...test, vars }, assertions, rules, known)
  if (rules.labels !== undefined && expected !== undefined && !rules.labels.includes(expected))
    throw broken(
      where,
      `The expected answer ${JSON.stringify(expected)} is none of the labels${didYouMean(expected, rules.labels)}`,
      'Correct it, or add it to metadata.tunesmith.labels.',
    )
  const text = caseText({ vars, expected })
  const repeats = repeatOption(partOf(where, ['options'], test.options))
  const origin = originOf(test.metadata)
  const kase: Case = {
    id: explicitId(test) ?? `case-${sha256(stableJson(vars)).slice(0, 12)}`,
    vars,
    assertions,
    ...(comparisons.length > 0 && { comparisons }),
    ...(typeof options.prefix === 'string' && { prefix: options.prefix }),
    ...(typeof options.suffix === 'string' && { suffix: options.suffix }),
    ...(output !== undefined && { output }),
    ...(test.transform !== undefined && { transform: test.transform }),
    ...(test.scoring !== undefined && { scoring: test.scoring }),
    ...(test.prompts !== undefined && { prompts: test.prompts }),
    ...(test.providers !== undefined && { providers: test.providers }),
    ...(test.model !== undefined && { model: test.model }),
    ...(threshold !== undefined && { threshold }),
    ...(options.runSerially === true && { serial: true }),
    ...(repeats !== undefined && { repeats }),
    group: groupOf(test, rules) ?? sha256(wordsOf(text).join(' ')).slice(0, 16),
    expected,
    ...(origin !== undefined && { origin }),
    title: titleOf(text),
    source: { file: where.file, line: where.lineOf() },
  }
  return vars === given ? withSameVars(kase, test) : kase
}

/** One line, and no more of a long text than a list shows. */
function titleOf(text: string): string {
  const line = text
    .slice(0, LONGEST_TITLE + 40)
    .replace(/\s+/g, ' ')
    .trim()
  return line.length > LONGEST_TITLE ? `${line.slice(0, LONGEST_TITLE - 1).toWellFormed()}…` : line
}

function explicitId({ metadata, vars }: TestCase): string | undefined {
  return [metadata.id, vars.id].filter((id) => typeof id === 'string' || typeof id === 'number').map(String)[0]
}

function groupOf({ metadata, vars }: TestCase, { group }: CaseRules): string | undefined {
  if (group === undefined) return undefined
  const value = lookUp(vars, group) ?? lookUp(metadata, group)
  return value === undefined || value === null || value === '' ? undefined : printValue(value)
}

function expectedOf(
  { vars, where }: TestCase,
  assertions: readonly Assertion[],
  rules: CaseRules,
  known: ReadonlySet<string>,
): string | undefined {
  if (rules.expected === undefined) {
    const equals = assertions.filter((assertion) => assertion.type === 'equals' && !assertion.negated)
    return equals.length === 1 ? printValue(equals[0]?.value) : undefined
  }
  const template = asTemplate(rules.expected)
  const missing = templateVariables(template).find((name) => known.has(name) && isEmpty(lookUp(vars, name)))
  if (missing !== undefined)
    throw broken(
      where,
      `The expected value is missing: the case has no "${missing}".`,
      `Give the case its "${missing}".`,
    )
  return printValue(fillTemplate(template, vars))
}

/** The settings must name variables that exist, in one case at least. */
function checkRules(tests: readonly TestCase[], rules: CaseRules, known: ReadonlySet<string>): void {
  const refuse = (setting: string, name: string, names: readonly string[]) =>
    new InputError(
      `"${setting}" names "${name}", which no case has${didYouMean(name, names)}`,
      `Use one of ${names.join(', ')}.`,
      { file: rules.where.file, line: rules.where.lineOf([setting]) },
    )
  const template = rules.expected === undefined ? '' : asTemplate(rules.expected)
  const problem = templateProblem(template)
  if (problem !== undefined)
    throw broken(rules.where, `"expected" is a broken template: ${problem}`, 'Correct it, for instance "{{label}}".')
  const unknown = templateVariables(template).find((name) => !known.has(name))
  if (unknown !== undefined) throw refuse('expected', unknown, [...known])
  const { group } = rules
  if (group === undefined) return
  const keys = new Set(tests.flatMap((test) => Object.keys(test.metadata)))
  if (!tests.some((test) => groupOf(test, rules) !== undefined)) throw refuse('group', group, [...known, ...keys])
}

function asTemplate(expected: string): string {
  return expected.includes('{{') ? expected : `{{${expected}}}`
}

/** Dotted names that the test's assertions use and its variables answer. */
function dottedNames(vars: Vars, assertions: TestCase['assertions']): string[] {
  return assertions
    .flatMap((assertion) => assertion.variables)
    .filter((name) => name.includes('.') && lookUp(vars, name) !== undefined)
}

function isEmpty(value: Vars[string]): boolean {
  return value === undefined || value === null || value === ''
}

function notJudged({ leftOut }: TestCase): string {
  return leftOut > 0
    ? 'None of the assertions of this case can be evaluated.'
    : 'Nothing says what a right answer to this case looks like.'
}

/** Throws `InputError` where nothing judges any of the cases: then one prompt cannot be better than another. */
export function requireJudged(cases: readonly Case[]): void {
  const [first] = cases
  if (first === undefined || cases.some(({ assertions }) => assertions.length > 0)) return
  throw new InputError(
    'Nothing says what a right answer looks like, so no prompt can be better than another.',
    'Add an assertion, for instance {type: equals, value: "{{expected}}"} under defaultTest.',
    first.source,
  )
}

function duplicate(kase: Case, twin: Case, test: TestCase): InputError {
  return broken(
    test.where,
    `The id "${kase.id}" also stands on ${placeOf(twin, kase)}.`,
    'Give each case an id of its own.',
  )
}

function placeOf(twin: Case, kase: Case): string {
  return `${twin.source.file === kase.source.file ? 'line ' : `${twin.source.file}:`}${twin.source.line}`
}

function broken(where: Located, problem: string, mend: string): InputError {
  return new InputError(problem, mend, { file: where.file, line: where.lineOf() })
}
