// The inputs of a template as it sees them: lists and maps copied from JSON data, so that no prototype can be reached,
// and how JavaScript prints them.
import { Float, Tuple } from './python/values.ts'

const MAX_DEPTH = 200

/** JSON data as values of a template. */
export function toValue(data: unknown, depth = 0): unknown {
  if (depth > MAX_DEPTH || typeof data === 'function' || typeof data === 'symbol') return undefined
  if (Array.isArray(data)) return data.map((item) => toValue(item, depth + 1))
  if (data === null || typeof data !== 'object') return typeof data === 'bigint' ? Number(data) : data
  if (data instanceof Date) return data.toISOString()
  return new Map(Object.entries(data).map(([key, value]) => [key, toValue(value, depth + 1)]))
}

/** String(value); nothing for undefined and null. */
export function javascriptText(value: unknown, spend: (characters: number) => void = () => undefined): string {
  return print(value, spend, 0)
}

function print(value: unknown, spend: (characters: number) => void, depth: number): string {
  if (value === undefined || value === null || depth > MAX_DEPTH) return ''
  if (value instanceof Float) return String(value.value)
  const items = Array.isArray(value) ? (value as unknown[]) : value instanceof Tuple ? value.items : undefined
  const text =
    items !== undefined
      ? items.map((item) => print(item, spend, depth + 1)).join(',')
      : value instanceof Map
        ? '[object Object]'
        : String(value)
  spend(text.length)
  return text
}
