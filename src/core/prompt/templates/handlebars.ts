// Handlebars without escaping, as dotprompt uses it: own parser and interpreter, because the library compiles templates
// to JavaScript and cannot say which of its output stood in the template. dotprompt's helpers are there too.

import type { Vars } from '../../evals/case.ts'
import type { Span } from '../span.ts'
import { Budget } from './budget.ts'
import { toValue } from './data.ts'
import { type Piece, type RenderOptions, type TemplateEngine, TemplateError } from './engine.ts'
import type { Body } from './handlebars/ast.ts'
import { Evaluator } from './handlebars/evaluate.ts'
import { ExpressionReader } from './handlebars/expressions.ts'
import { lexHandlebars, type Segment } from './handlebars/lexer.ts'
import { inputOf, namesIn } from './handlebars/names.ts'
import { parseHandlebars } from './handlebars/parser.ts'
import { Output } from './output.ts'

export const handlebarsEngine: TemplateEngine = {
  id: 'handlebars',
  label: 'Handlebars',
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
  render,
}

function render(text: string, vars: Vars, options: RenderOptions = {}): Piece[] {
  const { partials = {}, context = {} } = options
  const read = new Map<string, Body>()
  const partial = (name: string): Body | undefined => {
    const source = Object.hasOwn(partials, name) ? partials[name] : undefined
    if (source === undefined) return undefined
    const body = read.get(name) ?? parseHandlebars(source)
    read.set(name, body)
    return body
  }
  const root = toValue(vars)
  const given = Object.entries(context).map(([name, value]) => [name, toValue(value)] as const)
  const data = new Map<string, unknown>([...given, ['root', root]])
  const output = new Output()
  const frame = { value: root, outer: undefined, data, dataOuter: undefined, names: new Map(), partials: new Map() }
  new Evaluator(new Budget(), partial).run(parseHandlebars(text), frame, output)
  return [...output.pieces()]
}

function parsed(text: string): Body | TemplateError {
  try {
    return parseHandlebars(text)
  } catch (error) {
    if (error instanceof TemplateError) return error
    throw error
  }
}

function spans(text: string): Span[] {
  const body = parsed(text)
  const inputs = body instanceof TemplateError ? undefined : namesIn(body).inputs
  return lexHandlebars(text).segments.flatMap((segment): Span[] => {
    if (segment.kind === 'text') return []
    const place = { start: segment.start, end: segment.end, text: text.slice(segment.start, segment.end) }
    if (segment.kind === 'comment' || segment.kind === 'escape') return [{ kind: segment.kind, ...place }]
    const name = segment.kind === 'output' ? printed(segment) : undefined
    const input = name !== undefined && (inputs === undefined || inputs.has(name))
    return [input ? { kind: 'variable', ...place, name } : { kind: 'tag', ...place }]
  })
}

/** The input that a tag prints, plain or as a path. */
function printed(segment: Segment): string | undefined {
  try {
    const reader = new ExpressionReader(segment.text, segment.inside)
    const { callee, params, hash } = reader.call()
    reader.end()
    if (callee.kind !== 'path' || params.length > 0 || hash.size > 0) return undefined
    return inputOf(callee, callee.up, new Set())
  } catch (error) {
    if (error instanceof TemplateError) return undefined
    throw error
  }
}
