// A Liquid template as text and tags. One pass over the text; broken tags are told, never thrown.
import type { TemplateProblem } from '../engine.ts'

export interface Segment {
  /** `mark`: `raw`, `comment` and their ends. */
  readonly kind: 'text' | 'output' | 'tag' | 'comment' | 'mark'
  readonly start: number
  readonly end: number
  /** Of a text, what is left of it after `-` marks; of a tag, its inside. */
  text: string
  /** Where the inside starts. */
  readonly inside: number
}

const OPENING = /\{\{|\{%/g
const HIDING = /^(raw|comment)\s*$/

export function lexLiquid(source: string): { segments: Segment[]; problem: TemplateProblem | undefined } {
  const segments: Segment[] = []
  let problem: TemplateProblem | undefined
  let at = 0
  let from = 0
  let strip = false
  const exhausted = new Set<string>()
  const text = (end: number, stripEnd: boolean, kind: 'text' | 'comment' = 'text'): void => {
    let kept = source.slice(at, end)
    if (strip) kept = kept.trimStart()
    if (stripEnd) kept = kept.trimEnd()
    if (end > at && (kept !== '' || kind === 'comment')) segments.push({ kind, start: at, end, text: kept, inside: at })
    strip = false
  }
  const fail = (offset: number, message: string): void => {
    problem ??= { offset, message }
  }
  const tag = (kind: Segment['kind'], start: number, close: number, inner: string, inside: number): void => {
    segments.push({ kind, start, end: close + 2, text: inner, inside })
    strip = source[close - 1] === '-' && close - 1 >= start + 2
    at = from = close + 2
  }
  for (;;) {
    OPENING.lastIndex = from
    const opening = OPENING.exec(source)
    if (opening === null) break
    const start = opening.index
    const closer = opening[0] === '{{' ? '}}' : '%}'
    const close = exhausted.has(closer) ? -1 : source.indexOf(closer, start + 2)
    if (close < 0) {
      exhausted.add(closer)
      fail(start, `"${opening[0]}" is never closed.`)
      from = start + 2
      continue
    }
    const dash = source[start + 2] === '-' && start + 2 < close
    const inside = start + 2 + (dash ? 1 : 0)
    const inner = source.slice(inside, source[close - 1] === '-' && close > inside ? close - 1 : close)
    text(start, dash)
    const word = closer === '%}' ? HIDING.exec(inner.trim())?.[1] : undefined
    const inline = closer === '%}' && inner.trimStart().startsWith('#')
    tag(
      word !== undefined ? 'mark' : inline ? 'comment' : closer === '}}' ? 'output' : 'tag',
      start,
      close,
      inner,
      inside,
    )
    if (word === undefined || exhausted.has(word)) continue
    const end = endOf(word, source, close + 2)
    if (end === null) {
      exhausted.add(word)
      fail(start, `{% ${word} %} is never closed.`)
      continue
    }
    strip = false
    text(end.index, false, word === 'raw' ? 'text' : 'comment')
    tag('mark', end.index, end.index + end[0].length - 2, '', end.index)
  }
  text(source.length, false)
  return { segments, problem }
}

const ENDS: Readonly<Record<string, RegExp>> = {
  raw: /\{%-?[ \t\r\n]{0,99}endraw[ \t\r\n]{0,99}-?%\}/g,
  comment: /\{%-?[ \t\r\n]{0,99}endcomment[ \t\r\n]{0,99}-?%\}/g,
}

function endOf(word: string, source: string, from: number): RegExpExecArray | null {
  const pattern = ENDS[word] ?? OPENING
  pattern.lastIndex = from
  return pattern.exec(source)
}
