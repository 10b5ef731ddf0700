// Liquid's filters and printing. There is no `date`: the engine knows no clock, and dates come in as text.
import { equal, numberIn, order } from '../jinja/values.ts'

export interface FilterHost {
  spend(characters: number): void
  step(count: number): void
  refuse(message: string): never
}

export type LiquidFilter = (
  value: unknown,
  args: readonly unknown[],
  host: FilterHost,
  named: ReadonlyMap<string, unknown>,
) => unknown

const MAX_DEPTH = 100

/** Nothing for nil, lists without separators; as liquidjs prints. */
export function liquidText(value: unknown, spend: (characters: number) => void = () => undefined, depth = 0): string {
  if (value === undefined || value === null || depth > MAX_DEPTH) return ''
  const text = Array.isArray(value)
    ? value.map((item) => liquidText(item, spend, depth + 1)).join('')
    : value instanceof Map
      ? '[object Object]'
      : String(value)
  spend(text.length)
  return text
}

const texts: Readonly<Record<string, (text: string, args: readonly string[], host: FilterHost) => unknown>> = {
  append: (text, [more = '']) => text + more,
  prepend: (text, [more = '']) => more + text,
  capitalize: (text) => text.slice(0, 1).toUpperCase() + text.slice(1).toLowerCase(),
  upcase: (text) => text.toUpperCase(),
  downcase: (text) => text.toLowerCase(),
  strip: (text) => text.trim(),
  lstrip: (text) => text.trimStart(),
  rstrip: (text) => text.trimEnd(),
  strip_newlines: (text) => text.replace(/\r?\n/g, ''),
  newline_to_br: (text) => text.replace(/\r?\n/g, '<br />\n'),
  normalize_whitespace: (text) => text.replace(/\s+/g, ' '),
  escape: (text) => escaped(text),
  replace: (text, [old = '', by = ''], host) => replaced(text.split(old), by, host),
  replace_first: (text, [old = '', by = '']) => once(text, text.indexOf(old), old, by),
  replace_last: (text, [old = '', by = '']) => once(text, text.lastIndexOf(old), old, by),
  remove: (text, [old = '']) => text.split(old).join(''),
  remove_first: (text, [old = '']) => once(text, text.indexOf(old), old, ''),
  remove_last: (text, [old = '']) => once(text, text.lastIndexOf(old), old, ''),
  split: (text, [by = ''], host) => {
    host.step(text.length >> 3)
    const parts = text.split(by)
    while (parts.length > 0 && parts.at(-1) === '') parts.pop()
    return parts
  },
  truncate: (text, [length = '50', end = '...']) => {
    const size = Number(length)
    return text.length <= size ? text : text.slice(0, Math.max(0, size - end.length)) + end
  },
  truncatewords: (text, [count = '15', end = '...']) => {
    const words = text.trim().split(/\s+/)
    const size = Math.max(1, Number(count))
    return words.length <= size ? words.join(' ') : words.slice(0, size).join(' ') + end
  },
  url_encode: (text) => encodeURIComponent(text.toWellFormed()).replace(/%20/g, '+'),
  number_of_words: (text) =>
    text
      .trim()
      .split(/\s+/)
      .filter((word) => word !== '').length,
}

const numbers: Readonly<Record<string, (number: number, arg: number, host: FilterHost) => number>> = {
  abs: (number) => Math.abs(number),
  ceil: (number) => Math.ceil(number),
  floor: (number) => Math.floor(number),
  round: (number, arg) => {
    const scale = 10 ** (Number.isNaN(arg) ? 0 : arg)
    return Math.round(number * scale) / scale
  },
  plus: (number, arg) => number + arg,
  minus: (number, arg) => number - arg,
  times: (number, arg) => number * arg,
  divided_by: (number, arg, host) => (arg === 0 ? host.refuse('Division by zero.') : number / arg),
  modulo: (number, arg, host) => (arg === 0 ? host.refuse('Division by zero.') : number % arg),
  at_least: (number, arg) => Math.max(number, arg),
  at_most: (number, arg) => Math.min(number, arg),
}

