// CSV as RFC 4180 has it, in one pass; also with tabs in place of commas.

export interface CsvRow {
  readonly cells: readonly string[]
  /** Where each cell stands in the text, with its quotes. */
  readonly places: readonly { readonly start: number; readonly end: number }[]
  /** 1-based line on which the row begins. */
  readonly line: number
}

export class CsvSyntaxError extends Error {
  readonly line: number

  constructor(message: string, line: number) {
    super(message)
    this.name = 'CsvSyntaxError'
    this.line = line
  }
}

/** All rows; empty lines are left out. Throws `CsvSyntaxError`. */
export function parseCsv(text: string, separator: ',' | '\t' = ','): CsvRow[] {
  const rows: CsvRow[] = []
  let cells: string[] = []
  let places: { start: number; end: number }[] = []
  let at = 0
  let line = 1
  let rowLine = 1
  while (at < text.length) {
    const cell = text[at] === '"' ? quotedCell(text, at, line, separator) : bareCell(text, at, separator)
    cells.push(cell.value)
    places.push({ start: at, end: cell.end })
    line += cell.lines
    at = cell.end
    if (text[at] === separator) {
      at++
      if (at === text.length) {
        cells.push('')
        places.push({ start: at, end: at })
      }
      continue
    }
    at += text.startsWith('\r\n', at) ? 2 : 1
    if (cells.length > 1 || cells[0] !== '' || cell.quoted) rows.push({ cells, places, line: rowLine })
    cells = []
    places = []
    line++
    rowLine = line
  }
  if (cells.length > 0) rows.push({ cells, places, line: rowLine })
  return rows
}

interface Cell {
  readonly value: string
  readonly end: number
  /** Line ends inside. */
  readonly lines: number
  readonly quoted: boolean
}

function bareCell(text: string, start: number, separator: string): Cell {
  const stop = separator === ',' ? /[,\r\n]/g : /[\t\r\n]/g
  stop.lastIndex = start
  const end = stop.exec(text)?.index ?? text.length
  return { value: text.slice(start, end), end, lines: 0, quoted: false }
}

function quotedCell(text: string, start: number, line: number, separator: string): Cell {
  let value = ''
  let at = start + 1
  for (;;) {
    const quote = text.indexOf('"', at)
    if (quote === -1) throw new CsvSyntaxError('a quote that opens a cell is never closed', line)
    value += text.slice(at, quote)
    at = quote + 1
    if (text[at] !== '"') break
    value += '"'
    at++
  }
  const lines = value.match(/\r\n|\n|\r/g)?.length ?? 0
  const next = text[at]
  if (next !== undefined && !`${separator}\r\n`.includes(next))
    throw new CsvSyntaxError('text follows a closing quote; write a quote inside a cell twice', line + lines)
  return { value, end: at, lines, quoted: true }
}
