// A Jinja or nunjucks template as text and tags, the tags as tokens. One pass over the text; broken tags are told, never
// thrown.
import type { TemplateProblem } from '../engine.ts'
import { type Token, tokenize } from './tokens.ts'

/** What the lexer must know of the language. */
export interface Syntax {
  /** nunjucks: `===`, `r/…/`, its string escapes; a carriage return stays. */
  readonly javascript: boolean
  /** The newline at the very end belongs to the text. */
  readonly keepTrailingNewline: boolean
}

export interface Segment {
  /** `mark`: `raw` and its end. */
  readonly kind: 'text' | 'output' | 'statement' | 'comment' | 'mark'
  readonly start: number
  readonly end: number
  /** Of a text: what is left of it after `-` marks and line ends; the offsets are those of the original. */
  readonly text: string
  readonly tokens: readonly Token[]
}

export interface Lexed {
  readonly segments: readonly Segment[]
  readonly problem: TemplateProblem | undefined
}

const OPENING = /\{\{|\{%|\{#/g
const CLOSER: Readonly<Record<string, string>> = { '{{': '}}', '{%': '%}', '{#': '#}' }
const END_OF_RAW = /\{%([-+])?[ \t\r\n]{0,99}endraw[ \t\r\n]{0,99}([-+])?%\}/g
const END_OF_VERBATIM = /\{%([-+])?[ \t\r\n]{0,99}endverbatim[ \t\r\n]{0,99}([-+])?%\}/g
// After this many tags that do not read as tokens their ends are only looked for, so that time stays linear.
const MAX_BROKEN_TAGS = 50

export function lex(source: string, syntax: Syntax): Lexed {
  return new Lexer(source, syntax).lex()
}

class Lexer {
  readonly #source: string
  readonly #syntax: Syntax
  readonly #segments: Segment[] = []
  /** Where no closer follows any more. */
  readonly #exhausted = new Set<string>()
  #problem: TemplateProblem | undefined
  #broken = 0
  #textStart = 0
  #stripNext = false

  constructor(source: string, syntax: Syntax) {
    this.#source = source
    this.#syntax = syntax
  }

  lex(): Lexed {
    const source = this.#source
    let at = 0
    while (at < source.length) {
      OPENING.lastIndex = at
      const opening = OPENING.exec(source)
      if (opening === null) break
      at = this.#tag(opening[0], opening.index)
    }
    this.#text(source.length, false)
    return { segments: this.#segments, problem: this.#problem }
  }

  /** Takes one tag in and returns where to go on. */
  #tag(opener: string, start: number): number {
    const closer = CLOSER[opener] ?? ''
    const close = this.#find(closer, start + 2)
    if (close < 0) {
      this.#fail(start, `"${opener}" is never closed.`)
      return start + 2
    }
    const mark = this.#source[start + 2] ?? ''
    const marked = mark === '-' || (mark === '+' && !this.#syntax.javascript && opener !== '{{')
    const inside = start + 2 + (marked && start + 2 < close ? 1 : 0)
    if (opener === '{#') {
      this.#text(start, mark === '-')
      this.#push('comment', start, close + 2, [])
      this.#stripNext = close > start + 2 && this.#source[close - 1] === '-'
      return close + 2
    }
    const { tokens, end } = this.#tokens(inside, close, closer)
    this.#text(start, mark === '-')
    const only = tokens.length === 1 ? tokens[0]?.value : undefined
    const raw = opener === '{%' && (only === 'raw' || (only === 'verbatim' && this.#syntax.javascript))
    this.#push(raw ? 'mark' : opener === '{{' ? 'output' : 'statement', start, end, tokens)
    this.#stripNext = end - 3 >= inside && this.#source[end - 3] === '-'
    return raw ? this.#raw(only, start, end) : end
  }

  #tokens(inside: number, close: number, closer: string): { tokens: readonly Token[]; end: number } {
    const asFound = { tokens: [], end: close + 2 }
    if (this.#broken >= MAX_BROKEN_TAGS) return asFound
    const read = tokenize(this.#source, inside, closer, this.#syntax.javascript)
    if ('tokens' in read) return read
    this.#broken++
    this.#fail(read.offset, read.message)
    return asFound
  }

  #raw(word: string, start: number, from: number): number {
    const ending = this.#exhausted.has(word) ? undefined : this.#endOfRaw(word, from)
    if (ending === undefined) {
      this.#exhausted.add(word)
      this.#fail(start, `{% ${word} %} is never closed.`)
      return from
    }
    this.#text(ending.start, ending.strip)
    this.#push('mark', ending.start, ending.end, [])
    this.#stripNext = ending.stripAfter
    return ending.end
  }

  #endOfRaw(word: string, from: number) {
    const pattern = word === 'raw' ? END_OF_RAW : END_OF_VERBATIM
    pattern.lastIndex = from
    const match = pattern.exec(this.#source)
    if (match === null) return undefined
    const end = match.index + match[0].length
    return { start: match.index, end, strip: match[1] === '-', stripAfter: match[2] === '-' }
  }

  #find(closer: string, from: number): number {
    if (this.#exhausted.has(closer)) return -1
    const found = this.#source.indexOf(closer, from)
    if (found < 0) this.#exhausted.add(closer)
    return found
  }

  /** The text since the last tag, up to `end`; `stripEnd` where the next tag opens with `-`. */
  #text(end: number, stripEnd: boolean): void {
    const start = this.#textStart
    let text = this.#source.slice(start, end)
    const last = end === this.#source.length && !this.#syntax.keepTrailingNewline
    if (last) text = text.replace(/(?:\r\n|\r|\n)$/, '')
    if (!this.#syntax.javascript) text = text.replace(/\r\n?/g, '\n')
    if (this.#stripNext) text = text.trimStart()
    if (stripEnd) text = text.trimEnd()
    if (text !== '') this.#segments.push({ kind: 'text', start, end, text, tokens: [] })
    this.#stripNext = false
  }

  #push(kind: Segment['kind'], start: number, end: number, tokens: readonly Token[]): void {
    this.#segments.push({ kind, start, end, text: '', tokens })
    this.#textStart = end
  }

  #fail(offset: number, message: string): void {
    this.#problem ??= { offset, message }
  }
}
