// JavaScript and TypeScript as tokens. A slash opens a regular expression where no value can stand before it; text in
// JSX is taken for code, which finds the same strings.
import { type CodeToken, Unclosed } from './codeTokens.ts'

const SPACE = /\s+/y
const WORD = /[\p{L}\p{N}_$]+/uy
const VALUE_END = /[\p{L}\p{N}_$)\]}"'`]$/u
/** Words after which a slash opens a regular expression all the same. */
const OPERATORS = new Set('return typeof case in of delete void throw new instanceof await yield else do'.split(' '))

export function javascriptTokens(source: string): CodeToken[] {
  return new Scanner(source).run()
}

/** The interpolations of a template literal, given its inside. */
export function templateHoles(inside: string): { start: number; end: number }[] {
  return new Scanner(inside).template(0).holes
}

interface Template {
  readonly end: number
  readonly holes: { start: number; end: number }[]
  readonly closed: boolean
}

class Scanner {
  readonly #source: string
  readonly #unclosed = new Unclosed()

  constructor(source: string) {
    this.#source = source
  }

  run(): CodeToken[] {
    const tokens: CodeToken[] = []
    let before = ''
    let at = 0
    while (at < this.#source.length) {
      const start = at
      if (this.#source[at] === '`') {
        const { end, holes, closed } = this.template(at + 1)
        if (!closed) break
        tokens.push({
          kind: 'string',
          start,
          end: end + 1,
          string: { start: at + 1, end, quote: '`', prefix: '', holes },
        })
        at = end + 1
        before = '`'
        continue
      }
      const { kind, end } = this.#lex(at, before)
      at = end
      if (kind === 'space') continue
      if (kind === 'string') {
        const quote = this.#source[start] ?? ''
        tokens.push({ kind, start, end, string: { start: start + 1, end: end - 1, quote, prefix: '', holes: [] } })
      } else tokens.push({ kind: kind === 'regex' ? 'sign' : kind, start, end })
      if (kind !== 'comment') before = kind === 'regex' ? ')' : this.#source.slice(start, end)
    }
    return tokens
  }

  /** From after the opening backtick; `end` is at the closing one. */
  template(from: number): Template {
    const holes: { start: number; end: number }[] = []
    /** Open braces of each piece of code around which a template stands; even depth of templates is ours. */
    const braces: number[] = []
    let inText = true
    let hole = from
    let before = ''
    let at = from
    while (at < this.#source.length) {
      const sign = this.#source[at] ?? ''
      if (inText) {
        if (sign === '\\') at += 2
        else if (sign === '`') {
          if (braces.length === 0) return { end: at, holes, closed: true }
          inText = false
          before = '`'
          at++
        } else if (sign === '$' && this.#source[at + 1] === '{') {
          if (braces.length === 0) hole = at
          braces.push(0)
          inText = false
          before = '{'
          at += 2
        } else at++
        continue
      }
      const depth = braces.at(-1) ?? 0
      if (sign === '`') {
        inText = true
        at++
      } else if (sign === '}' && depth === 0) {
        braces.pop()
        inText = true
        at++
        if (braces.length === 0) holes.push({ start: hole, end: at })
      } else {
        if (sign === '{') braces[braces.length - 1] = depth + 1
        if (sign === '}') braces[braces.length - 1] = depth - 1
        const { kind, end } = this.#lex(at, before)
        if (kind !== 'space' && kind !== 'comment') before = this.#source.slice(at, end)
        at = end
      }
    }
    return { end: this.#source.length, holes, closed: false }
  }

  /** One token that is no template literal; `before` is the one before it. */
  #lex(at: number, before: string): { kind: CodeToken['kind'] | 'space' | 'regex'; end: number } {
    const sign = this.#source[at] ?? ''
    const space = this.#match(SPACE, at)
    if (space > at) return { kind: 'space', end: space }
    if (sign === '"' || sign === "'") {
      const end = this.#quoted(at, sign)
      return end === undefined ? { kind: 'sign', end: at + 1 } : { kind: 'string', end }
    }
    if (this.#source.startsWith('//', at)) return { kind: 'comment', end: this.#until(/[\r\n]/g, at) }
    if (this.#source.startsWith('/*', at)) {
      const found = this.#source.indexOf('*/', at + 2)
      return { kind: 'comment', end: found < 0 ? this.#source.length : found + 2 }
    }
    const isValue = VALUE_END.test(before.slice(-1)) && !OPERATORS.has(before)
    if (sign === '/' && !isValue && before !== '<') {
      const end = this.#regex(at)
      if (end !== undefined) return { kind: 'regex', end }
    }
    const word = this.#match(WORD, at)
    return word > at ? { kind: 'word', end: word } : { kind: 'sign', end: at + 1 }
  }

  /** A backslash takes the next sign along, a line end too. */
  #quoted(start: number, quote: string): number | undefined {
    if (this.#unclosed.isKnown(quote, start)) return undefined
    let at = start + 1
    for (; at < this.#source.length && !'\r\n'.includes(this.#source[at] ?? ''); at++) {
      if (this.#source[at] === quote) return at + 1
      if (this.#source[at] === '\\') at += this.#source.startsWith('\r\n', at + 1) ? 2 : 1
    }
    this.#unclosed.remember(quote, at)
    return undefined
  }

  #regex(start: number): number | undefined {
    if (this.#unclosed.isKnown('/', start)) return undefined
    let inClass = false
    let at = start + 1
    for (; at < this.#source.length && !'\r\n'.includes(this.#source[at] ?? ''); at++) {
      const sign = this.#source[at]
      if (sign === '\\') at++
      else if (sign === '[') inClass = true
      else if (sign === ']') inClass = false
      else if (sign === '/' && !inClass) return this.#match(WORD, at + 1)
    }
    this.#unclosed.remember('/', at)
    return undefined
  }

  #match(pattern: RegExp, at: number): number {
    pattern.lastIndex = at
    return at + (pattern.exec(this.#source)?.[0].length ?? 0)
  }

  #until(pattern: RegExp, at: number): number {
    pattern.lastIndex = at
    return pattern.exec(this.#source)?.index ?? this.#source.length
  }
}
