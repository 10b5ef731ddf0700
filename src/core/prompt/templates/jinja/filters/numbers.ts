// Jinja's filters of numbers.
import { asFloat, Float } from '../../python/values.ts'
import type { Filter } from '../dialect.ts'
import { isText, numberIn, plain } from '../values.ts'

const INTEGER = /^\s*[-+]?\d[\d_]*\s*$/
const DECIMAL = /^\s*[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?\s*$/

export const numberFilters: Readonly<Record<string, Filter>> = {
  abs: (value, _, host) => {
    const number = Math.abs(numberIn(value) ?? host.refuse('Only numbers have an absolute value.'))
    return value instanceof Float ? new Float(number) : number
  },
  int: (value, args) => integer(plain(value), numberIn(args.get(1, 'base')) ?? 10) ?? args.get(0, 'default') ?? 0,
  float: (value, args) => {
    const number = isText(value) ? decimal(String(value)) : numberIn(value)
    return number === undefined ? (args.get(0, 'default') ?? new Float(0)) : asFloat(number)
  },
  round: (value, args, host) => {
    const number = numberIn(value) ?? host.refuse('Only numbers can be rounded.')
    const precision = numberIn(args.get(0, 'precision')) ?? 0
    const method = args.get(1, 'method') ?? 'common'
    const whole = typeof value === 'number' && Number.isInteger(value)
    if (method === 'common') return whole ? number : asFloat(rounded(number, precision))
    const scale = 10 ** precision
    return asFloat((method === 'ceil' ? Math.ceil(number * scale) : Math.floor(number * scale)) / scale)
  },
  filesizeformat: (value, args, host) => {
    const bytes = numberIn(value) ?? decimal(host.text(value)) ?? host.refuse('This is no size.')
    const base = args.get(0, 'binary') === true ? 1024 : 1000
    if (bytes === 1) return '1 Byte'
    if (bytes < base) return `${Math.trunc(bytes)} Bytes`
    const units =
      base === 1024
        ? ['KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB', 'ZiB', 'YiB']
        : ['kB', 'MB', 'GB', 'TB', 'PB', 'EB', 'ZB', 'YB']
    const power = Math.min(
      units.length - 1,
      units.findIndex((_, i) => bytes < base ** (i + 2)),
    )
    const unit = power < 0 ? units.length - 1 : power
    return `${(bytes / base ** (unit + 1)).toFixed(1)} ${units[unit]}`
  },
}

function integer(value: unknown, base: number): number | undefined {
  if (typeof value !== 'string') {
    const number = numberIn(value)
    return number === undefined || !Number.isFinite(number) ? undefined : Math.trunc(number)
  }
  if (base !== 10) {
    const number = parseInt(value.trim().replace(/^0[xob]/i, ''), base)
    return Number.isNaN(number) ? undefined : number
  }
  if (INTEGER.test(value)) return Number(value.replaceAll('_', ''))
  const number = decimal(value)
  return number === undefined ? undefined : Math.trunc(number)
}

function decimal(text: string): number | undefined {
  return DECIMAL.test(text) ? Number(text) : undefined
}

/** As Python's round(): exact ties go to the even neighbour. */
export function rounded(number: number, precision: number): number {
  if (precision < 0 || precision > 15) {
    const scale = 10 ** precision
    return precision > 15 ? number : Math.round(number * scale) / scale
  }
  const scaled = number * 10 ** precision
  const floor = Math.floor(scaled)
  if (scaled - floor === 0.5 && scaled / 10 ** precision === number && Number.isInteger(scaled * 2))
    if (precision === 0) return floor % 2 === 0 ? floor : floor + 1
  return Number(number.toFixed(precision))
}
