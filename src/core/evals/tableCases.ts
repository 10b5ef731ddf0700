// A table as promptfoo's test cases: a variable for each column, and special columns that begin with two underscores.
import { InputError } from '../errors.ts'
import { isAssertionType } from './assertions.ts'
import type { CsvRow } from './csv.ts'
import { didYouMean } from './keys.ts'
import { atLine, type Located } from './source.ts'
import type { Warnings } from './warnings.ts'

const SPECIAL = ['__expected', '__prefix', '__suffix', '__description', '__providerOutput', '__metric', '__threshold']

/** The first row names the columns. Throws `InputError` with the line of the first row that is broken. */
export function tableCases(
  file: string,
  table: readonly Pick<CsvRow, 'cells' | 'line'>[],
  warnings: Warnings,
): Located[] {
  const [header, ...rows] = table
  if (header === undefined) return []
  const columns = header.cells.map((cell) => cell.trim())
  const top = atLine(file, columns, header.line)
  const twice = columns.find((column, i) => column !== '' && columns.indexOf(column) !== i)
  if (twice !== undefined)
    throw new InputError(`The column "${twice}" stands twice.`, 'Rename one of them.', { file, line: header.line })
  for (const column of columns) checkColumn(file, column, top, warnings)
  return rows.flatMap((row) => warnings.attempt(() => [atLine(file, caseOf(file, columns, row), row.line)], []))
}

function checkColumn(file: string, column: string, top: Located, warnings: Warnings): void {
  const config = column.startsWith('__config:') ? configOf(column) : undefined
  if (config === null)
    throw new InputError(
      `The column "${column}" says nothing that can be set.`,
      'Write "__config:__expected1:threshold".',
      { file, line: top.lineOf() },
    )
  const known = config !== undefined || /^__(?:expected\d*|metadata:.+)$/.test(column) || SPECIAL.includes(column)
  if (known || !column.startsWith('_')) return
  const meant = [...SPECIAL, '__metadata:', '__config:']
  // promptfoo takes it for a variable where it is no special column.
  warnings.add(`The column "${column}" is not acted on${didYouMean(column, meant)}`, top)
}

function caseOf(file: string, columns: readonly string[], row: Pick<CsvRow, 'cells' | 'line'>): unknown {
  const places = { file, line: row.line }
  if (row.cells.length > columns.length)
    throw new InputError(
      `The row has ${row.cells.length} cells, and there are ${columns.length} columns.`,
      'Put a cell with a comma in quotes.',
      places,
    )
  const cellAt = new Map(columns.map((column, i) => [column, row.cells[i] ?? '']))
  const parts: Parts = { vars: {}, metadata: {}, options: {}, assert: [], config: new Map() }
  for (const [column, cell] of cellAt) take(parts, column, cell, places)
  const metric = cellAt.get('__metric')
  const assert = parts.assert.map((assertion, i) => ({
    ...assertion,
    ...(metric ? { metric } : {}),
    ...(parts.config.has(i) && { threshold: parts.config.get(i) }),
  }))
  const threshold = cellAt.get('__threshold')?.trim() ? Number(cellAt.get('__threshold')) : undefined
  const [description, providerOutput] = [cellAt.get('__description'), cellAt.get('__providerOutput')]
  return {
    vars: parts.vars,
    assert,
    metadata: parts.metadata,
    ...(Object.keys(parts.options).length > 0 && { options: parts.options }),
    ...(description ? { description } : {}),
    ...(providerOutput ? { providerOutput } : {}),
    ...(threshold !== undefined && { threshold }),
  }
}

interface Parts {
  readonly vars: Record<string, unknown>
  readonly metadata: Record<string, unknown>
  readonly options: Record<string, unknown>
  readonly assert: Readonly<Record<string, unknown>>[]
  /** Thresholds by the assertion's position. */
  readonly config: Map<number, number>
}

function take(parts: Parts, column: string, cell: string, places: { file: string; line: number }): void {
  if (/^__expected\d*$/.test(column)) {
    if (cell.trim() !== '') parts.assert.push(expectedCell(cell.trim()))
  } else if (column === '__prefix' || column === '__suffix') {
    if (cell !== '') parts.options[column.slice(2)] = cell
  } else if (column.startsWith('__metadata:')) takeMetadata(parts.metadata, column.slice(11), cell)
  else if (column.startsWith('__config:')) {
    const threshold = Number(cell)
    if (cell.trim() === '' || !Number.isFinite(threshold))
      throw new InputError(`"${cell}" is no number for ${column}.`, 'Write a number.', places)
    parts.config.set(configOf(column) ?? 0, threshold)
  } else if (!column.startsWith('__') && column !== '') parts.vars[column] = cell
}

/** `key[]` is a list, its items between commas; `\,` is a comma in one. */
function takeMetadata(metadata: Record<string, unknown>, key: string, cell: string): void {
  if (cell.trim() === '') return
  if (!key.endsWith('[]')) metadata[key] = cell
  else metadata[key.slice(0, -2)] = cell.split(/(?<!\\),/).map((item) => item.trim().replaceAll('\\,', ','))
}

/** Position of the assertion that `__config:__expectedN:threshold` is about; null where it is about none. */
function configOf(column: string): number | null {
  const number = /^__config:__expected(\d*):threshold$/.exec(column)?.[1]
  if (number === undefined || number === '0') return null
  return number === '' ? 0 : Number(number) - 1
}

/** Of a table alone: in YAML these types have other defaults. */
const TABLE_THRESHOLDS: ReadonlyMap<string, number> = new Map([
  ['similar', 0.8],
  ...(
    'answer-relevance classifier context-faithfulness context-recall context-relevance cost latency levenshtein ' +
    'perplexity-score perplexity rouge-n starts-with'
  )
    .split(' ')
    .map((type) => [type, 0.75] as const),
])

/** promptfoo's short form: `contains-any(0.5): a, b`; anything else is what the output must equal. */
function expectedCell(cell: string): Readonly<Record<string, unknown>> {
  const code = /^(javascript|fn|eval|python):([\s\S]*)$/.exec(cell)
  if (code !== null) return { type: code[1] === 'python' ? 'python' : 'javascript', value: code[2]?.trim() }
  if (/^file:\/\/.*\.[cm]?[jt]s(?::\w+)?$/.test(cell)) return { type: 'javascript', value: cell }
  if (/^file:\/\/.*\.py(?::\w+)?$/.test(cell)) return { type: 'python', value: cell }
  const rubric = /^(?:grade|llm-rubric):([\s\S]*)$/.exec(cell)
  if (rubric !== null) return { type: 'llm-rubric', value: rubric[1]?.trim() }
  const typed = /^((?:not-)?(?:trajectory:)?[a-z]+(?:-[a-z\d]+)*)(?:\((\d+(?:\.\d+)?)\))?(?::([\s\S]*))?$/.exec(cell)
  const fullType = typed?.[1] ?? ''
  const type = fullType.replace(/^not-/, '')
  if (!isAssertionType(type)) return { type: 'equals', value: cell }
  const value = typed?.[3]?.trim()
  const threshold = typed?.[2] === undefined ? TABLE_THRESHOLDS.get(type) : Number(typed[2])
  return {
    type: fullType,
    ...(value !== undefined && { value }),
    ...(threshold !== undefined && { threshold }),
  }
}
