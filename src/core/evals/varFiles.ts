// Variables that stand in files of their own: `vars: file://vars.yaml`, and globs that make a list of files. Changes
// nothing else of a row.
import { InputError } from '../errors.ts'
import { globMatcher } from '../glob.ts'
import type { Files } from '../ports.ts'
import { isCode, isReference, readReference, resolveReference } from './references.ts'
import { isRecord, type Located, parseYaml, type ValuePath } from './source.ts'
import { isPlainRow } from './testCase.ts'

/** Whether the row may name any: most rows do not, and need no promise each. */
export function mayNameVarFiles({ value }: Located): boolean {
  if (!isRecord(value) || isPlainRow(value)) return false
  const { vars } = value
  return typeof vars === 'string' || Array.isArray(vars) || (isRecord(vars) && Object.values(vars).some(isGlob))
}

/** The row with the variables of the files that it names. Throws `InputError`. */
export async function withVarFiles(files: Files, row: Located): Promise<Located> {
  if (!isRecord(row.value) || isPlainRow(row.value)) return row
  const { vars } = row.value
  const named: readonly unknown[] = typeof vars === 'string' ? [vars] : Array.isArray(vars) ? vars : []
  if (named.length > 0 && named.every((one) => typeof one === 'string')) {
    const names = await Promise.all(
      named.map((one) => (/[*?]/.test(one) ? matching(files, one, row, ['vars']) : [one])),
    )
    const loaded = await Promise.all(names.flat().map((one) => varsIn(files, one, row)))
    return { ...row, value: { ...row.value, vars: Object.assign({}, ...loaded) } }
  }
  if (!isRecord(vars) || !Object.values(vars).some(isGlob)) return row
  const entries = await Promise.all(
    Object.entries(vars).map(async ([name, value]) => [
      name,
      isGlob(value) ? await matching(files, value, row, ['vars', name]) : value,
    ]),
  )
  return { ...row, value: { ...row.value, vars: Object.fromEntries(entries) } }
}

function isGlob(value: unknown): value is string {
  return isReference(value) && /[*?]/.test(value) && !isCode(value)
}

async function varsIn(files: Files, name: string, row: Located): Promise<Readonly<Record<string, unknown>>> {
  const places = { file: row.file, line: row.lineOf(['vars']) }
  if (isCode(name)) throw new InputError('"vars" would run code.', 'Write the variables here.', places)
  const { file, text } = await readReference(files, name, row, ['vars'])
  const { value } = parseYaml(file, text)
  if (isRecord(value)) return value
  throw new InputError('The file is not a record of variables.', 'Write one "name: value" on each line.', {
    file,
    line: 1,
  })
}

async function matching(files: Files, reference: string, row: Located, path: ValuePath): Promise<string[]> {
  const glob = resolveReference(reference, row, path, true)
  const matches = globMatcher(`/${glob}`)
  const found = (await files.list(glob.replace(/(?:^|\/)[^/]*[*?].*$/, ''))).filter(matches).toSorted()
  const up = row.file
    .split('/')
    .slice(1)
    .map(() => '..')
  if (found.length > 0) return found.map((file) => `file://${[...up, file].join('/')}`)
  throw new InputError(`No file matches "${reference}".`, 'Correct the path.', {
    file: row.file,
    line: row.lineOf(path),
  })
}
