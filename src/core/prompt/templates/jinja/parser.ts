// Statements: tags and text as a tree. Throws `TemplateError` at the first thing that does not fit.
import { TemplateError } from '../engine.ts'
import { type Body, CAPTURED, type Expression, type Signature, type Statement } from './ast.ts'
import { readExpression, readFilter, readOr, readPostfix, readTuple } from './expressions.ts'
import { lex, type Segment, type Syntax } from './lexer.ts'
import { TokenReader } from './tokenReader.ts'

const MAX_DEPTH = 60

export function parseJinja(source: string, syntax: Syntax): Body {
  const { segments, problem } = lex(source, syntax)
  if (problem !== undefined) throw new TemplateError(problem)
  return new Parser(segments, syntax.javascript).parse()
}

type Ending = { readonly word: string; readonly reader: TokenReader }

class Parser {
  readonly #segments: readonly Segment[]
  readonly #javascript: boolean
  #next = 0
  #depth = 0

  constructor(segments: readonly Segment[], javascript: boolean) {
    this.#segments = segments.filter(({ kind }) => kind !== 'comment' && kind !== 'mark')
    this.#javascript = javascript
  }

  parse(): Body {
    const { body, ending } = this.#until([])
    if (ending !== undefined) throw new TemplateError({ message: 'Not understood.', offset: ending.reader.at })
    return body
  }

  /** Statements up to a tag with one of the words, or to the end where there are none. */
  #until(words: readonly string[], opener?: { word: string; at: number }): { body: Body; ending?: Ending } {
    const body: Statement[] = []
    if (++this.#depth > MAX_DEPTH)
      throw new TemplateError({ message: 'Blocks are nested too deeply.', offset: opener?.at ?? 0 })
    for (;;) {
      const segment = this.#segments[this.#next++]
      if (segment === undefined) break
      const { start: at } = segment
      if (segment.kind === 'text') body.push({ kind: 'text', at, text: segment.text })
      else {
        const reader = new TokenReader(segment.tokens, segment.end - 2, this.#javascript)
        if (segment.kind === 'output') {
          body.push({ kind: 'output', at, of: readTuple(reader) })
          reader.end()
          continue
        }
        const word = reader.isName() ? reader.name() : ''
        if (words.includes(word)) {
          this.#depth--
          return { body, ending: { word, reader } }
        }
        body.push(this.#statement(word, reader, at))
      }
    }
    this.#depth--
    if (opener !== undefined)
      throw new TemplateError({ message: `{% ${opener.word} %} is never closed.`, offset: opener.at })
    return { body }
  }

  /** The body of a block up to `{% endword %}`. */
  #body(word: string, at: number, closing = `end${word}`): Body {
    const { body, ending } = this.#until([closing], { word, at })
    if (ending?.reader.isName()) ending.reader.take()
    ending?.reader.end()
    return body
  }

  #statement(word: string, reader: TokenReader, at: number): Statement {
    const read = this.#reader(word)
    if (read === undefined)
      throw new TemplateError({
        message: word === '' ? 'A tag without a word.' : `{% ${word} %} is unknown or closes nothing.`,
        offset: at,
      })
    return read(reader, at)
  }

