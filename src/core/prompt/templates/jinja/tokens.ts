// The inside of one tag as tokens, up to the tag's end.
import type { TemplateProblem } from '../engine.ts'
import { Float } from '../python/values.ts'

export interface Token {
  readonly type: 'name' | 'number' | 'string' | 'operator' | 'regex'
  /** Of a string, what it says; of a regex, its source. */
  readonly value: string
  readonly at: number
  /** Of a number: an integral float is a `Float`. Of a regex: its flags. */
  readonly detail?: unknown
}

const SPACE = /[\s\u00a0]*/y
const NAME = /[\p{L}_$][\p{L}\p{N}_$]*/uy
const NUMBER = /0[xX][\da-fA-F_]+|0[bB][01_]+|0[oO][0-7_]+|\d[\d_]*(\.\d[\d_]*)?([eE][+-]?\d+)?/y
const STRING = /"[^"\\]*(?:\\[\s\S][^"\\]*)*"|'[^'\\]*(?:\\[\s\S][^'\\]*)*'/y
const OPERATOR = /\/\/|\*\*|==|!=|>=|<=|[-+*/%~[\](){}><=.:|,;]/y
const JAVASCRIPT_OPERATOR = /===|!==/y
const REGEX = /r\/((?:[^/\\\r\n]|\\.)+)\/([gimy]*)/y
const BRACKETS: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' }
const MAX_BRACKETS = 100

/** The tokens and the offset behind the closing mark, or what is wrong. */
export function tokenize(
  source: string,
  from: number,
  closer: string,
  javascript: boolean,
): { tokens: Token[]; end: number } | TemplateProblem {
  const tokens: Token[] = []
  const open: string[] = []
  let at = from
  for (;;) {
    at += match(SPACE, source, at)?.[0].length ?? 0
    if (open.length === 0) {
      const dash = source[at] === '-' || source[at] === '+' ? 1 : 0
      if (source.startsWith(closer, at + dash)) return { tokens, end: at + dash + 2 }
    }
    if (at >= source.length) return { offset: from, message: 'A tag is never closed.' }
    const token = read(source, at, javascript)
    if (token === undefined) return { offset: at, message: unexpected(source, at) }
    if (token.type === 'operator') {
      const closing = BRACKETS[token.value]
      if (closing !== undefined) open.push(closing)
      else if (')]}'.includes(token.value) && open.pop() !== token.value)
        return { offset: at, message: `"${token.value}" closes nothing.` }
      if (open.length > MAX_BRACKETS) return { offset: at, message: 'Brackets are nested too deeply.' }
    }
    tokens.push(token)
    at = token.end
  }
}

function read(source: string, at: number, javascript: boolean): (Token & { end: number }) | undefined {
  const token = (type: Token['type'], text: string, value: string, detail?: unknown) => ({
    ...{ type, value, at, detail },
    end: at + text.length,
  })
  const regex = javascript ? match(REGEX, source, at) : null
  if (regex !== null) return token('regex', regex[0], regex[1] ?? '', regex[2])
  const name = match(NAME, source, at)
  if (name !== null) return token('name', name[0], name[0])
  const number = match(NUMBER, source, at)
  if (number !== null) {
    const value = Number(number[0].replaceAll('_', ''))
    const float = number[1] !== undefined || number[2] !== undefined
    return token('number', number[0], number[0], float && Number.isInteger(value) ? new Float(value) : value)
  }
  const string = stringAt(source, at)
  if (string !== undefined) return token('string', string, unquote(string.slice(1, -1), javascript))
  const operator = (javascript ? match(JAVASCRIPT_OPERATOR, source, at) : null) ?? match(OPERATOR, source, at)
  return operator === null ? undefined : token('operator', operator[0], operator[0])
}

function match(pattern: RegExp, source: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at
  return pattern.exec(source)
}

function stringAt(source: string, at: number): string | undefined {
  return source[at] === '"' || source[at] === "'" ? match(STRING, source, at)?.[0] : undefined
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', a: '\x07', b: '\b', f: '\f', v: '\v' }
const ESCAPED = /\\(?:x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8})|([0-7]{1,3})|([\s\S]))/g

function unquote(inner: string, javascript: boolean): string {
  if (javascript)
    return inner.replace(/\\([\s\S])/g, (_, sign: string) => ('ntr'.includes(sign) ? (ESCAPES[sign] ?? sign) : sign))
  return inner.replace(/\r\n?/g, '\n').replace(ESCAPED, (all, x, u, wide, octal, sign) => {
    const hex = x ?? u ?? wide
    if (hex !== undefined) return String.fromCodePoint(Math.min(parseInt(hex, 16), 0x10ffff))
    if (octal !== undefined) return String.fromCodePoint(parseInt(octal, 8))
    if (sign === '\n') return ''
    return '\\\'"'.includes(sign) ? sign : Object.hasOwn(ESCAPES, sign) ? (ESCAPES[sign] ?? all) : all
  })
}

function unexpected(source: string, at: number): string {
  const sign = String.fromCodePoint(source.codePointAt(at) ?? 0)
  return sign === '"' || sign === "'" ? 'A string is never closed.' : `"${sign}" cannot stand here.`
}
