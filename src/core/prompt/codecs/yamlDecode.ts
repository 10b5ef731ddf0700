// The text of a YAML scalar as it stands in a file, with the place of every sign of it. Reads one scalar and nothing
// around it; must agree with the YAML library, which decides where a scalar ends.
import type { Decoded } from '../codec.ts'
import { type Line, linesOf } from '../lines.ts'

const ESCAPES: Readonly<Record<string, string>> = {
  '0': '\0',
  a: '\x07',
  b: '\b',
  t: '\t',
  '\t': '\t',
  n: '\n',
  v: '\v',
  f: '\f',
  r: '\r',
  e: '\x1b',
  N: '\x85',
  _: '\xa0',
  L: '\u2028',
  P: '\u2029',
}
const DIGITS: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 }

/** `raw` is the scalar with its quotes or its block header; `indent` the parent's, which explicit indentation adds to. */
export function decodeYaml(raw: string, indent: number): Decoded {
  const first = raw[0]
  if (first === '|' || first === '>') return decodeBlock(raw, indent)
  const out = new Decoding()
  if (first === '"') return decodeFlow(raw, first, out, doubleQuoted)
  if (first === "'") return decodeFlow(raw, first, out, singleQuoted)
  return decodeFlow(raw, '', out, () => undefined)
}

/** A block scalar taken apart. Lines are those of the content, offsets into `raw`. */
export interface Block {
  readonly folded: boolean
  readonly chomping: '' | '-' | '+'
  /** Columns before the content; undefined where no line says so. */
  readonly columns: number | undefined
  /** The header line with its line end. */
  readonly header: string
  readonly lines: readonly Line[]
}

export function blockOf(raw: string, indent: number): Block {
  const match = /^[|>](?:([+-])?([1-9])?([+-])?)[^\r\n]*(?:\r\n|\n|\r|$)/.exec(raw)
  const header = match?.[0] ?? raw
  const body = linesOf(raw.slice(header.length)).map(({ start, textEnd, end }) => ({
    start: start + header.length,
    textEnd: textEnd + header.length,
    end: end + header.length,
  }))
  const last = body.at(-1)
  const lines = last !== undefined && last.start === last.end ? body.slice(0, -1) : body
  const full = lines.find((line) => /[^ ]/.test(raw.slice(line.start, line.textEnd)))
  const found = full === undefined ? undefined : raw.slice(full.start, full.textEnd).search(/[^ ]/)
  const columns = match?.[2] === undefined ? found : Math.max(indent, 0) + Number(match[2])
  const chomping = match?.[1] ?? match?.[3]
  return {
    folded: raw.startsWith('>'),
    chomping: chomping === '+' || chomping === '-' ? chomping : '',
    columns,
    header,
    lines,
  }
}

class Decoding {
  #text = ''
  readonly #offsets: number[] = []

  /** Text that stands as it is. */
  copy(raw: string, start: number, end: number): void {
    this.#text += raw.slice(start, end)
    for (let at = start; at < end; at++) this.#offsets.push(at)
  }

  /** Text that the signs at `at` stand for. */
  put(text: string, at: number): void {
    this.#text += text
    for (let i = 0; i < text.length; i++) this.#offsets.push(at)
  }

