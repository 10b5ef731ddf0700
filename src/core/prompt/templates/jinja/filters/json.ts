// `tojson` as Python writes JSON, and `dump` as JavaScript does.
import { Float } from '../../python/values.ts'
import type { ArgumentReader, Host } from '../dialect.ts'
import { isList, itemsIn, numberIn, plain } from '../values.ts'

const MAX_DEPTH = 100
const UNSAFE: Readonly<Record<string, string>> = { '<': '\\u003c', '>': '\\u003e', '&': '\\u0026', "'": '\\u0027' }

/** json.dumps with sorted keys, ASCII alone, and without the signs of HTML, as Jinja2 sets it up. */
export function pythonJson(value: unknown, args: ArgumentReader, host: Host): string {
  const indent = numberIn(args.get(0, 'indent'))
  const text = write(plain(value), indent, '\n', 0, host)
  return text.replace(/[<>&']/g, (sign) => UNSAFE[sign] ?? sign)
}

/** JSON.stringify over the values of a template. */
export function javascriptJson(value: unknown, indent: unknown, host: Host): string | undefined {
  const data = toData(plain(value), 0, host)
  const text = JSON.stringify(data, null, typeof indent === 'string' ? indent : numberIn(indent)) as string | undefined
  host.spend(text?.length ?? 0)
  return text
}

function write(value: unknown, indent: number | undefined, margin: string, depth: number, host: Host): string {
  host.step()
  if (depth > MAX_DEPTH) return host.refuse('The value is nested too deeply for JSON.')
  const inner = indent === undefined ? '' : margin + ' '.repeat(Math.min(indent, 40))
  const each = (one: unknown): string => write(plain(one), indent, inner, depth + 1, host)
  const around = (open: string, parts: string[], close: string): string => {
    if (parts.length === 0) return open + close
    const text = indent === undefined ? parts.join(', ') : inner + parts.join(`,${inner}`) + margin
    host.spend(text.length)
    return open + text + close
  }
  if (isList(value)) return around('[', itemsIn(value).map(each), ']')
  if (value instanceof Map) {
    const entries = [...value].map(([key, one]) => [keyText(key), one] as const)
    entries.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    return around(
      '{',
      entries.map(([key, one]) => `${quoted(key)}: ${each(one)}`),
      '}',
    )
  }
  if (typeof value === 'string') return quoted(value)
  if (value instanceof Float) return `${value.value}.0`
  if (value === null || typeof value === 'boolean' || typeof value === 'number') return String(value)
  return host.refuse(value === undefined ? 'What is to be JSON is not defined.' : 'This cannot be JSON.')
}

function keyText(key: unknown): string {
  return typeof key === 'string' ? key : String(key instanceof Float ? key.value : key)
}

function quoted(text: string): string {
  return JSON.stringify(text).replace(
    /[\u007f-\uffff]/g,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

function toData(value: unknown, depth: number, host: Host): unknown {
  host.step()
  if (depth > MAX_DEPTH) return host.refuse('The value is nested too deeply for JSON.')
  const each = (one: unknown): unknown => toData(plain(one), depth + 1, host)
  if (isList(value)) return itemsIn(value).map(each)
  if (value instanceof Map) return Object.fromEntries([...value].map(([key, one]) => [String(key), each(one)]))
  const number = numberIn(value)
  if (typeof value === 'boolean' || value === null || typeof value === 'string') return value
  return number
}
