// Python's format() of one value by a specification such as ">10", ",.2f" or "05d", and the % operator of strings.
import { pythonFloat, pythonRepr, pythonText } from './print.ts'
import { Float } from './values.ts'

const SPEC = /^(?:([\s\S])?([<>=^]))?([-+ ])?(#)?(0)?(\d{1,4})?([,_])?(?:\.(\d{1,3}))?([bcdeEfFgGnosxX%])?$/u
const PERCENT = /%(?:\(([^)]*)\))?([-+ #0]*)(\d{1,4}|\*)?(?:\.(\d{1,3}))?([diouxXeEfFgGcrsa%])/g

/** Undefined where the specification does not fit the value. */
export function formatSpec(value: unknown, spec: string): string | undefined {
  const match = SPEC.exec(spec)
  if (match === null) return undefined
  const [, fill, align, sign = '', alternate, zero, width = '0', group, precision, type] = match
  const number = numberOf(value)
  if (number === undefined || type === 's') {
    if (type !== undefined && type !== 's') return undefined
    const text = pythonText(value)
    const cut = precision === undefined ? text : [...text].slice(0, Number(precision)).join('')
    return pad(cut, Number(width), align ?? '<', fill ?? ' ')
  }
  const digits = digitsOf(Math.abs(number), value, type, precision === undefined ? undefined : Number(precision))
  if (digits === undefined) return undefined
  const grouped = group === undefined ? digits : grouping(digits, group)
  const prefix = alternate === undefined ? '' : ({ x: '0x', X: '0X', o: '0o', b: '0b' }[type ?? ''] ?? '')
  const mark = (number < 0 || Object.is(number, -0) ? '-' : sign === '-' ? '' : sign) + prefix
  const filler = fill ?? (zero === undefined ? ' ' : '0')
  const how = align ?? (zero === undefined ? '>' : '=')
  if (how === '=') return mark + grouped.padStart(Number(width) - mark.length, filler)
  return pad(mark + grouped, Number(width), how, filler)
}

/** `template % values`. Undefined where values are too few or of the wrong kind. */
export function percentFormat(template: string, values: readonly unknown[], named?: (name: string) => unknown) {
  let next = 0
  let broken = false
  const text = template.replace(PERCENT, (all, name: string | undefined, flags: string, width, precision, type) => {
    if (type === '%') return '%'
    if (name === undefined && next >= values.length) broken = true
    const value = name === undefined ? values[next++] : named?.(name)
    const formatted = percentOne(value, flags, width, precision, type)
    if (formatted === undefined) broken = true
    return formatted ?? all
  })
  return broken || next < values.length ? undefined : text
}

function percentOne(value: unknown, flags: string, width = '', precision: string | undefined, type: string) {
  const left = flags.includes('-')
  const dot = precision === undefined ? '' : `.${precision}`
  if ('rsa'.includes(type))
    return formatSpec(type === 's' ? pythonText(value) : pythonRepr(value), `${left ? '<' : '>'}${width}${dot}s`)
  const number = numberOf(value)
  if (number === undefined) return undefined
  const sign = flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : ''
  const zero = flags.includes('0') && !left ? '0' : ''
  const whole = 'diu'.includes(type)
  const spec = `${left ? '<' : zero === '' ? '>' : ''}${sign}${zero}${width}${whole ? '' : dot}${whole ? 'd' : type}`
  return formatSpec(whole ? Math.trunc(number) : value, spec)
}

function digitsOf(number: number, value: unknown, type = '', precision: number | undefined): string | undefined {
  const whole = typeof value !== 'number' ? !(value instanceof Float) : Number.isInteger(value)
  const places = precision ?? 6
  if ('dnbocxX'.includes(type) && type !== '') {
    if (!whole) return undefined
    if (type === 'c') return String.fromCodePoint(Math.min(number, 0x10ffff))
    const radix = { b: 2, o: 8, x: 16, X: 16 }[type] ?? 10
    const text = BigInt(number).toString(radix)
    return type === 'X' ? text.toUpperCase() : text
  }
  if (type === 'f' || type === 'F') return number >= 1e21 ? pythonFloat(number) : roundHalfEven(number, places)
  if (type === '%') return `${(number * 100).toFixed(places)}%`
  if (type === 'e' || type === 'E') return exponent(number.toExponential(places), type)
  if (type === 'g' || type === 'G') return general(number, Math.max(1, places))
  if (precision !== undefined) return general(number, Math.max(1, precision))
  return whole ? BigInt(number).toString() : pythonFloat(number)
}

/** toFixed rounds the exact binary value, as Python does, but ties away from zero: Python takes the even neighbour. */
function roundHalfEven(number: number, places: number): string {
  const text = number.toFixed(places)
  const scaled = number * 10 ** places
  const tie = places <= 15 && Math.abs(scaled - Math.trunc(scaled)) === 0.5 && scaled / 10 ** places === number
  return tie && Math.trunc(scaled) % 2 === 0 ? (Math.trunc(scaled) / 10 ** places).toFixed(places) : text
}

function general(number: number, digits: number): string {
  const power = number === 0 ? 0 : Math.floor(Math.log10(Number(number.toExponential(digits - 1))))
  if (power < -4 || power >= digits) return exponent(trimZeros(number.toExponential(digits - 1)), 'e')
  return trimZeros(number.toFixed(Math.max(0, digits - 1 - power)))
}

function trimZeros(text: string): string {
  const [mantissa = '', power] = text.split('e')
  const short = mantissa.includes('.') ? mantissa.replace(/\.?0+$/, '') : mantissa
  return power === undefined ? short : `${short}e${power}`
}

function exponent(text: string, type: string): string {
  const full = text.replace(/e([-+])(\d)$/, 'e$10$2')
  return type === 'E' ? full.toUpperCase() : full
}

function grouping(digits: string, separator: string): string {
  const [whole = '', ...rest] = digits.split('.')
  return [whole.replace(/\B(?=(?:\d{3})+$)/g, separator), ...rest].join('.')
}

function pad(text: string, width: number, align: string, fill: string): string {
  const missing = Math.max(0, width - [...text].length)
  if (align === '<') return text + fill.repeat(missing)
  if (align === '^') return fill.repeat(missing >> 1) + text + fill.repeat(missing - (missing >> 1))
  return fill.repeat(missing) + text
}

function numberOf(value: unknown): number | undefined {
  if (value instanceof Float) return value.value
  if (typeof value === 'boolean') return Number(value)
  return typeof value === 'number' ? value : undefined
}
