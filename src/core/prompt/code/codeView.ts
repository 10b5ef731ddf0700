// A file of code as a reader of tokens sees it: which brackets belong together, what is declared where, which comments
// stand in front of what.
import type { CodeToken } from './codeTokens.ts'

export class CodeView {
  readonly source: string
  /** Without comments. */
  readonly tokens: readonly CodeToken[]
  /** Comments, each with the index of the token after it. */
  readonly comments: readonly { readonly text: string; readonly before: number }[]
  /** Index of the other bracket, both ways. */
  readonly #pairs = new Map<number, number>()
  /** Index of the bracket around each token; -1 at the top. */
  readonly #around: number[] = []
  readonly #declared: Declaration[] = []

  constructor(source: string, all: readonly CodeToken[]) {
    this.source = source
    this.tokens = all.filter(({ kind }) => kind !== 'comment')
    const comments: { text: string; before: number }[] = []
    let before = 0
    for (const { kind, start, end } of all) {
      if (kind === 'comment') comments.push({ text: source.slice(start, end), before })
      else before++
    }
    this.comments = comments
    this.#pair()
    for (const i of this.tokens.keys()) {
      const declaration = this.#declaredAt(i)
      if (declaration !== undefined) this.#declared.push(declaration)
    }
  }

  /** '' where there is none, and for strings. */
  text(i: number): string {
    const token = this.tokens[i]
    return token === undefined || token.kind === 'string' ? '' : this.source.slice(token.start, token.end)
  }

  isWord(i: number): boolean {
    return this.tokens[i]?.kind === 'word'
  }

  /** The key that a token is: a word, or a string as it stands. */
  key(i: number): string {
    const string = this.tokens[i]?.string
    return string === undefined ? (this.isWord(i) ? this.text(i) : '') : this.source.slice(string.start, string.end)
  }

  pair(i: number): number | undefined {
    return this.#pairs.get(i)
  }

  around(i: number): number {
    return this.#around[i] ?? -1
  }

  /** The function declared last before a token; where there is none, whatever was. */
  nearestName(i: number): string | undefined {
    let low = 0
    let high = this.#declared.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.#declared[middle]?.at ?? 0) < i) low = middle + 1
      else high = middle
    }
    const last = this.#declared[low - 1]
    return last?.function ?? last?.name
  }

  /** Indexes of the tokens between a bracket and its other one that stand in no further bracket;
   *  none where it is never closed. */
  *within(open: number): Generator<number> {
    const close = this.#pairs.get(open) ?? open
    for (let i = open + 1; i < close; i++) {
      yield i
      const end = this.#pairs.get(i)
      if (end !== undefined && end > i) i = end - 1
    }
  }

  #pair(): void {
    const open: number[] = []
    for (const i of this.tokens.keys()) {
      const sign = this.text(i)
      if (sign !== '' && ')]}'.includes(sign)) {
        const start = open.at(-1)
        if (start !== undefined && CLOSING[this.text(start)] === sign) {
          open.pop()
          this.#pairs.set(start, i).set(i, start)
        }
      }
      this.#around.push(open.at(-1) ?? -1)
      if (CLOSING[sign] !== undefined) open.push(i)
    }
  }

  #declaredAt(i: number): Declaration | undefined {
    if (!this.isWord(i)) return undefined
    const before = this.text(i - 1)
    const name = this.text(i)
    const isAssigned = this.text(i + 1) === '=' && this.text(i + 2) !== '='
    if (!DECLARES.has(before) && !(isAssigned && this.#isFirstOfLine(i))) return undefined
    const isFunction =
      FUNCTIONS.has(before) || (DECLARES.has(before) && isAssigned && OPENS_FUNCTION.has(this.text(i + 2)))
    return { at: i, name, function: isFunction ? name : this.#declared.at(-1)?.function }
  }

  #isFirstOfLine(i: number): boolean {
    const end = this.tokens[i - 1]?.end ?? 0
    return i === 0 || /[\r\n]/.test(this.source.slice(end, this.tokens[i]?.start))
  }
}

const CLOSING: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' }
const FUNCTIONS = new Set(['function', 'def', 'class'])
const DECLARES = new Set([...FUNCTIONS, 'const', 'let', 'var'])
const OPENS_FUNCTION = new Set(['(', 'async', 'function'])

interface Declaration {
  readonly at: number
  readonly name: string
  /** The function declared last, this one included. */
  readonly function: string | undefined
}
