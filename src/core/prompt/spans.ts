// What in a prompt's text is not prose: variables, template tags, references, links, code, locked regions.
// Everything is found in one linear pass a kind; nothing here evaluates a template.

import type { Span, SpanKind } from './span.ts'
import type { EngineId } from './templates/engine.ts'
import { engineOf } from './templates/engines.ts'

/** `@docs/style.md`: a file that Claude, Gemini or Cursor puts in the place. */
const IMPORT = /(?<![\w@./`-])@(?:~?\.{0,2}\/)?(?:[\w-]+\/)*[\w-]+\.\w{1,8}\b/g
/** The file that a Markdown link leads to. */
const LINK_TARGET = /(?<=\]\()(?!https?:)[^()\s]+(?=\))/g

/** Variables, template tags and `${…}`, in order, without overlap. */
export function templateSpans(text: string, engine: EngineId = 'braces'): Span[] {
  return engineOf(engine).spans(text)
}

/** Everything an edit must keep verbatim, by start. Spans may nest: a variable inside fenced code is listed too. */
export function protectedSpans(text: string, engine: EngineId = 'braces'): Span[] {
  return [
    ...templateSpans(text, engine),
    ...matches(text, 'reference', /#(?:file:[^\s#]+|tool:[\w/.-]+)/g),
    ...matches(text, 'reference', IMPORT),
    ...matches(text, 'reference', LINK_TARGET),
    ...urls(text),
    ...fencedCode(text),
    ...matches(text, 'lock', /<!--\s*lock\s*-->[\s\S]*?(?:<!--\s*\/lock\s*-->|$)/g),
  ].sort((a, b) => a.start - b.start || b.end - a.end)
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
