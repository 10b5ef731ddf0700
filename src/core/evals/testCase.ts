// One row of a dataset, promptfoo's or our own plain one, read into the parts of a test, with its defaults.
import type { CodePiece } from '../code.ts'
import { InputError } from '../errors.ts'
import { nearest } from '../suggest.ts'
import { canRun, codeOf, transformAt } from './assertionCode.ts'
import { type AssertionContext, type AssertionTemplate, readAssertions } from './assertions.ts'
import type { Vars } from './case.ts'
import { readChecks } from './checks.ts'
import { withJudgeOptions } from './judging.ts'
import { checkKeys, IDLE_OPTION_KEYS, OPTION_KEYS, TEST_KEYS } from './keys.ts'
import { referencesIn } from './promptNames.ts'
import { isCode, isReference } from './references.ts'
import { isRecord, type Located, partOf } from './source.ts'
import { fillsIn } from './template.ts'

export interface TestCase {
  readonly where: Located
  readonly vars: Vars
  readonly assertions: readonly AssertionTemplate[]
  /** Assertions that the file has and that cannot be evaluated. */
  readonly leftOut: number
  readonly threshold: number | undefined
  /** The output, where the test gives it. */
  readonly output: string | undefined
  /** Code that makes of the model's answer the output that is judged. */
  readonly transform: CodePiece | undefined
  /** Code that makes the grade of the case from those of its assertions. */
  readonly scoring: CodePiece | undefined
  /** The prompts that it is for, and the models that answer it; undefined: all. */
  readonly prompts: readonly string[] | undefined
  readonly providers: readonly string[] | undefined
  /** What names the model that answers it in place of all others. */
  readonly provider: Located | undefined
  /** The id of that model, once it is read. */
  readonly model?: string
  readonly options: Readonly<Record<string, unknown>>
  readonly metadata: Readonly<Record<string, unknown>>
}

const PLAIN_KEYS = ['id', 'input', 'expected']

/** `{"id", "input", "expected"}`: the style of plain datasets. */
export function isPlainRow(value: unknown): boolean {
  return isRecord(value) && 'input' in value && !('vars' in value) && !('assert' in value)
}

/** Throws `InputError` where the row is neither a test nor a plain row. `named`: at least one key must say which. */
export function readTest(row: Located, context: AssertionContext, named: boolean): TestCase {
  const { value } = row
  if (!isRecord(value)) throw broken(row, 'The case is not a record.', 'Write {"input": {…}, "expected": …}.')
  if (isPlainRow(value)) return plainTest(row, value, context)
  if (named && !TEST_KEYS.some((key) => key in value))
    throw broken(row, 'The case has neither "vars" nor "input".', 'Put its variables under "vars".')
  return promptfooTest(row, value, context)
}

/** `test` on top of `defaults`, as promptfoo merges them. */
export function withDefaults(defaults: TestCase | undefined, test: TestCase): TestCase {
  if (defaults === undefined) return test
  const options = { ...defaults.options, ...test.options }
  const own = options.disableDefaultAsserts === true
  return {
    where: test.where,
    vars: { ...defaults.vars, ...test.vars },
    assertions: own ? test.assertions : [...defaults.assertions, ...test.assertions],
    leftOut: test.leftOut + (own ? 0 : defaults.leftOut),
    threshold: test.threshold ?? defaults.threshold,
    output: test.output,
    transform: test.transform ?? defaults.transform,
    scoring: test.scoring ?? defaults.scoring,
    prompts: test.prompts ?? defaults.prompts,
    providers: test.providers ?? defaults.providers,
    provider: test.provider ?? defaults.provider,
    options,
    metadata: { ...defaults.metadata, ...test.metadata },
  }
}

/** The test's options, its defaults' among them, put to the assertions that its judges grade. */
export function withOptions(test: TestCase, { references }: AssertionContext): TestCase {
  if (Object.keys(test.options).length === 0) return test
  return { ...test, assertions: test.assertions.map((one) => withJudgeOptions(one, test.options, references)) }
}

/** One test for each combination of list variables, as in promptfoo. */
export function expandLists(test: TestCase): TestCase[] {
  const lists = Object.entries(test.vars).filter(
    (entry): entry is [string, readonly unknown[]] => Array.isArray(entry[1]) && typeof entry[1][0] === 'string',
  )
  if (lists.length === 0 || test.options.disableVarExpansion === true || isPlainRow(test.where.value)) return [test]
  const combinations = lists.reduce((count, [, items]) => count * items.length, 1)
  if (combinations > 10_000)
    throw broken(test.where, `The lists of this case make ${combinations} cases.`, 'Use a dataset file instead.')
  const tests = lists.reduce<Vars[]>(
    (all, [name, items]) => all.flatMap((vars) => items.map((item) => ({ ...vars, [name]: item }))),
    [test.vars],
  )
  return tests.map((vars, i) => ({
    ...test,
    vars,
    metadata: test.metadata.id === undefined ? test.metadata : { ...test.metadata, id: `${test.metadata.id}#${i + 1}` },
  }))
}

