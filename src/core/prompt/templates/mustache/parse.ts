// A Mustache template as tags and text, then as a tree. Delimiters may change on the way. One pass over the text.
import { TemplateError, type TemplateProblem } from '../engine.ts'

export type TagKind = 'variable' | 'raw' | 'section' | 'inverted' | 'close' | 'partial' | 'comment' | 'delimiters'

export interface Segment {
  readonly kind: TagKind | 'text'
  readonly start: number
  readonly end: number
  /** Of a text, what is left of it; of a tag, the name in it. */
  text: string
  /** White space before a partial that is alone on its line. */
  indent: string
}

export type Node =
  | { readonly kind: 'text'; readonly at: number; readonly text: string }
  | { readonly kind: 'value'; readonly at: number; readonly name: string; readonly raw: boolean }
  | { readonly kind: 'partial'; readonly at: number; readonly name: string; readonly indent: string }
  | {
      readonly kind: 'section'
      readonly at: number
      readonly name: string
      readonly inverted: boolean
      readonly body: readonly Node[]
    }

const MARKS: Readonly<Record<string, TagKind>> = {
  '#': 'section',
  '^': 'inverted',
  '/': 'close',
  '>': 'partial',
  '!': 'comment',
  '&': 'raw',
  '=': 'delimiters',
  '{': 'raw',
}
const MAX_DEPTH = 100

export function lexMustache(source: string): { segments: Segment[]; problem: TemplateProblem | undefined } {
  const segments: Segment[] = []
  let problem: TemplateProblem | undefined
  let [open, close] = ['{{', '}}']
  let at = 0
  const text = (end: number): void => {
    if (end > at) segments.push({ kind: 'text', start: at, end, text: source.slice(at, end), indent: '' })
  }
  for (;;) {
    const start = source.indexOf(open, at)
    if (start < 0) break
    const inside = start + open.length
    const mark = source[inside] ?? ''
    const kind = Object.hasOwn(MARKS, mark) ? (MARKS[mark] ?? 'variable') : 'variable'
    const closer = kind === 'delimiters' ? `=${close}` : mark === '{' ? `}${close}` : close
    const name = inside + (kind === 'variable' ? 0 : 1)
    const stop = source.indexOf(closer, name)
    if (stop < 0) {
      problem = { offset: start, message: `"${open}" is never closed.` }
      break
    }
    text(start)
    at = stop + closer.length
    const inner = source.slice(name, stop).trim()
    segments.push({ kind, start, end: at, text: inner, indent: '' })
    if (kind !== 'delimiters') continue
    const [newOpen, newClose, more] = inner.split(/\s+/)
    if (
      newOpen === undefined ||
      newClose === undefined ||
      more !== undefined ||
      newOpen === '' ||
      inner.includes('=')
    ) {
      problem = { offset: start, message: 'Two delimiters with a space between them are needed.' }
      break
    }
    open = newOpen
    close = newClose
  }
  text(source.length)
  trimLines(segments)
  return { segments, problem }
}

/** A tag alone on its line takes the line with it, unless it prints. */
function trimLines(segments: readonly Segment[]): void {
  const original = segments.map(({ text }) => text)
  const last = segments.length - 1
  for (const [i, segment] of segments.entries()) {
    if (segment.kind === 'text' || segment.kind === 'variable' || segment.kind === 'raw') continue
    const [before, after] = [segments[i - 1], segments[i + 1]]
    const line = (original[i - 1] ?? '').slice((original[i - 1] ?? '').lastIndexOf('\n') + 1)
    const starts =
      before === undefined || (before.kind === 'text' && line.trim() === '' && (i === 1 || line !== original[i - 1]))
    const rest = /^[ \t]*(\r?\n|$)/.exec(original[i + 1] ?? '')
    const ends = after === undefined || (after.kind === 'text' && rest !== null && (i + 1 === last || rest[1] !== ''))
    if (!starts || !ends) continue
    if (before !== undefined) {
      segment.indent = segment.kind === 'partial' ? line : ''
      before.text = before.text.slice(0, before.text.length - line.length)
    }
    if (after !== undefined) after.text = after.text.slice(rest?.[0].length ?? 0)
  }
}

/** Throws `TemplateError` at the first thing that does not fit. */
export function parseMustache(source: string): readonly Node[] {
  const { segments, problem } = lexMustache(source)
  if (problem !== undefined) throw new TemplateError(problem)
  const root: Node[] = []
  const open: { segment: Segment; body: Node[] }[] = []
  for (const segment of segments) {
    const { kind, start: at, text } = segment
    const body = open.at(-1)?.body ?? root
    if (kind === 'text') body.push({ kind, at, text })
    else if (kind === 'variable' || kind === 'raw') body.push({ kind: 'value', at, name: text, raw: kind === 'raw' })
    else if (kind === 'partial') body.push({ kind, at, name: text, indent: segment.indent })
    else if (kind === 'section' || kind === 'inverted') {
      if (open.length >= MAX_DEPTH) throw new TemplateError({ message: 'Sections are nested too deeply.', offset: at })
      const inner: Node[] = []
      body.push({ kind: 'section', at, name: text, inverted: kind === 'inverted', body: inner })
      open.push({ segment, body: inner })
    } else if (kind === 'close') {
      const opened = open.pop()
      if (opened?.segment.text !== text)
        throw new TemplateError({ message: `{{/${text}}} closes nothing.`, offset: at })
    }
  }
  const unclosed = open.at(-1)?.segment
  if (unclosed !== undefined)
    throw new TemplateError({ message: `{{#${unclosed.text}}} is never closed.`, offset: unclosed.start })
  return root
}
