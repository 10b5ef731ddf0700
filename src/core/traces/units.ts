// A log's text, chunk by chunk, as its values: lines of JSON, elements of a JSON document, rows of a table. A value that
// cannot be read is given as a problem with its line, and the next one is read. Must never hold the whole text.
import { type CsvRow, CsvSyntaxError, parseCsv } from '../evals/csv.ts'
import { isDeep, unpacked } from './fields.ts'
import { JsonElements } from './jsonElements.ts'
import type { LogUnit } from './record.ts'

/** A stretch of the log that cannot be read. */
export interface LogProblem {
  readonly problem: string
  readonly file: string
  readonly line: number
}

/** Characters of one line or row. */
const LONGEST = 64 * 1024 * 1024
/** Characters in which the first line must end for the file to be one of lines. */
const FIRST_LINE = 4 * 1024 * 1024

export async function* unitsOf(file: string, chunks: AsyncIterable<string>): AsyncGenerator<LogUnit | LogProblem> {
  const text = new Chunks(chunks)
  await text.fill((held) => /\S/.test(held))
  const first = text.held.trimStart()[0]
  if (first === undefined) return
  if (/\.csv$/i.test(file) || (first !== '{' && first !== '[')) {
    yield* rowsOf(file, linesOf(text))
    return
  }
  await text.fill((held) => firstOfLines(held) !== undefined || held.length > FIRST_LINE)
  const firstLine = firstOfLines(text.held) ?? ''
  if (first === '{' && (isJson(firstLine) || /\.(?:jsonl|ndjson)$/i.test(file))) {
    for await (const { text: row, line } of linesOf(text)) if (row.trim() !== '') yield parsed(file, row, line)
    return
  }
  yield* elementsOf(file, text)
}

/** The first line where another follows: a document on one line is not yet a file of lines. */
function firstOfLines(text: string): string | undefined {
  const trimmed = text.trimStart()
  const end = trimmed.indexOf('\n')
  return end === -1 || trimmed.slice(end).trimStart() === '' ? undefined : trimmed.slice(0, end)
}

/** Chunks of which some may be looked at before they are read. */
class Chunks {
  held = ''
  readonly #source: AsyncIterator<string>
  #isDone = false

  constructor(chunks: AsyncIterable<string>) {
    this.#source = chunks[Symbol.asyncIterator]()
  }

  /** Reads on until what is held is enough, or the text ends. */
  async fill(isEnough: (held: string) => boolean): Promise<void> {
    while (!this.#isDone && !isEnough(this.held)) await this.#more()
    if (this.held.startsWith('\uFEFF')) this.held = this.held.slice(1)
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<string> {
    for (;;) {
      const { held } = this
      this.held = ''
      if (held !== '') yield held
      else if (this.#isDone) return
      if (!this.#isDone) await this.#more()
    }
  }

  async #more(): Promise<void> {
    const { value, done } = await this.#source.next()
    if (done === true) this.#isDone = true
    else this.held += value
  }
}

interface Line {
  /** With its line end. */
  readonly text: string
  readonly line: number
}

async function* linesOf(chunks: AsyncIterable<string>): AsyncGenerator<Line> {
  let open: string[] = []
  let size = 0
  let line = 1
  for await (const chunk of chunks) {
    let from = 0
    for (let end = chunk.indexOf('\n'); end !== -1; end = chunk.indexOf('\n', from)) {
      yield { text: `${open.join('')}${chunk.slice(from, end + 1)}`, line: line++ }
      open = []
      size = 0
      from = end + 1
    }
    // What is too long is cut, and fails to parse.
    if (size <= LONGEST) open.push(chunk.slice(from))
    size += chunk.length - from
  }
  if (open.some((part) => part !== '')) yield { text: open.join(''), line }
}

async function* elementsOf(file: string, chunks: AsyncIterable<string>): AsyncGenerator<LogUnit | LogProblem> {
  const elements = new JsonElements()
  let count = 0
  for await (const chunk of chunks)
    for (const { text, line } of elements.push(chunk)) {
      count++
      yield parsed(file, text, line)
    }
  const rest = elements.rest()
  if (rest === undefined) yield { problem: 'The JSON ends too early', file, line: elements.line }
  else if (count === 0) yield parsed(file, rest, 1)
}

function parsed(file: string, text: string, line: number): LogUnit | LogProblem {
  try {
    const value: unknown = JSON.parse(text)
    return isDeep(value) ? { problem: 'This is nested too deep', file, line } : { value, file, line }
  } catch {
    return { problem: 'This is no JSON', file, line }
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

/** The first row names the columns; cells that hold JSON are read. */
async function* rowsOf(file: string, lines: AsyncIterable<Line>): AsyncGenerator<LogUnit | LogProblem> {
  let columns: readonly string[] | undefined
  let open = ''
  let start = 1
  let quotes = 0
  for await (const { text, line } of lines) {
    if (open === '') start = line
    open += text
    quotes += quotesIn(text)
    if (quotes % 2 === 1 && open.length < LONGEST) continue
    quotes = 0
    const row = rowOf(file, open, start)
    open = ''
    if (row === undefined) continue
    if ('problem' in row) yield row
    else if (columns === undefined) columns = row.cells.map((name) => name.trim())
    else {
      const cells = columns.map((name, i) => [name, unpacked(row.cells[i] ?? '')] as const)
      yield { value: Object.fromEntries(cells.filter(([name, cell]) => name !== '' && cell !== '')), file, line: start }
    }
  }
  if (open !== '') yield { problem: 'A quote is never closed', file, line: start }
}

function rowOf(file: string, text: string, line: number): CsvRow | LogProblem | undefined {
  try {
    return parseCsv(text)[0]
  } catch (error) {
    if (!(error instanceof CsvSyntaxError)) throw error
    return { problem: `The row is broken: ${error.message}`, file, line }
  }
}

function quotesIn(text: string): number {
  let count = 0
  for (let at = text.indexOf('"'); at !== -1; at = text.indexOf('"', at + 1)) count++
  return count
}
