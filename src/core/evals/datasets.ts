// The rows of a dataset: JSONL, JSON, YAML or CSV, promptfoo's test cases or our own plain rows. Every row knows its
// line. A broken row is refused with its line; none is skipped.
import { InputError } from '../errors.ts'
import { isAssertionType } from './assertions.ts'
import { type CsvRow, CsvSyntaxError, parseCsv } from './csv.ts'
import { didYouMean } from './keys.ts'
import { atLine, type Located, parseJsonList, parseYaml, partOf } from './source.ts'
import type { Warnings } from './warnings.ts'

/** Throws `InputError` where the file is broken, has no rows, or is of no known kind. */
export function readDataset(file: string, text: string, warnings: Warnings): Located[] {
  const rows = rowsOf(file, text, warnings)
  if (rows.length === 0) throw new InputError('The dataset has no rows.', 'Add cases to it.', { file })
  return rows
}

function rowsOf(file: string, text: string, warnings: Warnings): Located[] {
  const extension = /\.([a-z]+)$/i.exec(file)?.[1]?.toLowerCase()
  if (text.trim() === '') return []
  if (extension === 'jsonl' || extension === 'ndjson') return jsonLines(file, text)
  if (extension === 'json') return parseJsonList(file, text)
  if (extension === 'yaml' || extension === 'yml') return yamlList(file, text)
  if (extension === 'csv') return csvCases(file, text, warnings)
  throw new InputError('The dataset is of no known kind.', 'Use .jsonl, .json, .yaml or .csv.', { file })
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

function csvCases(file: string, text: string, warnings: Warnings): Located[] {
  const [header, ...rows] = csvRows(file, text)
  if (header === undefined) return []
  const columns = header.cells.map((cell) => cell.trim())
  const top = atLine(file, columns, header.line)
  const twice = columns.find((column, i) => columns.indexOf(column) !== i)
  if (twice !== undefined)
    throw new InputError(`The column "${twice}" stands twice.`, 'Rename one of them.', { file, line: header.line })
  for (const column of columns)
    if (column.startsWith('_') && !isSpecial(column)) warnings.add(unknownColumn(column), top)
  return rows.map((row) => atLine(file, csvCase(file, columns, row), row.line))
}

function csvRows(file: string, text: string): CsvRow[] {
  try {
    return parseCsv(text)
  } catch (error) {
    if (!(error instanceof CsvSyntaxError)) throw error
    throw new InputError(`The CSV is broken: ${error.message}.`, 'Mend the row.', { file, line: error.line })
  }
}

function csvCase(file: string, columns: readonly string[], row: CsvRow): unknown {
  if (row.cells.length > columns.length)
    throw new InputError(
      `The row has ${row.cells.length} cells, and there are ${columns.length} columns.`,
      'Put a cell with a comma in quotes.',
      { file, line: row.line },
    )
  const vars: Record<string, unknown> = {}
  const metadata: Record<string, unknown> = {}
  const assert: unknown[] = []
  let description: string | undefined
  let threshold: number | undefined
  for (const [i, column] of columns.entries()) {
    const cell = row.cells[i] ?? ''
    if (/^__expected\d*$/.test(column)) {
      if (cell.trim() !== '') assert.push(expectedCell(cell.trim()))
    } else if (column === '__description') description = cell
    else if (column === '__threshold') {
      if (cell.trim() !== '') threshold = Number(cell)
    } else if (column.startsWith('__metadata:')) metadata[column.slice(11)] = cell
    else if (!column.startsWith('__') && column !== '') vars[column] = cell
  }
  return {
    vars,
    assert,
    metadata,
    ...(description !== undefined && { description }),
    ...(threshold !== undefined && { threshold }),
  }
}

/** promptfoo's short form: `contains-any(0.5): a, b`; anything else is what the output must equal. */
function expectedCell(cell: string): Readonly<Record<string, unknown>> {
  const code = /^(javascript|fn|eval|python):/.exec(cell)?.[1]
  if (code !== undefined || /^file:\/\//.test(cell))
    return { type: code === 'python' ? 'python' : 'javascript', value: cell }
  const rubric = /^(?:grade|llm-rubric):([\s\S]*)$/.exec(cell)
  if (rubric !== null) return { type: 'llm-rubric', value: rubric[1]?.trim() }
  const typed = /^((?:not-)?[a-z]+(?:-[a-z]+)*)(?:\((\d*\.?\d+)\))?(?::([\s\S]*))?$/.exec(cell)
  const type = typed?.[1] ?? ''
  if (!isAssertionType(type.replace(/^not-/, ''))) return { type: 'equals', value: cell }
  const [threshold, value] = [typed?.[2], typed?.[3]?.trim()]
  return {
    type,
    ...(value !== undefined && { value }),
    ...(threshold !== undefined && { threshold: Number(threshold) }),
  }
}

function isSpecial(column: string): boolean {
  return /^__(?:expected\d*|description|threshold|metadata:.+)$/.test(column)
}

function unknownColumn(column: string): string {
  const known = ['__expected', '__description', '__threshold', '__metadata:']
  return `The column "${column}" is not acted on${didYouMean(column, known)}`
}