  end(at: number): Decoded {
    return { text: this.#text, offsets: [...this.#offsets, at] }
  }
}

/** What stands at `at` in place of itself: its text, and how many signs it takes; `trims` the spaces that follow. */
type Escape = (raw: string, at: number) => { text: string; length: number; trims?: boolean } | undefined

const singleQuoted: Escape = (raw, at) => (raw.startsWith("''", at) ? { text: "'", length: 2 } : undefined)

const doubleQuoted: Escape = (raw, at) => {
  if (raw[at] !== '\\') return undefined
  const sign = raw[at + 1] ?? ''
  const lineEnd = /^(?:\r\n|\n|\r)/.exec(raw.slice(at + 1, at + 3))?.[0]
  if (lineEnd !== undefined) return { text: '', length: 1 + lineEnd.length, trims: true }
  const digits = DIGITS[sign]
  if (digits === undefined) return { text: ESCAPES[sign] ?? sign, length: 2 }
  const code = Number.parseInt(raw.slice(at + 2, at + 2 + digits), 16)
  return { text: code <= 0x10ffff ? String.fromCodePoint(code) : '', length: 2 + digits }
}

/** Flow scalars: one line end reads as a space, more of them as one less; spaces around line ends are none. */
function decodeFlow(raw: string, quote: string, out: Decoding, escapeAt: Escape): Decoded {
  const blank = /[ \t]*/y
  const lineEnd = /[ \t]*(\r\n|\n|\r)/y
  const matchAt = (pattern: RegExp, at: number) => {
    pattern.lastIndex = at
    return pattern.exec(raw)
  }
  let at = quote.length
  while (at < raw.length) {
    const found = escapeAt(raw, at)
    if (found !== undefined) {
      out.put(found.text, at)
      at += found.length
      if (found.trims) at += matchAt(blank, at)?.[0].length ?? 0
      continue
    }
    if (raw[at] === quote) break
    if (!' \t\r\n'.includes(raw[at] ?? '')) {
      out.copy(raw, at, ++at)
      continue
    }
    const breaks: number[] = []
    let next = at
    for (let found = matchAt(lineEnd, next); found !== null; found = matchAt(lineEnd, next)) {
      breaks.push(next + found[0].length - (found[1]?.length ?? 0))
      next += found[0].length
    }
    const spaces = matchAt(blank, next)?.[0].length ?? 0
    if (breaks.length === 0) out.copy(raw, at, at + spaces)
    else if (breaks.length === 1) out.put(' ', at)
    else for (const place of breaks.slice(1)) out.put('\n', place)
    at = next + spaces
  }
  return out.end(at)
}

function decodeBlock(raw: string, indent: number): Decoded {
  const { folded, chomping, columns = 0, lines } = blockOf(raw, indent)
  const out = new Decoding()
  const isBlank = ({ start, textEnd }: Line) => !/[^ ]/.test(raw.slice(start, textEnd))
  const lastFull = lines.findLastIndex((line) => !isBlank(line))
  if (folded) foldLines(raw, lines.slice(0, lastFull + 1), columns, out)
  else
    for (const [i, { start, textEnd, end }] of lines.slice(0, lastFull + 1).entries()) {
      out.copy(raw, Math.min(start + columns, textEnd), i === lastFull ? textEnd : end)
    }
  const kept = chomping === '+' ? lines.slice(Math.max(lastFull, 0)) : lines.slice(lastFull, lastFull + 1)
  if (chomping !== '-' && (lastFull >= 0 || chomping === '+'))
    for (const { textEnd, end } of kept) {
      if (end > textEnd) out.copy(raw, textEnd, end)
      else out.put('\n', end)
    }
  return out.end(raw.length)
}

/** Single line ends between lines that begin at the block's own column are spaces; all others stay. */
function foldLines(raw: string, lines: readonly Line[], columns: number, out: Decoding): void {
  let before: 'none' | 'text' | 'deeper' = 'none'
  let blanks: number[] = []
  for (const { start, textEnd } of lines) {
    const from = Math.min(start + columns, textEnd)
    if (from === textEnd) {
      blanks.push(start)
      continue
    }
    const deeper = ' \t'.includes(raw[from] ?? '')
    const place = blanks[0] ?? start
    if (before !== 'none') {
      if (deeper || before === 'deeper') out.put('\n', place)
      else if (blanks.length === 0) out.put(' ', place)
    }
    for (const blank of blanks) out.put('\n', blank)
    blanks = []
    out.copy(raw, from, textEnd)
    before = deeper ? 'deeper' : 'text'
  }
}
