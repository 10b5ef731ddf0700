// Text that is indented to suit the file around it: the indentation is the file's, not the message's.
import { type Codec, plainCodec } from '../codec.ts'
import { diffSequences, splitLines } from '../diff.ts'

export interface IndentedRegion {
  readonly start: number
  readonly end: number
  /** What stands before the text on its first line; the following lines lose as much of it as they have. */
  readonly indent: string
}

/** The text between two offsets without the blank lines around it and the spaces before it; undefined where it is
 *  blank. */
export function indentedRegion(source: string, start: number, end: number): IndentedRegion | undefined {
  const blank = /\s*/y
  blank.lastIndex = start
  const from = Math.min(start + (blank.exec(source)?.[0].length ?? 0), end)
  if (from === end) return undefined
  let to = end
  for (let at = end; at > from && ' \t\r\n'.includes(source[at - 1] ?? ''); )
    if ('\r\n'.includes(source[--at] ?? '')) to = at
  let lineStart = from
  while (lineStart > 0 && !'\r\n'.includes(source[lineStart - 1] ?? '')) lineStart--
  const indent = /^[ \t]*/.exec(source.slice(lineStart, from))?.[0] ?? ''
  return { start: from, end: to, indent }
}

/** Lines after the first lose the indentation when read and get it when written; `inner` reads what is left. */
export function indentedCodec(indent: string, inner: Codec = plainCodec): Codec {
  if (indent === '') return inner
  return {
    decode: (raw) => {
      const { text, offsets } = dedented(raw, indent)
      const decoded = inner.decode(text)
      return { text: decoded.text, offsets: decoded.offsets.map((offset) => offsets[offset] ?? raw.length) }
    },
    edit: (raw, text, lineEnd) => {
      const lines = splitLines(raw)
      const before = lines.map((line, i) => (i === 0 ? line : line.slice(sharedStart(line, indent))))
      const after = splitLines(inner.edit(before.join(''), text, lineEnd))
      const written = (line: string, i: number) => (i === 0 || /^[\r\n]/.test(line) ? line : indent + line)
      const out: string[] = []
      let a = 0
      // Lines that did not change keep what indentation they have, unless they become the first or cease to be it.
      const keepTo = (end: number) => {
        for (; a < end; a++)
          out.push((a === 0) === (out.length === 0) ? (lines[a] ?? '') : written(before[a] ?? '', out.length))
      }
      for (const { aStart, aCount, bStart, bCount } of diffSequences(before, after)) {
        keepTo(aStart)
        for (const line of after.slice(bStart, bStart + bCount)) out.push(written(line, out.length))
        a = aStart + aCount
      }
      keepTo(lines.length)
      return out.join('')
    },
  }
}

function dedented(raw: string, indent: string): { text: string; offsets: readonly number[] } {
  let text = ''
  const offsets: number[] = []
  let at = 0
  for (const line of splitLines(raw)) {
    const cut = at === 0 ? 0 : sharedStart(line, indent)
    text += line.slice(cut)
    for (let i = cut; i < line.length; i++) offsets.push(at + i)
    at += line.length
  }
  return { text, offsets: [...offsets, raw.length] }
}

/** How much of `indent` the line begins with. */
function sharedStart(line: string, indent: string): number {
  let length = 0
  while (length < indent.length && line[length] === indent[length]) length++
  return length
}
