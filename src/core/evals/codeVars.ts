// Variables that code makes: `transformVars`, which changes those of a test before its lists are multiplied, and
// `vars: {name: file://name.js}`, which gives the value of one. Each piece runs once for all tests that name it.
import { InputError } from '../errors.ts'
import { readCode } from './assertionCode.ts'
import type { Vars } from './case.ts'
import type { Loading } from './loadCode.ts'
import { isCode, isReference } from './references.ts'
import { isRecord, type Located, partOf, type ValuePath } from './source.ts'
import { isPlainRow, type TestCase } from './testCase.ts'

const KEY: ValuePath = ['options', 'transformVars']

/** The rows with their variables transformed; those of `defaultTest` are among what the code sees. */
export async function withTransformedVars(
  loading: Loading,
  rows: readonly Located[],
  defaultTest: Located,
): Promise<Located[]> {
  const found = new Map<string, { readonly where: Located; readonly at: number[] }>()
  for (const [i, row] of rows.entries()) {
    const where = [row, defaultTest].find((one) => transformIn(one) !== undefined)
    if (where === undefined || isPlainRow(row.value)) continue
    const key = `${where.file}\n${transformIn(where)}`
    const known = found.get(key) ?? { where, at: [] }
    known.at.push(i)
    found.set(key, known)
  }
  const changed = [...rows]
  for (const { where, at } of found.values()) {
    const piece = await readCode(loading.files, transformIn(where) ?? '', where, KEY, 'get_transform')
    const vars = at.map((i) => ({ ...varsIn(defaultTest), ...varsIn(rows[i]) }))
    const call = { piece, parameters: ['vars', 'context'] }
    const batch = vars.map((one) => [one, { prompt: {} }])
    for (const [n, made] of (await loading.code.results(call, batch, where, KEY)).entries()) {
      const row = rows[at[n] ?? 0]
      if (row === undefined || at[n] === undefined) continue
      if (!isRecord(made)) throw wrong(row, 'What "transformVars" returns is no record.', 'Return {name: value}.')
      changed[at[n]] = { ...row, value: { ...(isRecord(row.value) ? row.value : {}), vars: { ...vars[n], ...made } } }
    }
  }
  return changed
}

function transformIn({ value }: Located): string | undefined {
  const options = isRecord(value) && isRecord(value.options) ? value.options : {}
  return typeof options.transformVars === 'string' ? options.transformVars : undefined
}

function varsIn(row: Located | undefined): Vars {
  return isRecord(row?.value) && isRecord(row.value.vars) ? row.value.vars : {}
}

/** The tests with the values that code gives to variables; one sees the variables that stand before it. */
export async function withCodeVars(loading: Loading, tests: readonly TestCase[]): Promise<TestCase[]> {
  const changed = [...tests]
  for (const name of new Set(tests.flatMap(({ vars }) => Object.keys(vars)))) {
    const found = new Map<string, { readonly reference: string; readonly at: number[] }>()
    for (const [i, { vars, where }] of changed.entries()) {
      const value = vars[name]
      if (!isReference(value) || !isCode(value) || isPlainRow(where.value)) continue
      const key = `${where.file}\n${value}`
      const known = found.get(key) ?? { reference: value, at: [] }
      known.at.push(i)
      found.set(key, known)
    }
    for (const { reference, at } of found.values()) {
      const values = await valuesOf(
        loading,
        name,
        reference,
        at.flatMap((i) => changed[i] ?? []),
      )
      for (const [n, i] of at.entries()) {
        const test = changed[i]
        if (test !== undefined) changed[i] = { ...test, vars: { ...test.vars, [name]: values[n] } }
      }
    }
  }
  return changed
}

async function valuesOf(
  loading: Loading,
  name: string,
  reference: string,
  tests: readonly TestCase[],
): Promise<unknown[]> {
  const [first] = tests
  if (first === undefined) return []
  const path = ['vars', name]
  const piece = await readCode(loading.files, reference, first.where, path, 'get_var')
  const batch = tests.map(({ vars }) => [name, '', vars])
  const made = await loading.code.results({ piece, parameters: [] }, batch, first.where, path)
  return made.map((result, i) => {
    const { output, error } = isRecord(result) ? result : {}
    if (output !== undefined && output !== null && output !== '' && !error)
      return typeof output === 'string' && piece.language === 'python' ? output.trim() : output
    const why = error === undefined ? 'it returned no {output}' : String(error)
    throw wrong(partOf((tests[i] ?? first).where, path, reference), `"${reference}" gave no value: ${why}.`, 'Mend it.')
  })
}

function wrong(where: Located, problem: string, mend: string): InputError {
  return new InputError(problem, mend, { file: where.file, line: where.lineOf() })
}
