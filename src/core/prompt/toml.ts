// The top-level strings of a TOML file with their places (TOML 1.0). Reads what is broken as far as it goes, in linear
// time, and never throws.

export interface TomlString {
  readonly key: string
  /** The inside, without quotes and without the line end that may follow three of them. */
  readonly start: number
  readonly end: number
  readonly quote: '"' | "'" | '"""' | "'''"
  readonly closed: boolean
}

const OPENING = /"""(?:\r\n|\n|\r)?|'''(?:\r\n|\n|\r)?|"|'/y
const KEY = /[ \t]*(?:([\w-]+)|"([^"\\\r\n]*)"|'([^'\r\n]*)')[ \t]*=[ \t]*/y

/** The strings that keys outside of any table have. */
export function tomlStrings(source: string): TomlString[] {
  const strings: TomlString[] = []
  let at = source.startsWith('\uFEFF') ? 1 : 0
  while (at < source.length) {
    if (/[ \t]*\[/y.test(source.slice(at, at + 200))) return strings
    const key = matchAt(KEY, source, at)
    const valueAt = at + (key?.[0].length ?? 0)
    const string = key === null ? undefined : stringAt(source, valueAt)
    if (key !== null && string !== undefined) strings.push({ key: key[1] ?? key[2] ?? key[3] ?? '', ...string.place })
    at = statementEnd(source, string?.end ?? valueAt)
  }
  return strings
}

type Place = Omit<TomlString, 'key'>

function stringAt(source: string, at: number): { place: Place; end: number } | undefined {
  const opening = matchAt(OPENING, source, at)?.[0]
  if (opening === undefined) return undefined
  const quote = opening.replace(/[\r\n]+$/, '') as TomlString['quote']
  const start = at + opening.length
  const { end, closed } = closingOf(source, start, quote)
  return { place: { start, end, quote, closed }, end: closed ? end + quote.length : end }
}

/** Of a run of up to five quotes that ends a string of three, the first two belong to the string. A string of one
 *  quote ends with its line at the latest. */
function closingOf(source: string, start: number, quote: TomlString['quote']): { end: number; closed: boolean } {
  const isLong = quote.length === 3
  const sign = quote[0] ?? ''
  for (let at = start; at < source.length; at++) {
    const here = source[at] ?? ''
    if (here === '\\' && sign === '"') at++
    else if (!isLong && '\r\n'.includes(here)) return { end: at, closed: false }
    else if (source.startsWith(quote, at)) {
      let end = at
      while (isLong && end - at < 2 && source[end + 3] === sign) end++
      return { end, closed: true }
    }
  }
  return { end: source.length, closed: false }
}

/** After the line, or after the arrays and strings that go on past it. */
function statementEnd(source: string, from: number): number {
  let depth = 0
  for (let at = from; at < source.length; ) {
    const here = source[at] ?? ''
    const string = here === '"' || here === "'" ? stringAt(source, at) : undefined
    if (string !== undefined) {
      at = Math.max(string.end, at + 1)
      continue
    }
    if (here === '#') while (at < source.length && !'\r\n'.includes(source[at] ?? '')) at++
    else if ('[{'.includes(here)) depth++
    else if (']}'.includes(here)) depth--
    if ('\r\n'.includes(source[at] ?? '.') && depth <= 0) return at + 1
    at++
  }
  return source.length
}

function matchAt(pattern: RegExp, source: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at
  return pattern.exec(source)
}