  #reader(word: string): ((reader: TokenReader, at: number) => Statement) | undefined {
    switch (word) {
      case 'if':
        return (reader, at) => this.#if(reader, at)
      case 'for':
        return (reader, at) => this.#for(reader, at, word)
      case 'set':
        return (reader, at) => this.#set(reader, at)
      case 'macro':
        return (reader, at) => {
          const name = reader.name()
          const signature = readSignature(reader)
          reader.end()
          return { kind: 'macro', at, name, signature, body: this.#body(word, at) }
        }
      case 'call':
        return (reader, at) => this.#call(reader, at)
      case 'filter':
        return (reader, at) => {
          const filter = readFilterChain(reader, at)
          reader.end()
          return { kind: 'filterBlock', at, filter, body: this.#body(word, at) }
        }
      case 'block':
        return (reader, at) => {
          const name = reader.name()
          while (reader.word('scoped') || reader.word('required'));
          reader.end()
          return { kind: 'block', at, name, body: this.#body(word, at) }
        }
      case 'extends':
        return (reader, at) => ended(reader, { kind: 'extends', at, of: readExpression(reader) })
      case 'include':
        return readInclude
      case 'import':
        return readImport
      case 'from':
        return readImportNames
      default:
        return this.#javascript ? this.#nunjucksReader(word) : this.#jinjaReader(word)
    }
  }

  #jinjaReader(word: string): ((reader: TokenReader, at: number) => Statement) | undefined {
    if (word === 'with') return (reader, at) => this.#with(reader, at)
    if (word === 'do') return (reader, at) => ended(reader, { kind: 'do', at, of: readTuple(reader) })
    if (word !== 'autoescape') return undefined
    return (reader, at) => {
      readExpression(reader)
      reader.end()
      return { kind: 'with', at, bindings: [], body: this.#body(word, at) }
    }
  }

  #nunjucksReader(word: string): ((reader: TokenReader, at: number) => Statement) | undefined {
    if (word === 'asyncEach' || word === 'asyncAll')
      return (reader, at) => this.#for(reader, at, word === 'asyncEach' ? 'each' : 'all')
    if (word === 'ifAsync') return (reader, at) => this.#if(reader, at)
    return word === 'switch' ? (reader, at) => this.#switch(reader, at) : undefined
  }

  #if(reader: TokenReader, at: number): Statement {
    const opener = { word: 'if', at }
    const cases: (readonly [Expression, Body])[] = []
    let when = readTuple(reader, this.#javascript)
    reader.end()
    for (;;) {
      const { body, ending } = this.#until(['elif', 'elseif', 'else', 'endif'], opener)
      cases.push([when, body])
      if (ending?.word === 'elif' || ending?.word === 'elseif') {
        when = readTuple(ending.reader, this.#javascript)
        ending.reader.end()
      } else return { kind: 'if', at, cases, otherwise: ending?.word === 'else' ? this.#body('if', at) : [] }
    }
  }

  #switch(reader: TokenReader, at: number): Statement {
    const opener = { word: 'switch', at }
    const of = readExpression(reader)
    const cases: (readonly [Expression, Body])[] = []
    let { ending } = this.#until(['case', 'default', 'endswitch'], opener)
    let otherwise: Body = []
    while (ending !== undefined && ending.word !== 'endswitch') {
      const when = ending.word === 'case' ? readExpression(ending.reader) : undefined
      const next = this.#until(['case', 'default', 'endswitch'], opener)
      if (when === undefined) otherwise = next.body
      else cases.push([when, next.body])
      ending = next.ending
    }
    return { kind: 'switch', at, of, cases, otherwise }
  }

  #for(reader: TokenReader, at: number, word: string): Statement {
    const target = readTarget(reader)
    reader.expect('in')
    const over = readTuple(reader, this.#javascript)
    const when = reader.word('if') ? readExpression(reader) : undefined
    const recursive = reader.word('recursive')
    reader.end()
    const { body, ending } = this.#until(['else', `end${word}`], { word, at })
    const otherwise = ending?.word === 'else' ? this.#body(word, at) : []
    return { kind: 'for', at, target, over, when, recursive, body, otherwise }
  }

  #set(reader: TokenReader, at: number): Statement {
    const target = readTarget(reader)
    if (reader.operator('=')) return ended(reader, { kind: 'set', at, target, value: readTuple(reader) })
    const filter = reader.isOperator('|') ? readFilterChain(reader, at) : undefined
    reader.end()
    return { kind: 'capture', at, target, filter, body: this.#body('set', at) }
  }

  #call(reader: TokenReader, at: number): Statement {
    const signature = reader.isOperator('(') ? readSignature(reader) : { names: [], defaults: new Map() }
    const call = readExpression(reader)
    reader.end()
    if (call.kind !== 'call') throw new TemplateError({ message: '{% call %} needs a call.', offset: at })
    return { kind: 'callBlock', at, call, signature, body: this.#body('call', at) }
  }

  #with(reader: TokenReader, at: number): Statement {
    const bindings: (readonly [Expression, Expression])[] = []
    while (!reader.done) {
      if (bindings.length > 0) reader.expect(',')
      const target: Expression = { kind: 'name', at: reader.at, name: reader.name() }
      reader.expect('=')
      bindings.push([target, readExpression(reader)])
    }
    return { kind: 'with', at, bindings, body: this.#body('with', at) }
  }
}

function ended(reader: TokenReader, statement: Statement): Statement {
  reader.end()
  return statement
}

/** Names, attributes of names, or several of them between commas. */
function readTarget(reader: TokenReader): Expression {
  const { at } = reader
  const one = (): Expression => {
    if (reader.operator('(')) {
      const inner = readTarget(reader)
      reader.expect(')')
      return inner
    }
    return readPostfix(reader, { kind: 'name', at: reader.at, name: reader.name() })
  }
  const items = [one()]
  const several = reader.isOperator(',')
  while (reader.operator(',')) if (reader.isName() && !reader.isName('in')) items.push(one())
  const [only] = items
  return !several && only !== undefined ? only : { kind: 'tuple', at, items }
}

/** `trim | indent(2)` applied to what a block prints. */
function readFilterChain(reader: TokenReader, at: number): Expression {
  let value: Expression = { kind: 'name', at, name: CAPTURED }
  reader.operator('|')
  do value = readFilter(reader, value)
  while (reader.operator('|'))
  return value
}

function readSignature(reader: TokenReader): Signature {
  const names: string[] = []
  const defaults = new Map<string, Expression>()
  reader.expect('(')
  while (!reader.operator(')')) {
    if (names.length > 0) {
      reader.expect(',')
      if (reader.operator(')')) break
    }
    const name = reader.name()
    names.push(name)
    if (reader.operator('=')) defaults.set(name, readExpression(reader))
  }
  return { names, defaults }
}

function readContext(reader: TokenReader, usual: boolean): boolean {
  const given = reader.word('with') ? true : reader.word('without') ? false : undefined
  if (given !== undefined) reader.expect('context')
  return given ?? usual
}

function readInclude(reader: TokenReader, at: number): Statement {
  const of = readOr(reader)
  const ignoreMissing = reader.word('ignore')
  if (ignoreMissing) reader.expect('missing')
  return ended(reader, { kind: 'include', at, of, ignoreMissing, withContext: readContext(reader, true) })
}

function readImport(reader: TokenReader, at: number): Statement {
  const of = readOr(reader)
  reader.expect('as')
  const as = reader.name()
  return ended(reader, { kind: 'import', at, of, as, withContext: readContext(reader, false) })
}

function readImportNames(reader: TokenReader, at: number): Statement {
  const of = readOr(reader)
  reader.expect('import')
  const names: (readonly [string, string])[] = []
  while (!reader.done && !(reader.isName('with') && reader.isName('context', 1)) && !reader.isName('without')) {
    if (names.length > 0) reader.expect(',')
    const name = reader.name()
    names.push([name, reader.word('as') ? reader.name() : name])
  }
  return ended(reader, { kind: 'importNames', at, of, names, withContext: readContext(reader, false) })
}
