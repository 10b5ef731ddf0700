// The rows of an eval file: what stands under `tests` and `scenarios`, and in the datasets they name, merged with
// `defaultTest` into tests. Every row knows where it stands.
import { InputError } from '../errors.ts'
import { globMatcher } from '../glob.ts'
import type { Files } from '../ports.ts'
import { withCodeVars, withTransformedVars } from './codeVars.ts'
import { loadDataset } from './datasets.ts'
import { generatedRows } from './generators.ts'
import { withVarsOf } from './leanRows.ts'
import type { Loading } from './loadCode.ts'
import { isCode, isReference, readReference, readValues, resolveReference } from './references.ts'
import { scenarioRows } from './scenarios.ts'
import { isRecord, type Located, parseYaml, partOf, type ValuePath } from './source.ts'
import { expandLists, isPlainRow, readTest, type TestCase, withDefaults, withOptions } from './testCase.ts'
import { mayNameVarFiles, withVarFiles } from './varFiles.ts'

interface Row {
  readonly row: Located
  /** It stands in a dataset, and not in the eval file. */
  readonly fromFile: boolean
}

/** `given` are rows that were read before. Throws `InputError` where there are none, or one is broken. */
export async function readTests(loading: Loading, whole: Located, given?: readonly Located[]): Promise<TestCase[]> {
  const { files, warnings } = loading
  const defaultTest = await withVarFiles(files, await readDefaultTest(files, whole))
  const found = given?.map((row) => ({ row, fromFile: true })) ?? (await readRows(loading, whole, defaultTest))
  const transformed = await withTransformedVars(
    loading,
    found.map(({ row }) => row),
    defaultTest,
  )
  const rows = found.map(({ row, fromFile }, i) => ({ row: transformed[i] ?? row, fromFile }))
  const parts = [...rows.map(({ row }) => row), defaultTest].flatMap(partsWithReferences)
  const referencesOf = await valuesByFolder(files, parts, warnings)
  const contextOf = (where: Located) => ({ warnings, references: referencesOf(where) })
  const defaults =
    defaultTest.value === undefined
      ? undefined
      : warnings.attempt(() => readTest(defaultTest, contextOf(defaultTest), false), undefined)
  const readRow = ({ row, fromFile }: Row) => {
    const context = contextOf(row)
    const own = readTest(row, context, fromFile)
    const test = withOptions(withDefaults(defaults, own), context)
    return expandLists(withVarsOf(test, row, own.vars, defaults?.vars ?? {}))
  }
  const tests = rows.flatMap((row) => warnings.attempt(() => readRow(row), []))
  warnings.end()
  return withCodeVars(loading, tests)
}

async function readRows(loading: Loading, whole: Located, defaultTest: Located): Promise<Row[]> {
  const { files, warnings } = loading
  const top = isRecord(whole.value) ? whole.value : {}
  const rows = await rowsUnder(loading, whole, ['tests'], top.tests)
  for (const [i, scenario] of (await recordsUnder(files, whole, ['scenarios'], top.scenarios)).entries())
    rows.push(...(await scenarioTests(loading, scenario, i)))
  const found: Row[] = []
  for (const { row, fromFile } of rows) {
    const read = () => withVarFiles(files, row)
    const complete = mayNameVarFiles(row) ? await warnings.attemptAsync<Located | undefined>(read, undefined) : row
    if (complete !== undefined) found.push({ row: complete, fromFile })
  }
  if (found.length > 0) return found
  warnings.end()
  // Without tests promptfoo runs each prompt once, on defaultTest alone.
  if (isRecord(defaultTest.value) && Array.isArray(defaultTest.value.assert))
    return [{ row: partOf(whole, ['defaultTest'], {}), fromFile: false }]
  if (top.redteam !== undefined)
    throw new InputError(
      'The cases of this eval file are made by promptfoo’s red teaming, which asks a service for them.',
      'Save what it made, and name it under "tests".',
      { file: whole.file, line: whole.lineOf(['redteam']) },
    )
  throw new InputError(
    'The eval file has no cases.',
    'Add them under "tests", or name a dataset: file://cases.jsonl.',
    { file: whole.file, line: whole.lineOf(['tests']) },
  )
}

async function rowsUnder(loading: Loading, whole: Located, path: ValuePath, value: unknown): Promise<Row[]> {
  const rows: Row[] = []
  for (const { item, place } of listed(value, path))
    for (const row of await loading.warnings.attemptAsync(() => rowsOf(loading, whole, place, item), [])) rows.push(row)
  return rows
}

/** The item itself, or what the dataset or the program that it names holds. */
async function rowsOf(loading: Loading, whole: Located, place: ValuePath, item: unknown): Promise<Row[]> {
  const { files, warnings } = loading
  const named = isRecord(item) && typeof item.path === 'string' ? item : undefined
  const reference = named?.path ?? item
  if (typeof reference !== 'string') return [{ row: partOf(whole, place, item), fromFile: false }]
  const found: Located[][] = []
  if (isCode(reference)) found.push(await generatedRows(loading, reference, named?.config, whole, place))
  else
    for (const file of await matching(files, whole, place, reference))
      found.push(await loadDataset(files, file, whole, place, warnings))
  return found.flat().map((row) => ({ row, fromFile: true }))
}

