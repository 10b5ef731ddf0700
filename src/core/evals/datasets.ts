// The rows of a dataset: JSONL, JSON, YAML, CSV or XLSX, promptfoo's test cases or our own plain rows. Every row knows
// its line. A broken row is refused with its line; none is skipped.
import { InputError } from '../errors.ts'
import type { Files } from '../ports.ts'
import { decodeUtf8, withoutBom } from '../readText.ts'
import { type CsvRow, CsvSyntaxError, parseCsv } from './csv.ts'
import { readReferenceBytes } from './references.ts'
import { atLine, type Located, parseJsonList, parseYaml, partOf, type ValuePath } from './source.ts'
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
  if (!/\.xlsx$/i.test(file)) return readDataset(file, withoutBom(decodeUtf8(bytes, file)), warnings)
  try {
    const rows = tableCases(file, await readXlsx(bytes, sheet), warnings)
    if (rows.length > 0) return rows
  } catch (error) {
    if (!(error instanceof XlsxError)) throw error
    throw new InputError(`The workbook cannot be read: ${error.message}.`, 'Save the sheet as .csv.', { file })
  }
  throw new InputError('The dataset has no rows.', 'Add cases to it.', { file })
}

/** Throws `InputError` where the file is broken, has no rows, or is of no known kind. */
export function readDataset(file: string, text: string, warnings: Warnings): Located[] {
  const rows = rowsOf(file, text, warnings)
  if (rows.length === 0) throw new InputError('The dataset has no rows.', 'Add cases to it.', { file, line: 1 })
  return rows
}

function rowsOf(file: string, text: string, warnings: Warnings): Located[] {
  const extension = /\.([a-z]+)$/i.exec(file)?.[1]?.toLowerCase()
  if (text.trim() === '') return []
  if (extension === 'jsonl' || extension === 'ndjson') return jsonLines(file, text)
  if (extension === 'json') return parseJsonList(file, text)
  if (extension === 'yaml' || extension === 'yml') return yamlList(file, text)
  if (extension === 'csv') return tableCases(file, csvRows(file, text), warnings)
  throw new InputError('The dataset is of no known kind.', 'Use .jsonl, .json, .yaml, .csv or .xlsx.', { file })
}

function jsonLines(file: string, text: string): Located[] {
  const rows: Located[] = []
  let line = 0
  for (let at = 0; at < text.length; ) {
    const end = text.indexOf('\n', at)
    const row = text.slice(at, end === -1 ? text.length : end)
    at = end === -1 ? text.length : end + 1
    line++
    if (row.trim() !== '') rows.push(atLine(file, jsonLine(file, row, line), line))
  }
  return rows
}

function jsonLine(file: string, row: string, line: number): unknown {
  try {
    return JSON.parse(row)
  } catch (error) {
    const why =
      error instanceof Error ? error.message.replace(/ in JSON at position.*$| \(line.*$/, '') : 'it cannot be read'
    throw new InputError(`The line is not JSON: ${why.slice(0, 120)}.`, 'Write one JSON object on each line.', {
      file,
      line,
    })
  }
}

function yamlList(file: string, text: string): Located[] {
  const whole = parseYaml(file, text)
  if (!Array.isArray(whole.value))
    throw new InputError('The file is not a list of cases.', 'Write each case after a dash.', { file, line: 1 })
  return whole.value.map((value, i) => partOf(whole, [i], value))
}

function csvRows(file: string, text: string): CsvRow[] {
  try {
    return parseCsv(text)
  } catch (error) {
    if (!(error instanceof CsvSyntaxError)) throw error
    throw new InputError(`The CSV is broken: ${error.message}.`, 'Mend the row.', { file, line: error.line })
  }
}
