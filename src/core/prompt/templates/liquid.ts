// Liquid: own parser and interpreter, so that what a value printed is told from what stood in the template.
import type { Span } from '../span.ts'
import { toValue } from './data.ts'
import { type TemplateEngine, TemplateError } from './engine.ts'
import type { Body } from './liquid/ast.ts'
import { ExpressionReader } from './liquid/expressions.ts'
import { lexLiquid, type Segment } from './liquid/lexer.ts'
import { namesIn } from './liquid/names.ts'
import { parseLiquid } from './liquid/parser.ts'
import { renderLiquid } from './liquid/render.ts'

export const liquidEngine: TemplateEngine = {
  id: 'liquid',
  label: 'Liquid',
  spans,
  variables: (text) => {
    const body = parsed(text)
    if (!(body instanceof TemplateError)) return [...namesIn(body).inputs]
    return [...new Set(spans(text).flatMap((span) => span.name ?? []))]
  },
  problem: (text) => {
    const body = parsed(text)
    if (!(body instanceof TemplateError)) return namesIn(body).unknown
    return { offset: Math.min(body.offset, text.length), message: body.message }
  },
  render: (text, vars, options = {}) => {
    const values = Object.entries(vars).map(([name, value]) => [name, toValue(value)] as const)
    return renderLiquid(text, new Map(values), options)
  },
}

function parsed(text: string): Body | TemplateError {
  try {
    return parseLiquid(text)
  } catch (error) {
    if (error instanceof TemplateError) return error
    throw error
  }
}

function spans(text: string): Span[] {
  const body = parsed(text)
  const inputs = body instanceof TemplateError ? undefined : namesIn(body).inputs
  return lexLiquid(text).segments.flatMap((segment): Span[] => {
    if (segment.kind === 'text') return []
    const place = { start: segment.start, end: segment.end, text: text.slice(segment.start, segment.end) }
    if (segment.kind === 'comment') return [{ kind: 'comment', ...place }]
    const name = segment.kind === 'output' ? printed(segment) : undefined
    const input = name !== undefined && (inputs === undefined || inputs.has(name))
    return [input ? { kind: 'variable', ...place, name } : { kind: 'tag', ...place }]
  })
}

/** The input that a tag prints, plain, as a path, or filtered. */
function printed(segment: Segment): string | undefined {
  try {
    const reader = new ExpressionReader(segment.text, segment.inside)
    const { of } = reader.filtered()
    reader.end()
    return of.kind === 'path' ? of.name : undefined
  } catch (error) {
    if (error instanceof TemplateError) return undefined
    throw error
  }
}
