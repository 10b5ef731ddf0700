// The inside of a Liquid tag: values, filters, conditions.
import { TemplateError } from '../engine.ts'
import type { Condition, Expression, Filter, Filtered } from './ast.ts'

const TOKEN =
  /\s*(?:("[^"]*"|'[^']*')|(-?\d+(?:\.\d+)?(?!\.?\d))|([\p{L}_][\p{L}\p{N}_-]*\??)|(==|!=|<>|<=|>=|\.\.|[<>()[\].,:|=]))/uy
const COMPARISONS = new Set(['==', '!=', '<>', '<', '>', '<=', '>=', 'contains'])
const WORDS: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ['true', true],
  ['false', false],
  ['nil', null],
  ['null', null],
])
const MAX_CONDITIONS = 100

interface Token {
  readonly type: 'string' | 'number' | 'word' | 'sign' | 'end'
  readonly text: string
  readonly at: number
}

export class ExpressionReader {
  readonly #tokens: Token[] = []
  readonly #end: Token
  #next = 0
  #depth = 0

  constructor(text: string, offset: number) {
    let at = 0
    const rest = text.trimEnd()
    while (at < rest.length) {
      TOKEN.lastIndex = at
      const match = TOKEN.exec(rest)
      if (match === null)
        throw new TemplateError({
          message: `"${rest.slice(at).trim().slice(0, 20)}" is not understood.`,
          offset: offset + at,
        })
      const [all, string, number, word, sign] = match
      const place = offset + at + all.length - all.trimStart().length
      if (string !== undefined) this.#tokens.push({ type: 'string', text: string.slice(1, -1), at: place })
      else if (number !== undefined) this.#tokens.push({ type: 'number', text: number, at: place })
      else this.#tokens.push({ type: word === undefined ? 'sign' : 'word', text: word ?? sign ?? '', at: place })
      at += all.length
    }
    this.#end = { type: 'end', text: '', at: offset + rest.length }
  }

  word(text?: string): string | undefined {
    const token = this.#peek()
    if (token.type !== 'word' || (text !== undefined && token.text !== text)) return undefined
    this.#next++
    return token.text
  }

  sign(text: string): boolean {
    const token = this.#peek()
    const found = token.type === 'sign' && token.text === text
    if (found) this.#next++
    return found
  }

  name(): string {
    return this.word() ?? this.#refuse('A name is missing')
  }

  expect(text: string): void {
    if (!this.sign(text) && this.word(text) === undefined) this.#refuse(`"${text}" is missing`)
  }

  get done(): boolean {
    return this.#peek().type === 'end'
  }

  end(): void {
    if (!this.done) this.#refuse('Not understood')
  }

  filtered(): Filtered {
    const { at } = this.#peek()
    const of = this.value()
    const filters: Filter[] = []
    while (this.sign('|')) filters.push(this.#filter())
    return { at, of, filters }
  }

  #filter(): Filter {
    const { at } = this.#peek()
    const name = this.name()
    const args: Expression[] = []
    const named = new Map<string, Expression>()
    if (this.sign(':'))
      do {
        const key = this.#key()
        if (key === undefined) args.push(this.value())
        else named.set(key, this.value())
      } while (this.sign(','))
    return { at, name, args, named }
  }

  /** `key:` of a named argument. */
  #key(): string | undefined {
    const [first, second] = [this.#peek(), this.#peek(1)]
    if (first.type !== 'word' || second.type !== 'sign' || second.text !== ':') return undefined
    this.#next += 2
    return first.text
  }

  /** `key: value` pairs with commas between them, or before them. */
  pairs(): Map<string, Expression> {
    const pairs = new Map<string, Expression>()
    while (!this.done) {
      this.sign(',')
      const key = this.#key()
      if (key === undefined) this.#refuse('"key: value" is missing')
      else pairs.set(key, this.value())
    }
    return pairs
  }

  /** Without precedence, from the right, as Liquid has it. */
  condition(): Condition {
    if (++this.#depth > MAX_CONDITIONS) this.#refuse('Too many conditions')
    const left = this.#comparison()
    const kind = this.word('and') !== undefined ? 'and' : this.word('or') !== undefined ? 'or' : undefined
    return kind === undefined ? left : { kind, left, right: this.condition() }
  }

  #comparison(): Condition {
    if (this.word('not') !== undefined) return { kind: 'not', of: this.#comparison() }
    const left = this.value()
    const token = this.#peek()
    if (!COMPARISONS.has(token.text) || token.type === 'string') return { kind: 'value', of: left }
    this.#next++
    return { kind: 'compare', operator: token.text, left, right: this.value() }
  }

  value(): Expression {
    const token = this.#peek()
    const { at } = token
    this.#next++
    if (token.type === 'string') return { kind: 'literal', at, value: token.text }
    if (token.type === 'number') return { kind: 'literal', at, value: Number(token.text) }
    if (token.type === 'sign' && token.text === '(') {
      const from = this.value()
      this.expect('..')
      const to = this.value()
      this.expect(')')
      return { kind: 'range', at, from, to }
    }
    if (token.type !== 'word') {
      this.#next--
      return this.#refuse('A value is missing')
    }
    if (WORDS.has(token.text)) return { kind: 'literal', at, value: WORDS.get(token.text) }
    if (token.text === 'empty' || token.text === 'blank') return { kind: token.text, at }
    return { kind: 'path', at, name: token.text, keys: this.#keys() }
  }

  #keys(): Expression[] {
    const keys: Expression[] = []
    if (++this.#depth > MAX_CONDITIONS) this.#refuse('Nested too deeply')
    for (;;) {
      const { at } = this.#peek()
      if (this.sign('.')) keys.push({ kind: 'literal', at, value: this.name() })
      else if (this.sign('[')) {
        keys.push(this.value())
        this.expect(']')
      } else break
    }
    this.#depth--
    return keys
  }

  #peek(ahead = 0): Token {
    return this.#tokens[this.#next + ahead] ?? this.#end
  }

  #refuse(what: string): never {
    const { text, at } = this.#peek()
    throw new TemplateError({
      message: `${what} ${text === '' ? 'at the end of the tag' : `at "${text.slice(0, 30)}"`}.`,
      offset: at,
    })
  }
}