function plainTest(row: Located, value: Readonly<Record<string, unknown>>, context: AssertionContext): TestCase {
  const { id, input, expected, ...metadata } = value
  if (!isRecord(input) && typeof input !== 'string')
    throw broken(row, 'The "input" of the case is neither a record nor a text.', 'Write {"input": {"text": "…"}}.')
  for (const key of Object.keys(metadata)) {
    const meant = nearest(key, PLAIN_KEYS)
    if (meant !== undefined)
      context.warnings.add(`Unknown key "${key}" in a case; did you mean "${meant}"?`, row, [key])
  }
  return {
    where: row,
    vars: { ...(isRecord(input) ? input : { input }), ...(expected !== undefined && { expected }) },
    assertions: [],
    leftOut: 0,
    threshold: undefined,
    output: undefined,
    transform: undefined,
    scoring: undefined,
    prompts: undefined,
    providers: undefined,
    provider: undefined,
    options: {},
    metadata: id === undefined ? metadata : { ...metadata, id },
  }
}

function promptfooTest(row: Located, value: Readonly<Record<string, unknown>>, context: AssertionContext): TestCase {
  const { warnings, references } = context
  const what = { known: TEST_KEYS, what: 'in a test' }
  checkKeys(row, [], value, what, warnings)
  checkKeys(
    row,
    ['options'],
    value.options,
    { known: OPTION_KEYS, idle: IDLE_OPTION_KEYS, what: 'in options' },
    warnings,
  )
  for (const key of ['vars', 'options', 'metadata'])
    if (value[key] !== undefined && value[key] !== null && !isRecord(value[key]))
      throw broken(partOf(row, [key], value[key]), `"${key}" is not a record.`, 'Write one "name: value" on each line.')
  const { threshold, providerOutput } = value
  if (threshold !== undefined && !(typeof threshold === 'number' && threshold >= 0))
    throw broken(partOf(row, ['threshold'], threshold), '"threshold" is not a number of 0 or more.', 'Write a number.')
  const options = isRecord(value.options) ? value.options : {}
  const asked = Array.isArray(value.assert) ? value.assert.length : 0
  const transform = transformOf(row, options, references)
  const scoring = scoringOf(row, value.assertScoringFunction, references)
  const code = scoring.problem ?? transform.problem
  if (code !== undefined) warnings.add(`"${code}" runs code. The assertions of this test are not evaluated.`, row)
  const read = readAssertions(partOf(row, ['assert'], value.assert), context)
  const asserted = code === undefined ? read : []
  const checks = readChecks(partOf(row, ['metadata'], value.metadata), context)
  return {
    where: row,
    vars: isRecord(value.vars) ? loadedVars(value.vars, references) : {},
    assertions: [...asserted, ...checks],
    leftOut: asked - asserted.length,
    threshold: typeof threshold === 'number' ? threshold : undefined,
    output: typeof providerOutput === 'string' ? providerOutput : asJson(providerOutput),
    transform: transform.piece,
    scoring: scoring.piece,
    prompts: referencesIn(value.prompts),
    providers: referencesIn(value.providers),
    provider: value.provider ? partOf(row, ['provider'], value.provider) : undefined,
    options,
    metadata: isRecord(value.metadata) ? value.metadata : {},
  }
}

function asJson(value: unknown): string | undefined {
  return value === undefined || value === null ? undefined : JSON.stringify(value)
}

/** Code between the answer and the graders; `problem` names what is there and cannot be run. */
function transformOf(
  row: Located,
  options: Readonly<Record<string, unknown>>,
  references: ReadonlyMap<string, unknown>,
): { readonly piece?: CodePiece; readonly problem?: string } {
  const key = options.transform !== undefined ? 'transform' : 'postprocess'
  const value = options[key]
  if (value === undefined) return {}
  const isText = typeof value === 'string' && value.trim() !== '' && !fillsIn(value)
  if (!isText || (isReference(value) && !canRun(value, references))) return { problem: key }
  const piece = transformAt(row, ['options', key], value, references)
  return piece === undefined ? { problem: key } : { piece }
}

function scoringOf(
  row: Located,
  value: unknown,
  references: ReadonlyMap<string, unknown>,
): { readonly piece?: CodePiece; readonly problem?: string } {
  if (value === undefined || value === null) return {}
  const problem = 'assertScoringFunction'
  if (!isReference(value) || !canRun(value, references)) return { problem }
  const piece = codeOf(row, [problem], value, references, undefined)
  if (piece === undefined) return { problem }
  return { piece: piece.language === 'python' ? { ...piece, name: piece.name ?? 'func' } : piece }
}

function loadedVars(vars: Vars, references: ReadonlyMap<string, unknown>): Vars {
  const refers = (value: unknown) => isReference(value) || (Array.isArray(value) && value.some(isReference))
  if (!Object.values(vars).some(refers)) return vars
  const loaded = Object.entries(vars).map(([name, value]) => {
    if (Array.isArray(value)) return [name, value.map((item: unknown) => contentOf(item, references))]
    if (!isReference(value)) return [name, value]
    if (isCode(value)) return [name, value]
    return [name, contentOf(value, references)]
  })
  return Object.fromEntries(loaded)
}

function contentOf(value: unknown, references: ReadonlyMap<string, unknown>): unknown {
  if (!isReference(value)) return value
  const content = references.get(value)
  return typeof content === 'object' ? JSON.stringify(content) : content
}

function broken(where: Located, problem: string, mend: string): InputError {
  return new InputError(problem, mend, { file: where.file, line: where.lineOf() })
}
