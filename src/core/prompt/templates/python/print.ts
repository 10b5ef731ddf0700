// How Python prints a value: None, True, ['a'], {'a': 1}, 1e-07. Takes JSON values as well as lists, tuples, maps and
// floats of a template. Must stop at a cycle and at a size.
import { Float, Tuple } from './values.ts'

/** Called with every stretch of printed text; may throw to stop. */
export type Spend = (characters: number) => void

const MAX_DEPTH = 100
const free: Spend = () => undefined

/** str(value). An undefined value is empty, as in Jinja. */
export function pythonText(value: unknown, spend: Spend = free): string {
  if (typeof value === 'string') return value
  return value === undefined ? '' : pythonRepr(value, spend)
}

export function pythonRepr(value: unknown, spend: Spend = free): string {
  return repr(value, spend, 0)
}

/** ascii(value): as repr with everything beyond ASCII escaped. */
export function pythonAscii(value: unknown): string {
  return [...pythonRepr(value)].map((sign) => (sign > '\x7e' ? escapeSign(sign) : sign)).join('')
}

export function pythonFloat(value: number): string {
  if (Number.isNaN(value)) return 'nan'
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf'
  if (Object.is(value, -0)) return '-0.0'
  const exponent = value === 0 ? 0 : Math.floor(Math.log10(Math.abs(value)))
  const text = exponent >= 16 || exponent < -4 ? value.toExponential() : String(value)
  const [mantissa = '', power] = text.split('e')
  if (power !== undefined) return `${mantissa}e${power.startsWith('-') ? '-' : '+'}${power.slice(1).padStart(2, '0')}`
  return mantissa.includes('.') ? mantissa : `${mantissa}.0`
}

function repr(value: unknown, spend: Spend, depth: number): string {
  if (depth > MAX_DEPTH) return '...'
  const inner = (one: unknown): string => repr(one, spend, depth + 1)
  const text = ((): string => {
    if (value === undefined) return 'Undefined'
    if (value === null) return 'None'
    if (value === true) return 'True'
    if (value === false) return 'False'
    if (typeof value === 'string') return quoted(value)
    if (typeof value === 'number') return Number.isInteger(value) ? BigInt(value).toString() : pythonFloat(value)
    if (value instanceof Float) return pythonFloat(value.value)
    if (Array.isArray(value)) return `[${value.map(inner).join(', ')}]`
    if (value instanceof Tuple)
      return value.items.length === 1 ? `(${inner(value.items[0])},)` : `(${value.items.map(inner).join(', ')})`
    const entries = value instanceof Map ? [...value] : isRecord(value) ? Object.entries(value) : undefined
    return entries === undefined ? String(value) : `{${entries.map(([k, v]) => `${inner(k)}: ${inner(v)}`).join(', ')}}`
  })()
  spend(text.length)
  return text
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  if (value === null || typeof value !== 'object') return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

function quoted(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'"
  // biome-ignore lint/suspicious/noControlCharactersInRegex: Python escapes just these.
  const escaped = text.replace(/[\\\x00-\x1f\x7f-\xa0\xad\u2028\u2029\u200b-\u200f\ufeff'"]/g, (sign) =>
    sign === '"' || sign === "'" ? (sign === quote ? `\\${sign}` : sign) : escapeSign(sign),
  )
  return quote + escaped + quote
}

const SHORT_ESCAPES: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t', '\\': '\\\\' }

function escapeSign(sign: string): string {
  const short = Object.hasOwn(SHORT_ESCAPES, sign) ? SHORT_ESCAPES[sign] : undefined
  if (short !== undefined) return short
  const code = sign.codePointAt(0) ?? 0
  if (code < 0x100) return `\\x${code.toString(16).padStart(2, '0')}`
  return code < 0x10000 ? `\\u${code.toString(16).padStart(4, '0')}` : `\\U${code.toString(16).padStart(8, '0')}`
}
