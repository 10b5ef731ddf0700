// A Handlebars template as text and tags. One pass over the text; broken tags are told, never thrown. Texts lose the
// white space that `~` and tags alone on their line take away.
import type { TemplateProblem } from '../engine.ts'

export type TagKind =
  | 'output'
  | 'open'
  | 'inverse'
  | 'else'
  | 'close'
  | 'partial'
  | 'partialBlock'
  | 'inline'
  | 'comment'

export interface Segment {
  readonly kind: TagKind | 'text' | 'escape'
  readonly start: number
  readonly end: number
  /** Of a text, what is left of it; of a tag, its inside. */
  text: string
  /** Where the inside starts. */
  readonly inside: number
  /** White space before a partial that is alone on its line. */
  indent: string
  readonly stripBefore: boolean
  readonly stripAfter: boolean
}

export interface Lexed {
  readonly segments: readonly Segment[]
  readonly problem: TemplateProblem | undefined
}

const STANDALONE = new Set<Segment['kind']>([
  ...(['open', 'inverse', 'else', 'close', 'partial', 'partialBlock', 'inline', 'comment'] as const),
])
const KIND = /^(?:(#>)|(#\*)|(#)|(\^)|(\/)|(>)|(&)|(else(?![^\s~}])))?\s*/

export function lexHandlebars(source: string): Lexed {
  const segments: Segment[] = []
  let problem: TemplateProblem | undefined
  let at = 0
  const exhausted = new Set<string>()
  const find = (closer: string, from: number): number => {
    if (exhausted.has(closer)) return -1
    const found = source.indexOf(closer, from)
    if (found < 0) exhausted.add(closer)
    return found
  }
  const text = (
    start: number,
    end: number,
    value = source.slice(start, end),
    kind: 'text' | 'escape' = 'text',
  ): void => {
    if (end > start)
      segments.push({ kind, start, end, text: value, inside: start, indent: '', stripBefore: false, stripAfter: false })
  }
  let from = 0
  for (;;) {
    const start = source.indexOf('{{', from)
    if (start < 0) break
    let slashes = 0
    while (start - slashes > from && source[start - slashes - 1] === '\\') slashes++
    if (slashes === 1) {
      text(at, start - 1)
      text(start - 1, start + 2, '{{', 'escape')
      const next = /\\{0,2}\{\{/g
      next.lastIndex = start + 2
      at = start + 2
      from = next.exec(source)?.index ?? source.length
      continue
    }
    const tag = readTag(source, start, find)
    if (typeof tag === 'string') {
      problem ??= { offset: start, message: tag }
      from = start + 2
      continue
    }
    text(at, start, source.slice(at, slashes >= 2 ? start - 1 : start))
    segments.push(tag)
    at = from = tag.end
  }
  text(at, source.length)
  trim(segments)
  return { segments, problem }
}

function readTag(source: string, start: number, find: (closer: string, from: number) => number): Segment | string {
  let inside = start + 2
  const stripBefore = source[inside] === '~'
  if (stripBefore) inside++
  if (source.startsWith('{{{', start) && source.startsWith('{{{{', start)) return 'Raw blocks are not supported.'
  if (source[inside] === '!') return readComment(source, start, inside, stripBefore, find)
  const triple = source[inside] === '{'
  if (triple) inside++
  const close = tagEnd(source, inside, find)
  if (close < 0) return '"{{" is never closed.'
  let end = close
  if (triple) {
    if (source[close] !== '}') return '"{{{" is closed by "}}".'
    end++
  }
  const stripAfter = source[end] === '~'
  if (stripAfter) end++
  if (!source.startsWith('}}', end)) return '"{{" is never closed.'
  const whole = source.slice(inside, close)
  const [mark = '', ...marks] = KIND.exec(whole) ?? []
  const kinds: TagKind[] = ['partialBlock', 'inline', 'open', 'inverse', 'close', 'partial', 'output', 'else']
  const kind = triple ? 'output' : (kinds[marks.findIndex((one) => one !== undefined)] ?? 'output')
  const bare = kind === 'inverse' && whole.slice(mark.length).trim() === ''
  return {
    ...{ start, end: end + 2, stripBefore, stripAfter, indent: '' },
    kind: bare ? 'else' : kind,
    text: whole.slice(mark.length),
    inside: inside + mark.length,
  }
}

function readComment(
  source: string,
  start: number,
  inside: number,
  stripBefore: boolean,
  find: (closer: string, from: number) => number,
) {
  const long = source.startsWith('!--', inside)
  const body = inside + (long ? 3 : 1)
  const close = find(long ? '--' : '}}', body)
  const closeLong = long ? endOfLongComment(body, find) : close
  if (closeLong < 0) return 'A comment is never closed.'
  const braces = find('}}', closeLong)
  if (braces < 0) return 'A comment is never closed.'
  const stripAfter = source[braces - 1] === '~'
  return { kind: 'comment' as const, start, end: braces + 2, text: '', inside, indent: '', stripBefore, stripAfter }
}

/** Where `--}}` or `--~}}` starts. */
function endOfLongComment(from: number, find: (closer: string, from: number) => number): number {
  const [plain, stripping] = [find('--}}', from), find('--~}}', from)]
  return plain < 0 ? stripping : stripping < 0 ? plain : Math.min(plain, stripping)
}

/** Where the tag's `}}`, `~}}` or `}}}` starts; quotes and brackets hide braces. */
function tagEnd(source: string, from: number, find: (closer: string, from: number) => number): number {
  const first = find('}}', from)
  if (first < 0) return -1
  const hides = /["'[]/.test(source.slice(from, first))
  let close = hides ? visibleEnd(source, from, first) : first
  if (source[close - 1] === '~') close--
  return close
}

const HIDDEN = /"[^"{}]*(?:[{}][^"{}]*)*"|'[^'{}]*(?:[{}][^'{}]*)*'|\[[^\]{}]*(?:[{}][^\]{}]*)*\]/y
const MAX_TAG = 4_000

/** A tag whose strings hold braces; past a length the first braces end it. */
function visibleEnd(source: string, from: number, first: number): number {
  let at = from
  const limit = Math.min(source.length, from + MAX_TAG)
  const window = source.slice(0, limit)
  while (at < limit) {
    if (source.startsWith('}}', at)) return at
    HIDDEN.lastIndex = at
    const hidden = '"\'['.includes(source[at] ?? '') ? HIDDEN.exec(window) : null
    at += hidden?.[0].length ?? 1
  }
  return first
}

/** Takes white space away: all of it at a `~`; the line of a tag that is alone on it. */
function trim(segments: Segment[]): void {
  const original = segments.map((segment) => segment.text)
  const isText = (i: number): boolean => segments[i]?.kind === 'text' || segments[i]?.kind === 'escape'
  const alone = segments.map((segment, i) => {
    if (!STANDALONE.has(segment.kind)) return false
    const before =
      i === 0 || (isText(i - 1) && (i === 1 ? /(?:^|\n)[ \t\r]*$/ : /\n[ \t\r]*$/).test(tail(original[i - 1] ?? '')))
    const last = segments.length - 1
    const after =
      i === last ||
      (isText(i + 1) && (i + 1 === last ? /^[ \t]*(?:\r?\n|$)/ : /^[ \t]*\r?\n/).test(original[i + 1] ?? ''))
    return before && after
  })
  for (const [i, segment] of segments.entries()) {
    const [before, after] = [segments[i - 1], segments[i + 1]]
    if (alone[i]) {
      if (before !== undefined && isText(i - 1)) {
        const kept = before.text.replace(/[ \t]+$/, '')
        if (segment.kind === 'partial' && !segment.stripBefore) segment.indent = before.text.slice(kept.length)
        before.text = kept
      }
      if (after !== undefined && isText(i + 1)) after.text = after.text.replace(/^[ \t]*\r?\n?/, '')
    }
    if (segment.stripBefore && before !== undefined && isText(i - 1)) before.text = before.text.trimEnd()
    if (segment.stripAfter && after !== undefined && isText(i + 1)) after.text = after.text.trimStart()
  }
}

/** The last line, and the end of the one before. */
function tail(text: string): string {
  const end = text.trimEnd().length
  return end === 0 ? text : text.slice(end - 1)
}
