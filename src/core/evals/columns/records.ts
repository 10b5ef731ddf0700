// A dataset as it stands, before anything is made of it: one record for each row, with its line. Nothing in it is a
// template, a special column or a test case yet.
import { InputError } from '../../errors.ts'
import { type CsvRow, CsvSyntaxError, parseCsv } from '../csv.ts'
import { atLine, isRecord, type Located, parseJsonList, parseYaml, partOf } from '../source.ts'
import { Warnings } from '../warnings.ts'

/** Throws `InputError` where the file is broken, of no known kind, or a row is no record. */
export function readRecords(file: string, text: string, warnings = new Warnings()): Located[] {
  const rows = rowsOf(file, text, warnings)
  for (const row of rows)
    if (!isRecord(row.value))
      throw new InputError('The row is not a record.', 'Write {"name": value, …}.', { file, line: row.lineOf() })
  return rows
}

/** Values by column; the first row names the columns. */
export function tableRecords(file: string, table: readonly Pick<CsvRow, 'cells' | 'line'>[]): Located[] {
  const [header, ...rows] = table
  const columns = header?.cells.map((cell) => cell.trim()) ?? []
  const twice = columns.find((column, i) => column !== '' && columns.indexOf(column) !== i)
  if (twice !== undefined)
    throw new InputError(`The column "${twice}" stands twice.`, 'Rename one of them.', {
      file,
      line: header?.line ?? 1,
    })
  return rows.map(({ cells, line }) => {
    if (cells.length > columns.length)
      throw new InputError(
        `The row has ${cells.length} cells, and there are ${columns.length} columns.`,
        'Put a cell with a separator in quotes.',
        { file, line },
      )
    return atLine(file, Object.fromEntries(columns.map((column, i) => [column, cells[i] ?? ''])), line)
  })
}

/** The rows of a .csv or .tsv file. Throws `InputError` with the line. */
export function csvRows(file: string, text: string): CsvRow[] {
  try {
    return parseCsv(text, /\.tsv$/i.test(file) ? '\t' : ',')
  } catch (error) {
    if (!(error instanceof CsvSyntaxError)) throw error
    throw new InputError(`The table is broken: ${error.message}.`, 'Mend the row.', { file, line: error.line })
  }
}

/** One row for each line that is not empty. Throws `InputError` with the line that is not JSON. */
export function jsonLines(file: string, text: string, warnings: Warnings): Located[] {
  const rows: Located[] = []
  let line = 0
  for (let at = 0; at < text.length; ) {
    const end = text.indexOf('\n', at)
    const row = text.slice(at, end === -1 ? text.length : end)
    at = end === -1 ? text.length : end + 1
    line++
    if (row.trim() !== '') rows.push(...warnings.attempt(() => [atLine(file, jsonLine(file, row, line), line)], []))
  }
  return rows
}

/** Throws `InputError` where the file is no list. */
export function yamlList(file: string, text: string): Located[] {
  const whole = parseYaml(file, text)
  if (!Array.isArray(whole.value))
    throw new InputError('The file is not a list of cases.', 'Write each case after a dash.', { file, line: 1 })
  return whole.value.map((value, i) => partOf(whole, [i], value))
}

function rowsOf(file: string, text: string, warnings: Warnings): Located[] {
  if (text.trim() === '') return []
  if (/\.(?:jsonl|ndjson)$/i.test(file)) return jsonLines(file, text, warnings)
  if (/\.json$/i.test(file)) return parseJsonList(file, text)
  if (/\.ya?ml$/i.test(file)) return yamlList(file, text)
  if (/\.[ct]sv$/i.test(file)) return tableRecords(file, csvRows(file, text))
  throw new InputError('The dataset is of no known kind.', 'Use .jsonl, .json, .yaml, .csv or .tsv.', { file })
}

/** Throws `InputError`. */
export function jsonLine(file: string, row: string, line: number): unknown {
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