const lists: Readonly<Record<string, LiquidFilter>> = {
  size: (value) =>
    typeof value === 'string' ? value.length : value instanceof Map ? value.size : listOf(value).length,
  first: (value) => (typeof value === 'string' || Array.isArray(value) ? value[0] : undefined),
  last: (value) => (typeof value === 'string' || Array.isArray(value) ? value.at(-1) : undefined),
  join: (value, [by = ' '], host) => {
    const text = listOf(value)
      .map((item) => liquidText(item))
      .join(liquidText(by))
    host.spend(text.length)
    return text
  },
  reverse: (value) => listOf(value).toReversed(),
  compact: (value) => listOf(value).filter((item) => item !== undefined && item !== null),
  concat: (value, [more], host) => weighed([...listOf(value), ...listOf(more)], host),
  push: (value, [item], host) => weighed([...listOf(value), item], host),
  unshift: (value, [item], host) => weighed([item, ...listOf(value)], host),
  pop: (value) => listOf(value).slice(0, -1),
  shift: (value) => listOf(value).slice(1),
  map: (value, [name]) => listOf(value).map((item) => entry(item, name)),
  where: (value, [name, wanted]) =>
    listOf(value).filter((item) =>
      wanted === undefined ? isTrue(entry(item, name)) : equal(entry(item, name), wanted),
    ),
  reject: (value, [name, wanted]) =>
    listOf(value).filter((item) =>
      wanted === undefined ? !isTrue(entry(item, name)) : !equal(entry(item, name), wanted),
    ),
  find: (value, [name, wanted]) => listOf(value).find((item) => equal(entry(item, name), wanted)),
  sort: (value, [name], host) => sorted(value, name, host, (one) => one),
  sort_natural: (value, [name], host) => sorted(value, name, host, (one) => liquidText(one).toLowerCase()),
  sum: (value, [name]) =>
    listOf(value).reduce<number>((sum, item) => sum + (Number(name === undefined ? item : entry(item, name)) || 0), 0),
  uniq: (value, [name], host) => {
    const seen: unknown[] = []
    return listOf(value).filter((item) => {
      const mine = name === undefined ? item : entry(item, name)
      host.step(1 + (seen.length >> 3))
      if (seen.some((one) => equal(one, mine))) return false
      seen.push(mine)
      return true
    })
  },
  slice: (value, [start, count = 1]) => {
    const of = typeof value === 'string' ? value : listOf(value)
    const from = Number(start) < 0 ? of.length + Number(start) : Number(start)
    return of.slice(from, from + Number(count))
  },
  default: (value, [preset], _, named) => {
    const allowed = value === false && named.get('allow_false') === true
    const empty = value === '' || (Array.isArray(value) && value.length === 0)
    return !allowed && (!isTrue(value) || empty) ? preset : value
  },
  json: (value, [space], host) => {
    const text = JSON.stringify(jsonOf(value, 0), null, numberIn(space)) as string | undefined
    host.spend(text?.length ?? 0)
    return text
  },
}

export const FILTERS: ReadonlyMap<string, LiquidFilter> = new Map<string, LiquidFilter>([
  ...Object.entries(texts).map(([name, filter]) => [name, overText(filter)] as const),
  ...Object.entries(numbers).map(([name, filter]) => [name, overNumber(filter)] as const),
  ...Object.entries(lists),
])

function overText(filter: (text: string, args: readonly string[], host: FilterHost) => unknown): LiquidFilter {
  return (value, args, host) => {
    const result = filter(
      liquidText(value),
      args.map((one) => liquidText(one)),
      host,
    )
    host.spend(typeof result === 'string' ? result.length : 0)
    return result
  }
}

function overNumber(filter: (number: number, arg: number, host: FilterHost) => number): LiquidFilter {
  return (value, [arg], host) =>
    filter(Number(value ?? 0) || 0, arg === undefined ? Number.NaN : Number(arg) || 0, host)
}

function listOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value
  return value === undefined || value === null ? [] : [value]
}

function entry(item: unknown, name: unknown): unknown {
  return liquidText(name)
    .split('.')
    .reduce<unknown>((of, key) => (of instanceof Map ? of.get(key) : undefined), item)
}

function isTrue(value: unknown): boolean {
  return value !== undefined && value !== null && value !== false
}

function sorted(value: unknown, name: unknown, host: FilterHost, key: (value: unknown) => unknown): unknown[] {
  const keyed = listOf(value).map((item) => ({ item, key: key(name === undefined ? item : entry(item, name)) }))
  host.step(keyed.length)
  return keyed.sort((a, b) => order(a.key, b.key) ?? 0).map(({ item }) => item)
}

function weighed(list: unknown[], host: FilterHost): unknown[] {
  host.step(list.length)
  return list
}

/** `join`, charged before it is made. */
function replaced(parts: readonly string[], by: string, host: FilterHost): string {
  host.spend(by.length * parts.length)
  return parts.join(by)
}

function once(text: string, at: number, old: string, by: string): string {
  return at < 0 ? text : text.slice(0, at) + by + text.slice(at + old.length)
}

const HTML: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&#34;', "'": '&#39;' }

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => HTML[sign] ?? sign)
}

function jsonOf(value: unknown, depth: number): unknown {
  if (depth > MAX_DEPTH) return undefined
  if (Array.isArray(value)) return value.map((item) => jsonOf(item, depth + 1))
  if (!(value instanceof Map)) return value
  return Object.fromEntries([...value].map(([name, one]) => [String(name), jsonOf(one, depth + 1)]))
}
