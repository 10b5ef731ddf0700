// `{{name}}` and `${input:name}` where nothing says which template language it is: variables are filled in, tags of any
// other make are sent as they stand.
import type { Span } from '../span.ts'
import { lookUp, printValue } from '../values.ts'
import { type Piece, type TemplateEngine, TemplateError } from './engine.ts'

// Each alternative stops at the first brace, percent or hash it may not hold, so that no input makes it backtrack.
const TEMPLATE = /\{\{\{[^{}]*\}\}\}|\{\{[^{}]*\}\}|\{%[^%]*%\}|\{#[^#]*#\}|\$\{[^{}\r\n]*\}/g
const NAME = /^[\p{L}_][\p{L}\p{N}_-]*(?:\.[\p{L}\p{N}_-]+)*$/u
const INPUT = /^\$\{input:([^:}\s]+)/
const WORDS_OF_TEMPLATES = new Set(['else', 'this', 'end'])

export const bracesEngine: TemplateEngine = {
  id: 'braces',
  label: 'double braces',
  spans,
  variables: (text) => [...new Set(spans(text).flatMap((span) => span.name ?? []))],
  problem: () => undefined,
  render: (text, vars) => {
    const pieces: Piece[] = []
    let at = 0
    for (const span of spans(text)) {
      if (span.name === undefined) continue
      const value = lookUp(vars, span.name)
      if (value === undefined)
        throw new TemplateError({ message: `The variable "${span.name}" has no value.`, offset: span.start })
      pieces.push({ text: text.slice(at, span.start), literal: true }, { text: printValue(value), literal: false })
      at = span.end
    }
    return [...pieces, { text: text.slice(at), literal: true }]
  },
}

function spans(text: string): Span[] {
  return [...text.matchAll(TEMPLATE)].map((match) => {
    const name = variableName(match[0])
    const place = { start: match.index, end: match.index + match[0].length, text: match[0] }
    if (name !== undefined) return { kind: 'variable', ...place, name }
    return { kind: match[0].startsWith('$') ? 'placeholder' : 'tag', ...place }
  })
}

function variableName(tag: string): string | undefined {
  if (tag.startsWith('$')) return INPUT.exec(tag)?.[1]
  if (!tag.startsWith('{{')) return undefined
  const inner = tag.replace(/^\{+|\}+$/g, '').trim()
  return NAME.test(inner) && !WORDS_OF_TEMPLATES.has(inner) ? inner : undefined
}
