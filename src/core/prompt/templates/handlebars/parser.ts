// Handlebars tags as a tree. Throws `TemplateError` at the first thing that does not fit.
import { TemplateError } from '../engine.ts'
import type { Body, Call, Expression, Statement } from './ast.ts'
import { ExpressionReader } from './expressions.ts'
import { lexHandlebars, type Segment } from './lexer.ts'

const MAX_DEPTH = 60

export function parseHandlebars(source: string): Body {
  const { segments, problem } = lexHandlebars(source)
  if (problem !== undefined) throw new TemplateError(problem)
  return new Parser(segments).parse()
}

interface Ending {
  readonly segment: Segment
}

class Parser {
  readonly #segments: readonly Segment[]
  #next = 0
  #depth = 0

  constructor(segments: readonly Segment[]) {
    this.#segments = segments
  }

  parse(): Body {
    const { body, ending } = this.#until()
    if (ending === undefined) return body
    const message = ending.segment.kind === 'close' ? 'This closes nothing.' : '"else" stands in no block.'
    throw new TemplateError({ message, offset: ending.segment.start })
  }

  /** Statements up to an `else` or a closing tag, which is handed back. */
  #until(): { body: Body; ending?: Ending } {
    const body: Statement[] = []
    for (;;) {
      const segment = this.#segments[this.#next++]
      if (segment === undefined) return { body }
      const { start: at, text } = segment
      if (segment.kind === 'text' || segment.kind === 'escape') {
        if (text !== '') body.push({ kind: 'text', at, text })
      } else if (segment.kind === 'close' || segment.kind === 'else') return { body, ending: { segment } }
      else if (segment.kind !== 'comment') body.push(this.#statement(segment))
    }
  }

  #statement(segment: Segment): Statement {
    const { start: at } = segment
    if (++this.#depth > MAX_DEPTH) throw new TemplateError({ message: 'Blocks are nested too deeply.', offset: at })
    const reader = new ExpressionReader(segment.text, segment.inside)
    const call = reader.call()
    const names = reader.blockNames()
    reader.end()
    const statement = this.#make(segment, call, names)
    this.#depth--
    return statement
  }

  #make(segment: Segment, call: Call, names: readonly string[]): Statement {
    const { start: at } = segment
    switch (segment.kind) {
      case 'partial':
        return { kind: 'partial', at, call, indent: segment.indent, body: undefined }
      case 'partialBlock':
        return { kind: 'partial', at, call, indent: '', body: this.#closed(call, segment) }
      case 'inline': {
        const [name] = call.params
        const body = this.#closed(call, segment)
        if (nameOf(call.callee) !== 'inline' || name?.kind !== 'literal')
          throw new TemplateError({ message: 'Only {{#*inline "name"}} is known here.', offset: at })
        return { kind: 'inline', at, name: String(name.value), body }
      }
      case 'open':
      case 'inverse': {
        const { body, otherwise } = this.#block(call, segment)
        const turned = segment.kind === 'inverse'
        return { kind: 'block', at, call, names, body: turned ? otherwise : body, otherwise: turned ? body : otherwise }
      }
      default:
        return { kind: 'output', at, call }
    }
  }

  /** The body of a block without `else`. */
  #closed(call: Call, opener: Segment): Body {
    const { body, otherwise } = this.#block(call, opener)
    if (otherwise.length > 0) throw new TemplateError({ message: 'There is no "else" here.', offset: opener.start })
    return body
  }

  #block(call: Call, opener: Segment): { body: Body; otherwise: Body } {
    const { body, ending } = this.#until()
    if (ending?.segment.kind === 'else') return { body, otherwise: this.#else(call, opener, ending.segment) }
    this.#checkClosed(call, opener, ending)
    return { body, otherwise: [] }
  }

  /** After `{{else}}` or `{{else if x}}`; a chain of them shares one closing tag. */
  #else(call: Call, opener: Segment, segment: Segment): Body {
    const { start: at, text } = segment
    if (text.trim() === '') {
      const { body, ending } = this.#until()
      if (ending?.segment.kind === 'else')
        throw new TemplateError({ message: 'There is an "else" too many.', offset: ending.segment.start })
      this.#checkClosed(call, opener, ending)
      return body
    }
    if (++this.#depth > MAX_DEPTH) throw new TemplateError({ message: 'Blocks are nested too deeply.', offset: at })
    const reader = new ExpressionReader(text, segment.inside)
    const inner = reader.call()
    const names = reader.blockNames()
    reader.end()
    const { body, ending } = this.#until()
    const otherwise = ending?.segment.kind === 'else' ? this.#else(call, opener, ending.segment) : []
    if (ending?.segment.kind !== 'else') this.#checkClosed(call, opener, ending)
    this.#depth--
    return [{ kind: 'block', at, call: inner, names, body, otherwise }]
  }

  #checkClosed(call: Call, opener: Segment, ending: Ending | undefined): void {
    const name = nameOf(call.callee)
    if (ending === undefined)
      throw new TemplateError({ message: `{{#${name}}} is never closed.`, offset: opener.start })
    const closing = ending.segment.text.trim()
    if (closing !== name)
      throw new TemplateError({ message: `{{/${closing}}} does not close {{#${name}}}.`, offset: ending.segment.start })
  }
}

/** As written: "if", "a.b", "../x". */
export function nameOf(callee: Expression): string {
  if (callee.kind === 'literal') return String(callee.value)
  if (callee.kind === 'call') return '(…)'
  const names = callee.names.join('.')
  return '../'.repeat(callee.up) + (callee.data ? '@' : '') + (callee.scoped && names === '' ? 'this' : names)
}
