// The rows of a dataset: JSONL, JSON, YAML, CSV, TSV or XLSX, promptfoo's test cases, our own plain rows, or any columns
// that the eval file maps. Every row knows its line. A broken row is refused with its line; none is skipped.
import { InputError } from '../errors.ts'
import type { Files } from '../ports.ts'
import { decodeUtf8, withoutBom } from '../readText.ts'
import { columnsIn, mapped } from './columns/mapping.ts'
import { csvRows, readRecords, tableRecords, yamlList } from './columns/records.ts'
import { readLines } from './leanRows.ts'
import { readReferenceBytes } from './references.ts'
import { type Located, parseJsonList, type ValuePath } from './source.ts'
import { tableCases } from './tableCases.ts'
import type { Warnings } from './warnings.ts'
import { readXlsx, XlsxError } from './xlsx.ts'

/** The rows of the dataset that `reference`, written in `where`, names; `book.xlsx#Sheet` is one sheet. Throws
 *  `InputError`. */
export async function loadDataset(
  files: Files,
  reference: string,
  where: Located,
  path: ValuePath,
  warnings: Warnings,
): Promise<Located[]> {
  const [name = '', sheet] = /\.xlsx(?:#|$)/i.test(reference) ? reference.split('#') : [reference]
  const { file, bytes } = await readReferenceBytes(files, name, where, path)
  const columns = columnsIn(where)
  if (!/\.xlsx$/i.test(file)) {
    if (columns === undefined) return readDataset(file, bytes, warnings)
    const records = readRecords(file, withoutBom(decodeUtf8(bytes, file)), warnings)
    return someRows(file, records, warnings).map((row) => mapped(row, columns))
  }
  try {
    const table = await readXlsx(bytes, sheet)
    const rows =
      columns === undefined
        ? tableCases(file, table, warnings)
        : tableRecords(file, table).map((row) => mapped(row, columns))
    if (rows.length > 0) return rows
    warnings.end()
  } catch (error) {
    if (!(error instanceof XlsxError)) throw error
    throw new InputError(`The workbook cannot be read: ${error.message}.`, 'Save the sheet as .csv.', { file })
  }
  throw new InputError('The dataset has no rows.', 'Add cases to it.', { file })
}

/** Throws `InputError` where the file is broken, has no rows, or is of no known kind. */
export function readDataset(file: string, bytes: Uint8Array, warnings: Warnings): Located[] {
  return someRows(file, rowsOf(file, bytes, warnings), warnings)
}

function someRows(file: string, rows: Located[], warnings: Warnings): Located[] {
  if (rows.length === 0) warnings.end()
  if (rows.length === 0) throw new InputError('The dataset has no rows.', 'Add cases to it.', { file, line: 1 })
  return rows
}

function rowsOf(file: string, bytes: Uint8Array, warnings: Warnings): Located[] {
  const extension = /\.([a-z]+)$/i.exec(file)?.[1]?.toLowerCase()
  if (extension === 'jsonl' || extension === 'ndjson') return readLines(file, bytes, warnings)
  const text = withoutBom(decodeUtf8(bytes, file))
  if (text.trim() === '') return []
  if (extension === 'json') return parseJsonList(file, text)
  if (extension === 'yaml' || extension === 'yml') return yamlList(file, text)
  if (extension === 'csv' || extension === 'tsv') return tableCases(file, csvRows(file, text), warnings)
  throw new InputError('The dataset is of no known kind.', 'Use .jsonl, .json, .yaml, .csv, .tsv or .xlsx.', { file })
}