/** The datasets that one reference names: several where it is a glob. */
async function matching(files: Files, whole: Located, path: ValuePath, reference: string): Promise<string[]> {
  const places = { file: whole.file, line: whole.lineOf(path) }
  if (/^(?!file:)[a-z]+:\/\//.test(reference))
    throw new InputError(
      `Cases cannot be read from "${reference}".`,
      'Save them in a .jsonl or .csv file beside this one.',
      places,
    )
  if (!/[*?]/.test(reference)) return [reference]
  const glob = resolveReference(reference, whole, path, true)
  const matches = globMatcher(`/${glob}`)
  const found = (await files.list(glob.replace(/(?:^|\/)[^/]*[*?].*$/, ''))).filter(matches)
  if (found.length === 0) throw new InputError(`No file matches "${reference}".`, 'Correct the path.', places)
  const above = whole.file.split('/').slice(0, -1)
  return found.toSorted().map((file) => [...above.map(() => '..'), file].join('/'))
}

async function scenarioTests(loading: Loading, scenario: Located, i: number): Promise<Row[]> {
  if (!isRecord(scenario.value))
    throw new InputError(`Scenario ${i + 1} is not a record.`, 'Write "config:" and "tests:" in it.', {
      file: scenario.file,
      line: scenario.lineOf(),
    })
  const config = await rowsUnder(loading, scenario, ['config'], scenario.value.config)
  const tests = await rowsUnder(loading, scenario, ['tests'], scenario.value.tests ?? [{}])
  return scenarioRows(
    config.map(({ row }) => row),
    tests.map(({ row }) => row),
  ).map((row) => ({ row, fromFile: false }))
}

/** The items of a list, or of the lists in the files that it names. */
async function recordsUnder(files: Files, whole: Located, path: ValuePath, value: unknown): Promise<Located[]> {
  const found: Located[] = []
  for (const { item, place } of listed(value, path)) {
    if (!isReference(item)) {
      found.push(partOf(whole, place, item))
      continue
    }
    const { file, text } = await readReference(files, item, whole, place)
    const loaded = parseYaml(file, text)
    for (const inner of listed(loaded.value, [])) found.push(partOf(loaded, inner.place, inner.item))
  }
  return found
}

function listed(value: unknown, path: ValuePath): { readonly item: unknown; readonly place: ValuePath }[] {
  if (Array.isArray(value)) return value.map((item: unknown, i) => ({ item, place: [...path, i] }))
  return value === undefined || value === null ? [] : [{ item: value, place: path }]
}

async function readDefaultTest(files: Files, whole: Located): Promise<Located> {
  const value = isRecord(whole.value) ? (whole.value.defaultTest ?? undefined) : undefined
  if (!isReference(value)) return partOf(whole, ['defaultTest'], value)
  const { file, text } = await readReference(files, value, whole, ['defaultTest'])
  return parseYaml(file, text)
}

/** What references mean where a part stands: one name is another file in another folder. */
async function valuesByFolder(
  files: Files,
  parts: readonly Located[],
  warnings: Loading['warnings'],
): Promise<(where: Located) => ReadonlyMap<string, unknown>> {
  const folders = new Map<string, ReadonlyMap<string, unknown>>()
  for (const [folder, some] of Map.groupBy(parts, folderOf))
    folders.set(folder, await readValues(files, some, warnings))
  const all = new Map([...folders.values()].flatMap((values) => [...values]))
  const known = new Map([...folders].map(([folder, values]) => [folder, new Map([...all, ...values])]))
  return (where) => known.get(folderOf(where)) ?? all
}

function folderOf({ file }: Located): string {
  return file.slice(0, file.lastIndexOf('/') + 1)
}

/** Where `file://` means a file; in the input of a plain row it is just text. */
function partsWithReferences(row: Located): Located[] {
  if (!isRecord(row.value) || isPlainRow(row.value)) return []
  const { vars, assert } = row.value
  const asserted = (Array.isArray(assert) ? assert : []).map((item: unknown) => (isRecord(item) ? item : {}))
  const options = isRecord(row.value.options) ? row.value.options : {}
  return [
    ...(isRecord(vars) ? Object.entries(vars).map(([name, value]) => partOf(row, ['vars', name], value)) : []),
    ...asserted.map(({ value }, i) => partOf(row, ['assert', i], value)),
    ...asserted.map(({ rubricPrompt }, i) => partOf(row, ['assert', i, 'rubricPrompt'], rubricPrompt)),
    ...['transform', 'contextTransform'].flatMap((key) =>
      asserted.map((item, i) => partOf(row, ['assert', i, key], item[key])),
    ),
    partOf(row, ['assertScoringFunction'], row.value.assertScoringFunction),
    partOf(row, ['options', 'rubricPrompt'], options.rubricPrompt),
    partOf(row, ['options', 'transform'], options.transform ?? options.postprocess),
  ].filter((part) => isReference(part.value) || (Array.isArray(part.value) && part.value.some(isReference)))
}
