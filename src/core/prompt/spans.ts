// What in a prompt's text is not prose: variables, template tags, references, links, code, locked regions.
// Everything is found in one linear pass a kind; nothing here evaluates a template.

export type SpanKind = 'variable' | 'tag' | 'placeholder' | 'reference' | 'url' | 'code' | 'lock'

/** [start, end) of a text; `name` is the variable's. */
export interface Span {
  readonly kind: SpanKind
  readonly start: number
  readonly end: number
  readonly text: string
  readonly name?: string
}

// Each alternative stops at the first brace, percent or hash it may not hold, so that no input makes it backtrack.
const TEMPLATE = /\{\{\{[^{}]*\}\}\}|\{\{[^{}]*\}\}|\{%[^%]*%\}|\{#[^#]*#\}|\$\{[^{}\r\n]*\}/g
const NAME = /^[\p{L}_][\p{L}\p{N}_-]*(?:\.[\p{L}\p{N}_-]+)*$/u
const INPUT = /^\$\{input:([^:}\s]+)/
const WORDS_OF_TEMPLATES = new Set(['else', 'this', 'end'])

/** Variables, template tags and `${…}`, in order, without overlap. */
export function templateSpans(text: string): Span[] {
  return [...text.matchAll(TEMPLATE)].map((match) => {
    const name = variableName(match[0])
    const place = { start: match.index, end: match.index + match[0].length, text: match[0] }
    if (name !== undefined) return { kind: 'variable', ...place, name }
    return { kind: match[0].startsWith('$') ? 'placeholder' : 'tag', ...place }
  })
}

/** Names of the variables in `texts`, in order of first use, without repeats. */
export function variablesOf(texts: readonly string[]): string[] {
  return [...new Set(texts.flatMap((text) => templateSpans(text).flatMap((span) => span.name ?? [])))]
}

/** Everything an edit must keep verbatim, by start. Spans may nest: a variable inside fenced code is listed too. */
export function protectedSpans(text: string): Span[] {
  return [
    ...templateSpans(text),
    ...matches(text, 'reference', /#(?:file:[^\s#]+|tool:[\w/.-]+)/g),
    ...urls(text),
    ...fencedCode(text),
    ...matches(text, 'lock', /<!--\s*lock\s*-->[\s\S]*?(?:<!--\s*\/lock\s*-->|$)/g),
  ].sort((a, b) => a.start - b.start || b.end - a.end)
}

function variableName(tag: string): string | undefined {
  if (tag.startsWith('$')) return INPUT.exec(tag)?.[1]
  if (!tag.startsWith('{{')) return undefined
  const inner = tag.replace(/^\{+|\}+$/g, '').trim()
  return NAME.test(inner) && !WORDS_OF_TEMPLATES.has(inner) ? inner : undefined
}

function matches(text: string, kind: SpanKind, pattern: RegExp): Span[] {
  return [...text.matchAll(pattern)].map((match) => spanAt(text, kind, match.index, match.index + match[0].length))
}

function urls(text: string): Span[] {
  return matches(text, 'url', /\bhttps?:\/\/[^\s<>"'`)\]{}]+/g).map((span) => {
    let end = span.end
    while (end > span.start && '.,;:!?'.includes(text[end - 1] ?? '')) end--
    return spanAt(text, 'url', span.start, end)
  })
}

/** CommonMark fences: up to three spaces, three or more of ` or ~, closed by at least as many; unclosed to the end. */
function fencedCode(text: string): Span[] {
  const spans: Span[] = []
  let open: { readonly fence: string; readonly start: number } | undefined
  let at = 0
  for (const line of text.split('\n')) {
    const fence = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1]
    if (open === undefined) {
      if (fence !== undefined) open = { fence, start: at }
    } else if (fence?.startsWith(open.fence) && line.trim() === fence) {
      spans.push(spanAt(text, 'code', open.start, at + line.length))
      open = undefined
    }
    at += line.length + 1
  }
  if (open !== undefined) spans.push(spanAt(text, 'code', open.start, text.length))
  return spans
}

function spanAt(text: string, kind: SpanKind, start: number, end: number): Span {
  return { kind, start, end, text: text.slice(start, end) }
}
