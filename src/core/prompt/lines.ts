// Lines of a file and how to change some of them without touching the rest. Must never normalise a line end that is
// not part of a change.
import { type Change, diffSequences } from './diff.ts'

export interface Line {
  readonly start: number
  /** End of the text, before the line end. */
  readonly textEnd: number
  /** End including the line end. */
  readonly end: number
}

/** Replaces [start, end) with `text`. */
export interface Splice {
  readonly start: number
  readonly end: number
  readonly text: string
}

/** All lines of `text`; CRLF, LF and CR end a line. There is always a last line without a line end, maybe empty. */
export function linesOf(text: string): Line[] {
  const lines: Line[] = []
  let start = 0
  for (const match of text.matchAll(/\r\n|\n|\r/g)) {
    lines.push({ start, textEnd: match.index, end: match.index + match[0].length })
    start = match.index + match[0].length
  }
  lines.push({ start, textEnd: text.length, end: text.length })
  return lines
}

export function withLf(text: string): string {
  return text.replace(/\r\n?/g, '\n')
}

/** The first line end in `text`, LF where there is none. */
export function firstLineEnd(text: string): string {
  return /\r\n|\n|\r/.exec(text)?.[0] ?? '\n'
}

/** Without the line ends before and after; spaces stay. Returns offsets into `text`. */
export function withoutOuterLineEnds(text: string, start: number, end: number): { start: number; end: number } {
  let from = start
  let to = end
  while (from < to && isLineEnd(text, from)) from++
  while (to > from && isLineEnd(text, to - 1)) to--
  return { start: from, end: to }
}

/** How a line of text stands in the file, e.g. indented. */
export interface LineStyle {
  read(raw: string): string
  write(text: string): string
}

const AS_IT_IS: LineStyle = { read: (raw) => raw, write: (text) => text }

/**
 * Turns `raw`, whatever its line ends, into `text` (LF), changing only the lines that differ. New lines take the line
 * end of the lines they replace or stand beside; `fallback` serves where there is none. Offsets are into `raw`.
 */
export function lineSplices(raw: string, text: string, fallback: string, style: LineStyle = AS_IT_IS): Splice[] {
  const lines = linesOf(raw)
  const old = lines.map((line) => style.read(raw.slice(line.start, line.textEnd)))
  const wanted = withLf(text).split('\n')
  const lineEnds = lines.map((line) => raw.slice(line.textEnd, line.end))
  const splices: Splice[] = []
  let at = 0
  let before = ''
  for (const change of diffSequences(old, wanted)) {
    const added = wanted.slice(change.bStart, change.bStart + change.bCount).map(style.write)
    const endAt = (k: number) => lineEndNear(lineEnds, change, k, fallback)
    const { start, end, pieces } = replacement(raw, lines, change, added, endAt)
    if (start > at) before = raw[start - 1] ?? ''
    const text = glued(before, pieces, raw[end] ?? '')
    splices.push({ start, end, text })
    at = end
    before = text.at(-1) ?? before
  }
  return splices
}

/** Applies splices that do not overlap and are in ascending order. */
export function applySplices(text: string, splices: readonly Splice[]): string {
  let result = ''
  let at = 0
  for (const splice of splices) {
    result += text.slice(at, splice.start) + splice.text
    at = splice.end
  }
  return result + text.slice(at)
}

function replacement(
  raw: string,
  lines: readonly Line[],
  change: Change,
  added: readonly string[],
  endAt: (k: number) => string,
): { start: number; end: number; pieces: readonly string[] } {
  const startOf = (index: number) => lines[index]?.start ?? raw.length
  const next = change.aStart + change.aCount
  if (next < lines.length)
    return {
      start: startOf(change.aStart),
      end: startOf(next),
      pieces: added.flatMap((line, k) => [line, endAt(k)]),
    }
  // The change reaches the last line, which has no line end of its own.
  if (change.aCount === 0)
    return { start: raw.length, end: raw.length, pieces: added.flatMap((line, k) => [endAt(k), line]) }
  if (added.length === 0) return { start: lines[change.aStart - 1]?.textEnd ?? 0, end: raw.length, pieces: [] }
  return {
    start: startOf(change.aStart),
    end: raw.length,
    pieces: added.flatMap((line, k) => (k === added.length - 1 ? [line] : [line, endAt(k)])),
  }
}

/** The pieces as one text. A CR and an LF that come to stand side by side would read as one line end: a second LF
 *  keeps them two. */
function glued(before: string, pieces: readonly string[], after: string): string {
  let last = before
  let text = ''
  for (const piece of [...pieces, after]) {
    if (last === '\r' && piece.startsWith('\n')) text += '\n'
    text += piece
    last = piece.at(-1) ?? last
  }
  return text.slice(0, text.length - after.length)
}

function lineEndNear(lineEnds: readonly string[], change: Change, k: number, fallback: string): string {
  const replaced = change.aCount === 0 ? '' : lineEnds[change.aStart + Math.min(k, change.aCount - 1)]
  return replaced || lineEnds[change.aStart - 1] || lineEnds[change.aStart + change.aCount] || fallback
}

function isLineEnd(text: string, at: number): boolean {
  return text[at] === '\n' || text[at] === '\r'
}
