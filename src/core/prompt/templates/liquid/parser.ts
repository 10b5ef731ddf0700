// Liquid tags as a tree. Throws `TemplateError` at the first thing that does not fit.
import { TemplateError } from '../engine.ts'
import type { Body, Condition, Expression, Statement } from './ast.ts'
import { ExpressionReader } from './expressions.ts'
import { lexLiquid, type Segment } from './lexer.ts'

const MAX_DEPTH = 60

export function parseLiquid(source: string): Body {
  const { segments, problem } = lexLiquid(source)
  if (problem !== undefined) throw new TemplateError(problem)
  return new Parser(segments).parse()
}

interface Ending {
  readonly word: string
  readonly reader: ExpressionReader
}

class Parser {
  readonly #segments: readonly Segment[]
  #next = 0
  #depth = 0

  constructor(segments: readonly Segment[]) {
    this.#segments = segments
  }

  parse(): Body {
    return this.#until([]).body
  }

  #until(words: readonly string[], opener?: { word: string; at: number }): { body: Body; ending: Ending | undefined } {
    const body: Statement[] = []
    if (++this.#depth > MAX_DEPTH)
      throw new TemplateError({ message: 'Blocks are nested too deeply.', offset: opener?.at ?? 0 })
    for (;;) {
      const segment = this.#segments[this.#next++]
      if (segment === undefined) break
      const { kind, start: at, text } = segment
      if (kind === 'comment' || kind === 'mark') continue
      if (kind === 'text') {
        body.push({ kind, at, text })
        continue
      }
      if (kind === 'output') {
        if (text.trim() === '') continue
        const reader = new ExpressionReader(text, segment.inside)
        body.push({ kind, at, of: reader.filtered() })
        reader.end()
        continue
      }
      const word = /^\s*(\w*)/.exec(text)?.[1] ?? ''
      const skip = text.length - text.trimStart().length + word.length
      const reader = new ExpressionReader(text.slice(skip), segment.inside + skip)
      if (words.includes(word)) {
        this.#depth--
        return { body, ending: { word, reader } }
      }
      body.push(this.#statement(word, reader, at))
    }
    this.#depth--
    if (opener !== undefined)
      throw new TemplateError({ message: `{% ${opener.word} %} is never closed.`, offset: opener.at })
    return { body, ending: undefined }
  }

  #statement(word: string, reader: ExpressionReader, at: number): Statement {
    switch (word) {
      case 'if':
      case 'unless':
        return this.#if(word, reader, at)
      case 'case':
        return this.#case(reader, at)
      case 'for':
        return this.#for(reader, at)
      case 'capture':
        return { kind: 'capture', at, name: reader.name(), body: this.#until(['endcapture'], { word, at }).body }
      case 'assign': {
        const name = reader.name()
        reader.expect('=')
        return ended(reader, { kind: 'assign', at, name, of: reader.filtered() })
      }
      case 'echo':
        return ended(reader, { kind: 'output', at, of: reader.filtered() })
      case 'increment':
      case 'decrement':
        return ended(reader, { kind: 'count', at, name: reader.name(), by: word === 'increment' ? 1 : -1 })
      case 'break':
      case 'continue':
        return ended(reader, { kind: 'leave', at, how: word })
      case 'cycle':
        return this.#cycle(reader, at)
      case 'include':
      case 'render':
        return { kind: 'include', at, of: reader.value(), alone: word === 'render', args: reader.pairs() }
      default:
        throw new TemplateError({ message: `{% ${word} %} is unknown or closes nothing.`, offset: at })
    }
  }

  #if(word: 'if' | 'unless', reader: ExpressionReader, at: number): Statement {
    const cases: (readonly [Condition, Body])[] = []
    const first = reader.condition()
    reader.end()
    let when: Condition = word === 'if' ? first : { kind: 'not', of: first }
    for (;;) {
      const { body, ending } = this.#until(['elsif', 'else', `end${word}`], { word, at })
      cases.push([when, body])
      if (ending?.word !== 'elsif') {
        const otherwise = ending?.word === 'else' ? this.#until([`end${word}`], { word, at }).body : []
        return { kind: 'if', at, cases, otherwise }
      }
      when = ending.reader.condition()
      ending.reader.end()
    }
  }

  #case(reader: ExpressionReader, at: number): Statement {
    const of = reader.value()
    reader.end()
    const opener = { word: 'case', at }
    const cases: (readonly [readonly Expression[], Body])[] = []
    let otherwise: Body = []
    let { ending } = this.#until(['when', 'else', 'endcase'], opener)
    while (ending !== undefined && ending.word !== 'endcase') {
      const values: Expression[] = []
      if (ending.word === 'when')
        do values.push(ending.reader.value())
        while (ending.reader.sign(',') || ending.reader.word('or') !== undefined)
      const next = this.#until(['when', 'else', 'endcase'], opener)
      if (ending.word === 'when') cases.push([values, next.body])
      else otherwise = next.body
      ending = next.ending
    }
    return { kind: 'case', at, of, cases, otherwise }
  }

  #for(reader: ExpressionReader, at: number): Statement {
    const name = reader.name()
    reader.expect('in')
    const over = reader.value()
    let reversed = false
    const bounds = new Map<string, Expression>()
    while (!reader.done) {
      if (reader.sign(',')) continue
      const word = reader.name()
      if (word === 'reversed') reversed = true
      else {
        reader.expect(':')
        bounds.set(word, reader.value())
      }
    }
    const { body, ending } = this.#until(['else', 'endfor'], { word: 'for', at })
    const otherwise = ending?.word === 'else' ? this.#until(['endfor'], { word: 'for', at }).body : []
    return {
      kind: 'for',
      at,
      name,
      over,
      offset: bounds.get('offset'),
      limit: bounds.get('limit'),
      reversed,
      body,
      otherwise,
    }
  }

  #cycle(reader: ExpressionReader, at: number): Statement {
    const first = reader.value()
    const items: Expression[] = []
    const grouped = reader.sign(':')
    if (!grouped) items.push(first)
    else items.push(reader.value())
    while (reader.sign(',')) items.push(reader.value())
    reader.end()
    const group = JSON.stringify(grouped ? first : items, (key, value: unknown) => (key === 'at' ? undefined : value))
    return { kind: 'cycle', at, group, items }
  }
}

function ended(reader: ExpressionReader, statement: Statement): Statement {
  reader.end()
  return statement
}
