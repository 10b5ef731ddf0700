// Tests that code makes: `tests: file://cases.py:function`, or `{path, config}`. Runs it by consent alone, and reads
// what it returns as rows that stand where the generator is named.
import { InputError } from '../errors.ts'
import type { Files } from '../ports.ts'
import { readCode } from './assertionCode.ts'
import type { Loading } from './loadCode.ts'
import { isCode, isReference, readValues } from './references.ts'
import { atLine, isRecord, type Located, partOf, type ValuePath } from './source.ts'

/** Throws `InputError` where the code may not run, fails, or returns no list. */
export async function generatedRows(
  loading: Loading,
  reference: string,
  config: unknown,
  where: Located,
  path: ValuePath,
): Promise<Located[]> {
  const piece = await readCode(loading.files, reference, where, path, 'generate_tests')
  const given =
    config === undefined || config === null
      ? []
      : [await withContents(loading.files, config, where, [...path, 'config'])]
  const made = await loading.code.result({ piece, args: given, parameters: [], orValue: true }, where, path)
  const line = where.lineOf(path)
  if (!Array.isArray(made))
    throw new InputError(`"${reference}" made no list of tests.`, 'Return a list of {vars, assert}.', {
      file: where.file,
      line,
    })
  return made.map((row: unknown) => atLine(where.file, row, line))
}

/** Settings for code, with the contents of the files that they name; the code that they name stays a name. */
export async function withContents(files: Files, config: unknown, where: Located, path: ValuePath): Promise<unknown> {
  const contents = await readValues(files, [partOf(where, path, config)])
  const filled = (value: unknown): unknown => {
    if (isReference(value)) return isCode(value) ? value : contents.get(value)
    if (Array.isArray(value)) return value.map(filled)
    if (!isRecord(value)) return value
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, filled(item)]))
  }
  return filled(config)
}
