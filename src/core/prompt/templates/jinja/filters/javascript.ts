// The filters of nunjucks that differ from Jinja's, or that Jinja lacks.
import { toValue } from '../../data.ts'
import type { ArgumentReader, Filter, Host } from '../dialect.ts'
import { capitalized, padded, replaced } from '../methods/strings.ts'
import { TemplateRegex } from '../regex.ts'
import { isList, isText, itemsIn, numberIn, order, plain, sizeOf } from '../values.ts'
import { javascriptJson } from './json.ts'
import { chosen, getter } from './lists.ts'

export const javascriptFilters: Readonly<Record<string, Filter>> = {
  dump: (value, args, host) => javascriptJson(value, args.get(0, 'spaces'), host),
  // promptfoo's own: a value out of JSON.
  load: (value, _, host) => parsedJson(host.text(value), host),
  abs: (value) => Math.abs(numberIn(value) ?? Number.NaN),
  int: (value, args, host) => {
    const number = Number.parseInt(host.text(value), numberIn(args.get(1, 'base')) ?? 10)
    return Number.isNaN(number) ? (args.get(0, 'defaultValue') ?? 0) : number
  },
  float: (value, args, host) => {
    const number = Number.parseFloat(host.text(value))
    return Number.isNaN(number) ? args.get(0, 'defaultValue') : number
  },
  round: (value, args) => {
    const scale = 10 ** (numberIn(args.get(0, 'precision')) ?? 0)
    const method = args.get(1, 'method')
    const round = method === 'ceil' ? Math.ceil : method === 'floor' ? Math.floor : Math.round
    return round((numberIn(value) ?? Number.NaN) * scale) / scale
  },
  default: fallback,
  d: fallback,
  first: (value) => (isList(value) ? itemsIn(value)[0] : isText(value) ? String(value)[0] : undefined),
  last: (value) => (isList(value) ? itemsIn(value).at(-1) : isText(value) ? String(value).at(-1) : undefined),
  length: (value) =>
    value === undefined || isText(value) || isList(value) || value instanceof Map ? sizeOf(value) : undefined,
  list: (value, _, host) => {
    if (isText(value)) return [...String(value)]
    if (!(value instanceof Map)) return host.iterate(value)
    return [...value].map(
      ([key, one]) =>
        new Map([
          ['key', key],
          ['value', one],
        ]),
    )
  },
  title: (value, _, host) => host.text(value).split(' ').map(capitalized).join(' '),
  indent: (value, args, host) => {
    const text = host.text(value)
    const space = ' '.repeat(Math.min(1_000, Math.max(0, numberIn(args.get(0, 'width')) ?? 4)))
    const rows = text.split('\n')
    host.spend(space.length * rows.length)
    const first = host.dialect.truthy(args.get(1, 'indentfirst'))
    return text === '' ? '' : rows.map((row, i) => (i === 0 && !first ? row : space + row)).join('\n')
  },
  truncate: (value, args, host) => {
    const text = host.text(value)
    const length = numberIn(args.get(0, 'length')) ?? 255
    if (text.length <= length) return text
    const space = text.lastIndexOf(' ', length)
    const kept = args.get(1, 'killwords') === true || space < 0 ? length : space
    return text.slice(0, kept) + host.text(args.get(2, 'end') ?? '...')
  },
  center: (value, args, host) => {
    const text = host.text(value)
    const width = numberIn(args.get(0, 'width')) ?? 80
    host.spend(Math.max(0, width))
    if (text.length >= width) return text
    const spaces = width - text.length
    const left = Math.floor(spaces / 2)
    return padded(' '.repeat(left) + text, width, ' ', 'left')
  },
  wordcount: (value, _, host) => host.text(value).match(/\w+/g)?.length ?? null,
  replace: (value, args, host) => {
    const text = host.text(value)
    const old = args.get(0, 'old')
    const by = host.text(args.get(1, 'new'))
    const count = numberIn(args.get(2, 'maxCount')) ?? -1
    if (!(old instanceof TemplateRegex)) return replaced(text, host.text(old), by, count, host)
    const result = old.replace(text, by, () => host.step())
    host.spend(result.length)
    return result
  },
  nl2br: (value, _, host) => host.text(value).replace(/\r\n|\n/g, '<br />\n'),
  join: (value, args, host) => {
    const attribute = args.get(1, 'attr')
    const items = isList(value) ? itemsIn(value) : []
    const get = attribute === undefined || attribute === null ? (item: unknown) => item : getter(attribute, host)
    const text = items.map((item) => host.text(get(item))).join(host.text(args.get(0, 'del') ?? ''))
    host.spend(text.length)
    return text
  },
  sort: (value, args, host) => sorted(value, args, host),
  dictsort: (value, args, host) => {
    const side = args.get(1, 'by') === 'value' ? 1 : 0
    const cased = args.get(0, 'caseSensitive') === true
    const entries =
      value instanceof Map ? [...value].map(([key, one]) => [key, one]) : host.refuse('Only a map can be sorted so.')
    const key = (entry: unknown[]): unknown => {
      const one = plain(entry[side])
      return typeof one === 'string' && !cased ? one.toUpperCase() : one
    }
    return entries.sort((a, b) => order(key(a), key(b)) ?? 0)
  },
  groupby: (value, args, host) => {
    const get = getter(args.get(0, 'attr'), host)
    const groups = new Map<string, unknown[]>()
    for (const item of host.iterate(value)) {
      const name = host.text(get(item))
      const group = groups.get(name)
      if (group === undefined) groups.set(name, [item])
      else group.push(item)
    }
    return groups
  },
  sum: (value, args, host) => {
    const attribute = args.get(0, 'attr')
    const get = attribute === undefined || attribute === null ? (item: unknown) => item : getter(attribute, host)
    const start = numberIn(args.get(1, 'start')) ?? 0
    return host.iterate(value).reduce<number>((sum, item) => sum + (numberIn(get(item)) ?? Number.NaN), start)
  },
  selectattr: (value, args, host) => chosen(value, args, host, true, true),
  rejectattr: (value, args, host) => chosen(value, args, host, true, false),
}

function fallback(value: unknown, args: ArgumentReader, host: Host): unknown {
  const falsy = host.dialect.truthy(plain(args.get(1, 'bool'))) && !host.dialect.truthy(plain(value))
  return value === undefined || falsy ? args.get(0, 'def') : value
}

function sorted(value: unknown, args: ArgumentReader, host: Host): unknown[] {
  const cased = args.get(1, 'caseSensitive') === true
  const attribute = args.get(2, 'attribute')
  const get = isText(attribute) ? getter(attribute, host) : (item: unknown) => item
  const key = (item: unknown): unknown => {
    const one = plain(get(item))
    return !cased && typeof one === 'string' ? one.toLowerCase() : one
  }
  const sign = args.get(0, 'reversed') === true ? -1 : 1
  return host.iterate(value).sort((a, b) => {
    host.step()
    return sign * (order(key(a), key(b)) ?? 0)
  })
}

function parsedJson(text: string, host: Host): unknown {
  host.spend(text.length)
  try {
    return toValue(JSON.parse(text))
  } catch {
    return host.refuse('The filter "load" needs JSON.')
  }
}
