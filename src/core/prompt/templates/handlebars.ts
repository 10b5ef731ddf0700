// Handlebars without escaping, as dotprompt uses it: own parser and interpreter, because the library compiles templates
// to JavaScript and cannot say which of its output stood in the template. dotprompt's helpers are there too.

import type { Vars } from '../../evals/case.ts'
import { Budget } from './budget.ts'
import { toValue } from './data.ts'
import type { Piece, RenderOptions, TemplateEngine } from './engine.ts'
import type { Body } from './handlebars/ast.ts'
import { Evaluator } from './handlebars/evaluate.ts'
import { ExpressionReader } from './handlebars/expressions.ts'
import { lexHandlebars, type Segment } from './handlebars/lexer.ts'
import { inputOf, namesIn } from './handlebars/names.ts'
import { parseHandlebars } from './handlebars/parser.ts'
import { Output } from './output.ts'
import { readerOf } from './parsedLanguage.ts'

export const handlebarsEngine: TemplateEngine = {
  id: 'handlebars',
  label: 'Handlebars',
  ...readerOf({
    segments: (text) => lexHandlebars(text).segments,
    parse: parseHandlebars,
    names: namesIn,
    printed,
  }),
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

function printed(segment: Segment): string | undefined {
  const reader = new ExpressionReader(segment.text, segment.inside)
  const { callee, params, hash } = reader.call()
  reader.end()
  if (callee.kind !== 'path' || params.length > 0 || hash.size > 0) return undefined
  return inputOf(callee, callee.up, new Set())
}
