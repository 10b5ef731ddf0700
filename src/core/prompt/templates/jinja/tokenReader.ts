// The tokens of one tag, read one by one. What does not fit throws `TemplateError`.
import { TemplateError } from '../engine.ts'
import type { Token } from './tokens.ts'

const MAX_DEPTH = 120

export class TokenReader {
  readonly javascript: boolean
  readonly #tokens: readonly Token[]
  readonly #end: number
  #next = 0
  #depth = 0

  /** `end`: the offset to name where tokens are missing. */
  constructor(tokens: readonly Token[], end: number, javascript: boolean) {
    this.#tokens = tokens
    this.#end = end
    this.javascript = javascript
  }

  get at(): number {
    return this.#tokens[this.#next]?.at ?? this.#end
  }

  get done(): boolean {
    return this.#next >= this.#tokens.length
  }

  peek(ahead = 0): Token | undefined {
    return this.#tokens[this.#next + ahead]
  }

  isOperator(value: string, ahead = 0): boolean {
    const token = this.peek(ahead)
    return token?.type === 'operator' && token.value === value
  }

  isName(value?: string, ahead = 0): boolean {
    const token = this.peek(ahead)
    return token?.type === 'name' && (value === undefined || token.value === value)
  }

  /** Takes the operator if it is next. */
  operator(value: string): boolean {
    const found = this.isOperator(value)
    if (found) this.#next++
    return found
  }

  /** Takes the word if it is next. */
  word(value: string): boolean {
    const found = this.isName(value)
    if (found) this.#next++
    return found
  }

  take(): Token {
    const token = this.#tokens[this.#next++]
    if (token === undefined) throw new TemplateError({ message: 'The tag ends too early.', offset: this.#end })
    return token
  }

  expect(value: string): void {
    if (this.operator(value) || this.word(value)) return
    throw this.refuse(`"${value}" is missing`)
  }

  name(): string {
    if (!this.isName()) throw this.refuse('A name is missing')
    return this.take().value
  }

  end(): void {
    if (!this.done) throw this.refuse('Not understood')
  }

  refuse(what: string): TemplateError {
    const token = this.peek()
    const where = token === undefined ? 'at the end of the tag' : `at "${token.value.slice(0, 30)}"`
    return new TemplateError({ message: `${what} ${where}.`, offset: this.at })
  }

  /** Runs `read` one level deeper; refuses what nests too deeply. */
  deeper<T>(read: () => T): T {
    if (this.#depth >= MAX_DEPTH) throw this.refuse('Nested too deeply')
    this.#depth++
    const result = read()
    this.#depth--
    return result
  }
}
