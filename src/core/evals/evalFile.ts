// Eval files: promptfoo's own syntax, read into cases. Loading ends in cases that can all be judged, or in an
// `InputError`; what is not evaluated is said in a warning.
import { InputError } from '../errors.ts'
import type { Objective } from '../events.ts'
import type { Files } from '../ports.ts'
import { formatOf, splitPath } from '../prompt/registry.ts'
import { readText } from '../readText.ts'
import type { Case } from './case.ts'
import { buildCases } from './cases.ts'
import { readDataset } from './datasets.ts'
import { EVAL_FILE } from './evalFileName.ts'
import { checkKeys, IDLE_TOP_KEYS, TOP_KEYS } from './keys.ts'
import { isReference, readReference, readValue, readValues, resolveReference } from './references.ts'
import { repeatOption } from './repeats.ts'
import { readSettings, settingsIn } from './settings.ts'
import { isRecord, type Located, parseYaml, partOf } from './source.ts'
import { expandLists, isPlainRow, readTest, withDefaults } from './testCase.ts'
import { Warnings } from './warnings.ts'

export interface EvalFile {
  /** Relative to the workspace folder, with forward slashes. */
  readonly path: string
  readonly description: string
  /** Paths of the prompts it names. */
  readonly promptPaths: readonly string[]
  /** `provider:name`: `metadata.tunesmith.models` where given, else promptfoo's `providers`. */
  readonly models: readonly string[]
  /** What is made better where several models are named; the mean over them where not given. */
  readonly objective?: Objective | undefined
  /** Model that proposes edits; the first model where not given. */
  readonly optimizer: string | undefined
  /** Model that judges; needed only where an assertion asks for one. */
  readonly judge: string | undefined
  /** Pass rate to reach, 0 to 1. */
  readonly target: number | undefined
  /** Shares of train, select and test; they add up to 1. Undefined: the engine's own rule for the number of cases. */
  readonly split: { readonly train: number; readonly select: number; readonly test: number } | undefined
  /** Variable that is sent as the user's message to a prompt without inputs; "task" where not given. */
  readonly taskVariable?: string | undefined
  /** Draws of each case in an eval, where neither the run nor the case says otherwise; 1 where not given. */
  readonly repeats?: number | undefined
  readonly cases: readonly Case[]
  /** Unknown keys with did-you-mean, assertions that are not evaluated, and the like; `file:line: sentence`. */
  readonly warnings: readonly string[]
}

export function isEvalFile(path: string): boolean {
  return EVAL_FILE.test(path)
}

/** Whether it may be one by its content. */
export function mayBeEvalFile(path: string): boolean {
  return /(?:eval|promptfoo|red-?team)[^/]*\.ya?ml$/i.test(path)
}

/** Whether the text has an eval file's keys: prompts, who answers them, and what they are tested on. */
export function hasKeysOfEvalFile(text: string): boolean {
  return (
    /^prompts[ \t]*:/m.test(text) &&
    /^(?:providers|targets)[ \t]*:/m.test(text) &&
    /^(?:tests|defaultTest|scenarios|redteam)[ \t]*:/m.test(text)
  )
}

/** Prompts that the eval file names, without reading anything else; empty where it is broken. */
export function promptPathsOf(path: string, text: string): string[] {
  try {
    return readPrompts(parseYaml(path, text), new Warnings())
  } catch (error) {
    if (InputError.is(error)) return []
    throw error
  }
}

/** Throws `InputError` with file, line and mend. */
export async function loadEvalFile(files: Files, path: string): Promise<EvalFile> {
  const text = await readText(files, path)
  if (text === undefined) throw new InputError('There is no such eval file.', 'Correct the path.', { file: path })
  const whole = parseYaml(path, text)
  if (!isRecord(whole.value))
    throw new InputError('The eval file is empty or not a record.', 'Begin with "prompts:" and "tests:".', {
      file: path,
      line: 1,
    })
  const warnings = new Warnings()
  checkKeys(whole, [], whole.value, { known: TOP_KEYS, idle: IDLE_TOP_KEYS, what: 'in an eval file' }, warnings)
  const where = settingsIn(whole)
  const settings = readSettings(where, await loadedLabels(files, whole, where), warnings)
  const { group, expected, labels, models, objective, optimizer, judge, target, split, repeats, task } = settings
  const tests = await readTests(files, whole, warnings)
  const cases = buildCases(tests, { group, expected, labels, where })
  return {
    path,
    description: typeof whole.value.description === 'string' ? whole.value.description : '',
    promptPaths: readPrompts(whole, warnings),
    models: models ?? readProviders(whole, warnings),
    objective,
    optimizer,
    judge,
    target,
    split,
    taskVariable: task,
    repeats: repeats ?? repeatOption(partOf(whole, ['evaluateOptions'], whole.value.evaluateOptions)),
    cases,
    warnings: warnings.list(),
  }
}

async function loadedLabels(files: Files, whole: Located, where: Located): Promise<unknown> {
  const labels = isRecord(where.value) ? where.value.labels : undefined
  return isReference(labels) ? readValue(files, labels, whole, ['metadata', 'tunesmith', 'labels']) : labels
}

async function readTests(files: Files, whole: Located, warnings: Warnings) {
  const { rows, fromFile } = await readRows(files, whole, warnings)
  const defaultTest = await readDefaultTest(files, whole)
  const references = await readValues(files, [...rows, defaultTest].flatMap(partsWithReferences))
  const context = { warnings, references }
  const defaults = defaultTest.value === undefined ? undefined : readTest(defaultTest, context, false)
  return rows.map((row, i) => withDefaults(defaults, readTest(row, context, fromFile[i] ?? false))).flatMap(expandLists)
}

