// The inside of a Handlebars tag: a path or helper, its arguments, `key=value` pairs, `as |names|`.
import { TemplateError } from '../engine.ts'
import type { Call, Expression, Path } from './ast.ts'

const MAX_DEPTH = 50
const SPACE = /\s*/y
const STRING = /"([^"\\]*(?:\\[\s\S][^"\\]*)*)"|'([^'\\]*(?:\\[\s\S][^'\\]*)*)'/y
const NUMBER = /-?\d+(?:\.\d+)?(?=[=~}\s/.)|\]]|$)/y
const ID = /[^\s!"#%&'()*+,./;<=>@[\\\]^`{|}~]+/y
const SEGMENT = /\[([^\]]*)\]/y
const WORDS: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ['true', true],
  ['false', false],
  ['null', null],
  ['undefined', undefined],
])

export class ExpressionReader {
  readonly #text: string
  /** Where the text stands in the template. */
  readonly #offset: number
  #at = 0
  #depth = 0

  constructor(text: string, offset: number) {
    this.#text = text
    this.#offset = offset
  }

  call(): Call {
    const at = this.#offset + this.#at
    if (++this.#depth > MAX_DEPTH) throw this.#refuse('Nested too deeply')
    const callee = this.#expression()
    const params: Expression[] = []
    const hash = new Map<string, Expression>()
    while (!this.#closes()) {
      const name = this.#hashName()
      if (name !== undefined) hash.set(name, this.#expression())
      else if (hash.size > 0) throw this.#refuse('A value without a name')
      else params.push(this.#expression())
    }
    this.#depth--
    return { at, callee, params, hash }
  }

  /** `as |a b|` */
  blockNames(): string[] {
    this.#space()
    const match = this.#match(/as\s+\|([^|]*)\|/y)
    return match === undefined ? [] : (match[1] ?? '').split(/\s+/).filter((name) => name !== '')
  }

  end(): void {
    this.#space()
    if (this.#at < this.#text.length) throw this.#refuse('Not understood')
  }

  #closes(): boolean {
    this.#space()
    const rest = this.#text[this.#at]
    return rest === undefined || rest === ')' || (rest === 'a' && this.#peek(/as\s+\|/y))
  }

  #expression(): Expression {
    this.#space()
    const at = this.#offset + this.#at
    if (this.#take('(')) {
      const call = this.call()
      this.#space()
      if (!this.#take(')')) throw this.#refuse('")" is missing')
      return { kind: 'call', at, call }
    }
    const string = this.#match(STRING)
    if (string !== undefined)
      return { kind: 'literal', at, value: (string[1] ?? string[2] ?? '').replace(/\\(["'])/g, '$1') }
    const number = this.#match(NUMBER)
    if (number !== undefined) return { kind: 'literal', at, value: Number(number[0]) }
    return this.#path(at)
  }

  #path(at: number): Expression {
    const data = this.#take('@')
    const names: string[] = []
    let up = 0
    let scoped = false
    for (let first = true; ; first = false) {
      if (this.#take('..')) up++
      else if (this.#take('.') || (this.#peek(/this(?=[/.\s)=}|]|$)/y) && this.#take('this'))) scoped = true
      else names.push(this.#segment(first))
      if (!this.#take('/') && !this.#peekSeparator()) break
    }
    const [only] = names
    if (names.length === 1 && !data && !scoped && up === 0 && only !== undefined && WORDS.has(only))
      return { kind: 'literal', at, value: WORDS.get(only) }
    const path: Path = { kind: 'path', at, up, data, names, scoped }
    return path
  }

  /** A dot between names. */
  #peekSeparator(): boolean {
    if (this.#text[this.#at] !== '.' || this.#text[this.#at + 1] === '.') return false
    this.#at++
    if (this.#text[this.#at] === '#') this.#at++
    return true
  }

  #segment(first: boolean): string {
    const bracketed = this.#match(SEGMENT)
    if (bracketed !== undefined) return bracketed[1] ?? ''
    const id = this.#match(ID)
    if (id !== undefined) return id[0]
    throw this.#refuse(first ? 'A name is missing' : 'A name is missing behind the dot')
  }

  #hashName(): string | undefined {
    const match = this.#match(/([^\s!"#%&'()*+,./;<=>@[\\\]^`{|}~]+)\s*=\s*/y)
    return match?.[1]
  }

  #space(): void {
    this.#match(SPACE)
  }

  #take(text: string): boolean {
    const found = this.#text.startsWith(text, this.#at)
    if (found) this.#at += text.length
    return found
  }

  #peek(pattern: RegExp): boolean {
    pattern.lastIndex = this.#at
    return pattern.test(this.#text)
  }

  #match(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.#at
    const match = pattern.exec(this.#text) ?? undefined
    if (match !== undefined) this.#at += match[0].length
    return match
  }

  #refuse(what: string): TemplateError {
    const rest = this.#text.slice(this.#at, this.#at + 30).trim()
    const where = rest === '' ? 'at the end of the tag' : `at "${rest}"`
    return new TemplateError({ message: `${what} ${where}.`, offset: this.#offset + this.#at })
  }
}
