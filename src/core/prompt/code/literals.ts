// Strings of JavaScript and Python as places for messages. A string that cannot be followed sign by sign is none.
import type { Codec } from '../codec.ts'
import { refusing } from '../codecs/escapes.ts'
import { indentedCodec, indentedRegion } from '../codecs/indented.ts'
import { withLf, withoutOuterLineEnds } from '../lines.ts'
import { holesIn } from '../templates/host.ts'
import type { CodeString } from './codeTokens.ts'
import { templateHoles } from './javascript.ts'
import { type LiteralStyle, literalCodec } from './literalCodec.ts'
import { fStringHoles } from './python.ts'

export type CodeLanguage = 'javascript' | 'python'

export interface Literal {
  readonly start: number
  readonly end: number
  readonly codec: Codec
  /** Decoded, with LF. */
  readonly text: string
  readonly hasHoles: boolean
}

/** Undefined where the string is no text, or would not read back. `isDedented`: its indentation is taken away. */
export function literalOf(
  source: string,
  language: CodeLanguage,
  string: CodeString,
  isDedented = false,
): Literal | undefined {
  const plain = language === 'python' ? pythonCodec(string) : javascriptCodec(string)
  const raw = source.slice(string.start, string.end)
  if (plain === undefined || (language === 'python' && !string.prefix.includes('r') && /\\N\{/.test(raw)))
    return undefined
  const isLong = string.quote.length === 3 || string.quote === '`'
  const dedented = isDedented && isLong ? indentedRegion(source, string.start, string.end) : undefined
  const inner = dedented ?? (isLong ? withoutOuterLineEnds(source, string.start, string.end) : string)
  const { start, end } = inner.start < inner.end ? inner : { start: string.start, end: string.start }
  const codec = dedented === undefined ? plain : indentedCodec(dedented.indent, plain)
  const text = withLf(codec.decode(source.slice(start, end)).text)
  const hasHoles = string.holes.length > 0
  // What looks like an interpolation in the text must be one in the code, and the other way round.
  if (string.prefix.includes('f') || string.quote === '`') {
    if (holesIn(text).length !== string.holes.length) return undefined
  }
  return { start, end, codec, text, hasHoles }
}

const SIGNS: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f', v: '\v' }

function codePoint(digits: string, radix: number): string | undefined {
  const code = Number.parseInt(digits, radix)
  return code <= 0x10ffff ? String.fromCodePoint(code) : undefined
}

const JAVASCRIPT_ESCAPES =
  /\\(?:u\{([\da-fA-F]{1,6})\}|u([\da-fA-F]{4})|x([\da-fA-F]{2})|(\r\n|[\r\n\u2028\u2029])|([\s\S]))/g

function javascriptCodec({ quote }: CodeString): Codec | undefined {
  const isTemplate = quote === '`'
  const meaning: LiteralStyle['meaning'] = ([, braced, four, two, lineEnd, sign = '']) => {
    const digits = braced ?? four ?? two
    if (digits !== undefined) return codePoint(digits, 16)
    if (lineEnd !== undefined) return ''
    return SIGNS[sign] ?? (sign === '0' ? '\0' : sign)
  }
  if (!isTemplate)
    return literalCodec({
      escapes: JAVASCRIPT_ESCAPES,
      meaning,
      escaped: (prose) => {
        const json = JSON.stringify(prose).slice(1, -1)
        return quote === '"' ? json : json.replaceAll('\\"', '"').replaceAll("'", "\\'")
      },
      isLong: false,
    })
  return literalCodec({
    // A dollar sign and a brace that are no interpolation stay escaped in the text.
    escapes: new RegExp(`\\\\\\$\\{|\\$\\\\\\{|${JAVASCRIPT_ESCAPES.source}`, 'g'),
    meaning: (match) => (match[0] === '\\${' || match[0] === '$\\{' ? '\\${' : meaning(match)),
    escaped: (prose) =>
      prose
        .split('\\${')
        .map((part) => part.replaceAll('\\', '\\\\').replaceAll('`', '\\`').replace(CONTROLS, asHex))
        .join('\\${'),
    isLong: true,
    holes: { find: templateHoles, mark: '$' },
  })
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are written as escapes.
const CONTROLS = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f]/g
const asHex = (sign: string) => `\\x${sign.charCodeAt(0).toString(16).padStart(2, '0')}`

const PYTHON_ESCAPES =
  /\\(?:U([\da-fA-F]{8})|u([\da-fA-F]{4})|x([\da-fA-F]{2})|([0-7]{1,3})|(\r\n|[\r\n])|([\\'"abfnrtv]))/g

function pythonCodec({ quote, prefix }: CodeString): Codec | undefined {
  if (/[bt]/.test(prefix)) return undefined
  const hasHoles = prefix.includes('f')
  const isLong = quote.length === 3
  if (prefix.includes('r')) return hasHoles ? undefined : rawCodec(quote)
  const base: LiteralStyle = {
    escapes: PYTHON_ESCAPES,
    meaning: ([, eight, four, two, octal, lineEnd, sign = '']) => {
      const digits = eight ?? four ?? two
      if (digits !== undefined) return codePoint(digits, 16)
      if (octal !== undefined) return codePoint(octal, 8)
      if (lineEnd !== undefined) return ''
      return sign === 'a' ? '\x07' : (SIGNS[sign] ?? sign)
    },
    escaped: (prose) => pythonProse(prose, quote),
    isLong,
  }
  if (!hasHoles) return literalCodec(base)
  return literalCodec({
    ...base,
    escapes: new RegExp(`\\$\\{\\{|\\{\\{|\\}\\}|${PYTHON_ESCAPES.source}`, 'g'),
    meaning: (match) => BRACES[match[0]] ?? base.meaning(match),
    escaped: (prose) =>
      prose
        .split('\\${')
        .map((part) => pythonProse(part, quote).replace(/[{}]/g, '$&$&'))
        .join('${{'),
    holes: { find: (inside) => fStringHoles(inside, quote), mark: '' },
  })
}

const BRACES: Readonly<Record<string, string>> = { '${{': '\\${', '{{': '{', '}}': '}' }

function pythonProse(prose: string, quote: string): string {
  const sign = quote[0] ?? ''
  const escaped = prose.replaceAll('\\', '\\\\').replace(CONTROLS, asHex)
  if (quote.length === 1) return escaped.replaceAll(sign, `\\${sign}`).replaceAll('\n', '\\n').replaceAll('\r', '\\r')
  return escaped.replace(new RegExp(`${sign}(?=[${sign}\\r\\n]|$)`, 'g'), `\\${sign}`)
}

function rawCodec(quote: string): Codec {
  const isLong = quote.length === 3
  const plain = literalCodec({ escapes: /(?!)/g, meaning: () => undefined, escaped: (prose) => prose, isLong })
  const forbidden = isLong ? `${quote}|["'\\\\]$` : `[${quote}\\r\\n]|\\\\$`
  return refusing(plain, new RegExp(forbidden), 'A raw string cannot hold its own quotes, or a backslash at its end.')
}