async function readRows(
  files: Files,
  whole: Located,
  warnings: Warnings,
): Promise<{ readonly rows: Located[]; readonly fromFile: boolean[] }> {
  const tests = isRecord(whole.value) ? whole.value.tests : undefined
  const list: readonly unknown[] = Array.isArray(tests) ? tests : tests === undefined || tests === null ? [] : [tests]
  const rows: Located[] = []
  const fromFile: boolean[] = []
  for (const [i, item] of list.entries()) {
    const path = Array.isArray(tests) ? ['tests', i] : ['tests']
    const reference = isRecord(item) && typeof item.path === 'string' ? item.path : item
    const found = typeof reference === 'string' ? await datasetRows(files, whole, path, reference, warnings) : undefined
    for (const row of found ?? [partOf(whole, path, item)]) {
      rows.push(row)
      fromFile.push(found !== undefined)
    }
  }
  if (rows.length > 0) return { rows, fromFile }
  throw new InputError(
    'The eval file has no cases.',
    'Add them under "tests", or name a dataset: file://cases.jsonl.',
    {
      file: whole.file,
      line: whole.lineOf(['tests']),
    },
  )
}

async function datasetRows(
  files: Files,
  whole: Located,
  path: readonly (string | number)[],
  reference: string,
  warnings: Warnings,
): Promise<Located[]> {
  if (/^(?!file:)[a-z]+:\/\//.test(reference))
    throw new InputError(
      `Cases cannot be read from "${reference}".`,
      'Save them in a .jsonl or .csv file beside this one.',
      {
        file: whole.file,
        line: whole.lineOf(path),
      },
    )
  const { file, text } = await readReference(files, reference, whole, path)
  return readDataset(file, text, warnings)
}

async function readDefaultTest(files: Files, whole: Located): Promise<Located> {
  const value = isRecord(whole.value) ? (whole.value.defaultTest ?? undefined) : undefined
  if (!isReference(value)) return partOf(whole, ['defaultTest'], value)
  const { file, text } = await readReference(files, value, whole, ['defaultTest'])
  return parseYaml(file, text)
}

/** Where `file://` means a file; in the input of a plain row it is just text. */
function partsWithReferences(row: Located): Located[] {
  if (!isRecord(row.value) || isPlainRow(row.value)) return []
  const { vars, assert } = row.value
  const values = Array.isArray(assert) ? assert.map((item: unknown) => (isRecord(item) ? item.value : undefined)) : []
  return [
    ...(isRecord(vars) ? Object.entries(vars).map(([name, value]) => partOf(row, ['vars', name], value)) : []),
    ...values.map((value, i) => partOf(row, ['assert', i], value)),
  ].filter((part) => isReference(part.value))
}

function readPrompts(whole: Located, warnings: Warnings): string[] {
  const value = isRecord(whole.value) ? whole.value.prompts : undefined
  const list: readonly unknown[] = Array.isArray(value) ? value : value === undefined || value === null ? [] : [value]
  const paths = list.flatMap((item, i) => {
    const path = Array.isArray(value) ? ['prompts', i] : ['prompts']
    const prompt = isRecord(item) ? (item.raw ?? item.id ?? item.path) : item
    const isPath =
      typeof prompt === 'string' && !/[\r\n]|\{\{/.test(prompt) && (isReference(prompt) || /^\S+\.\w+$/.test(prompt))
    if (!isPath)
      warnings.add('A prompt that stands in the eval file is not evaluated; move it to a file of its own.', whole, path)
    else if (/[*?]/.test(prompt))
      warnings.add(`"${prompt}" names several prompts at once, and is not acted on; name each one.`, whole, path)
    else if (isProgram(prompt))
      warnings.add(`"${prompt}" is a program, and is never run; name a prompt in it: "${prompt}#NAME".`, whole, path)
    else if (formatOf(splitPath(prompt).file) === undefined)
      warnings.add(`"${prompt}" is no prompt of a known format, and is not evaluated.`, whole, path)
    else return [resolveReference(prompt, whole, path)]
    return []
  })
  return [...new Set(paths)]
}

/** promptfoo runs code that it finds among the prompts; here only a text in it can be one. */
function isProgram(prompt: string): boolean {
  const { file, fragment } = splitPath(prompt)
  return fragment === undefined && /\.(?:[mc]?[jt]sx?|py)$/i.test(file)
}

/** promptfoo's ids as ours: `openai:chat:gpt-x` is `openai:gpt-x`. */
function readProviders(whole: Located, warnings: Warnings): string[] {
  const top = isRecord(whole.value) ? whole.value : {}
  const key = top.providers === undefined ? 'targets' : 'providers'
  const value = top[key]
  const list: readonly unknown[] = Array.isArray(value) ? value : value === undefined || value === null ? [] : [value]
  return list.flatMap((item, i) => {
    const id = isRecord(item) ? (item.id ?? Object.keys(item)[0]) : item
    const model =
      typeof id === 'string' ? /^([a-z][\w-]*):(?:(?:chat|messages|completion|responses):)?(\S+)$/i.exec(id) : null
    const runs = /^(?:file|exec|python|javascript|golang|ruby|https?|wss?|package|huggingface|promptfoo)$/
    if (model?.[1] !== undefined && !runs.test(model[1])) return [`${model[1]}:${model[2]}`]
    warnings.add(`The provider "${String(id)}" is not a model that can be called here.`, whole, [key, i])
    return []
  })
}
