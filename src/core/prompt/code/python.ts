// Python as tokens. Interpolations of f-strings are matched as Python 3.12 does, which reads older code alike.
import { type CodeString, type CodeToken, Unclosed } from './codeTokens.ts'

const SPACE = /\s+/y
const COMMENT = /#[^\r\n]*/y
const STRING = /([rRbBuUfFtT]{0,3})("""|'''|"|')/y
const WORD = /[\p{L}\p{N}_]+/uy

export function pythonTokens(source: string): CodeToken[] {
  const tokens: CodeToken[] = []
  const unclosed = new Unclosed()
  const match = (pattern: RegExp, at: number) => {
    pattern.lastIndex = at
    return pattern.exec(source)
  }
  let at = 0
  while (at < source.length) {
    const start = at
    const space = match(SPACE, at)
    const comment = space === null ? match(COMMENT, at) : null
    const opening = space === null && comment === null ? match(STRING, at) : null
    const string = opening === null ? undefined : stringAt(source, start, opening, unclosed)
    if (space !== null) at += space[0].length
    else if (comment !== null) {
      at += comment[0].length
      tokens.push({ kind: 'comment', start, end: at })
    } else if (string !== undefined) {
      at = string.end + string.quote.length
      tokens.push({ kind: 'string', start, end: at, string })
    } else {
      const word = match(WORD, at)
      at += word?.[0].length ?? 1
      tokens.push({ kind: word === null ? 'sign' : 'word', start, end: at })
    }
  }
  return tokens
}

/** The interpolations of an f-string, given its inside. */
export function fStringHoles(inside: string, quote: string): { start: number; end: number }[] {
  return scan(inside, 0, quote, true)?.holes ?? []
}

function stringAt(
  source: string,
  at: number,
  [opening, letters = '', quote = '']: RegExpExecArray,
  unclosed: Unclosed,
): CodeString | undefined {
  const prefix = letters.toLowerCase()
  if (unclosed.isKnown(quote, at)) return undefined
  const start = at + opening.length
  const found = scan(source, start, quote, prefix.includes('f') || prefix.includes('t'))
  if (found?.closed) return { start, end: found.end, quote, prefix, holes: found.holes }
  unclosed.remember(quote, found?.end ?? source.length)
  return undefined
}

interface Scanned {
  readonly end: number
  readonly closed: boolean
  readonly holes: { start: number; end: number }[]
}

/** From the inside of a string to its closing quotes. In an interpolation, `stack` holds what closes what is open. */
function scan(source: string, from: number, quote: string, hasHoles: boolean): Scanned {
  const holes: { start: number; end: number }[] = []
  const isShort = quote.length === 1
  for (let at = from; at < source.length; ) {
    const sign = source[at] ?? ''
    if (source.startsWith(quote, at)) return { end: at, closed: true, holes }
    if (isShort && '\r\n'.includes(sign)) return { end: at, closed: false, holes }
    if (sign === '\\') at += hasHoles && source.startsWith('N{', at + 1) ? afterName(source, at) : 2
    else if (hasHoles && sign === '{') {
      if (source[at + 1] === '{') {
        at += 2
        continue
      }
      const end = holeEnd(source, at + 1)
      if (end === undefined) return { end: isShort ? lineEnd(source, at) : source.length, closed: false, holes }
      holes.push({ start: at, end })
      at = end
    } else at++
  }
  return { end: source.length, closed: false, holes }
}

function lineEnd(source: string, at: number): number {
  const found = /[\r\n]/g
  found.lastIndex = at
  return found.exec(source)?.index ?? source.length
}

/** `\N{BULLET}` is a sign by name. */
function afterName(source: string, at: number): number {
  const end = source.slice(at, at + 100).indexOf('}')
  return end < 0 ? 2 : end + 1
}

const CLOSING: Readonly<Record<string, string>> = { '{': '}', '[': ']', '(': ')' }

/** After the brace that closes an interpolation; after a colon at its top level comes a format, where quotes are text. */
function holeEnd(source: string, from: number): number | undefined {
  const stack = ['}']
  let inFormat = false
  for (let at = from; at < source.length; at++) {
    const sign = source[at] ?? ''
    if (sign === stack.at(-1)) {
      stack.pop()
      if (stack.length === 0) return at + 1
    } else if (CLOSING[sign] !== undefined) stack.push(CLOSING[sign] ?? '')
    else if (sign === ':' && stack.length === 1) inFormat = true
    else if (!inFormat && (sign === '"' || sign === "'")) {
      const quote = source.startsWith(sign.repeat(3), at) ? sign.repeat(3) : sign
      const end = plainEnd(source, at + quote.length, quote)
      if (end === undefined) return undefined
      at = end - 1
    }
  }
  return undefined
}

function plainEnd(source: string, from: number, quote: string): number | undefined {
  for (let at = from; at < source.length; at++) {
    if (source.startsWith(quote, at)) return at + quote.length
    if (source[at] === '\\') at++
    else if (quote.length === 1 && source[at] === '\n') return undefined
  }
  return undefined
}
