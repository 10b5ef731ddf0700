// Jinja's filters of lists and maps.
import { Tuple } from '../../python/values.ts'
import { type ArgumentReader, type Filter, type Host, NO_VALUES } from '../dialect.ts'
import { equal, isList, isText, numberIn, order, plain, sizeOf } from '../values.ts'

export const listFilters: Readonly<Record<string, Filter>> = {
  length: length,
  count: length,
  first: (value, _, host) => host.iterate(value)[0],
  last: (value, _, host) => host.iterate(value).at(-1),
  list: (value, _, host) => host.iterate(value),
  items: (value, _, host) => {
    if (value === undefined) return []
    if (!(value instanceof Map)) return host.refuse('Only a map has items.')
    return [...value].map((entry) => new Tuple(entry))
  },
  reverse: (value, _, host) => {
    const items = host.iterate(value).reverse()
    return isText(value) ? items.join('') : items
  },
  join: (value, args, host) => {
    const attribute = args.get(1, 'attribute')
    const get = getter(attribute, host)
    const items = host
      .iterate(value)
      .map((item) => host.text(attribute === undefined || attribute === null ? item : get(item)))
    const text = items.join(host.text(args.get(0, 'd') ?? ''))
    host.spend(text.length)
    return text
  },
  map: (value, args, host) => {
    const items = host.iterate(value)
    const { positional, named } = args.given
    const attribute = named.get('attribute')
    if (positional.length === 0 && attribute !== undefined) {
      const get = getter(attribute, host)
      const preset = named.get('default')
      return items.map((item) => get(item) ?? preset)
    }
    const name = host.text(positional[0])
    return items.map((item) => host.filter(name, item, args.rest(1)))
  },
  select: (value, args, host) => chosen(value, args, host, false, true),
  reject: (value, args, host) => chosen(value, args, host, false, false),
  selectattr: (value, args, host) => chosen(value, args, host, true, true),
  rejectattr: (value, args, host) => chosen(value, args, host, true, false),
  sort: (value, args, host) => {
    const keys = getters(args.get(2, 'attribute'), host, args.get(1, 'case_sensitive') !== true)
    return sorted(host.iterate(value), keys, args.get(0, 'reverse') === true, host)
  },
  dictsort: (value, args, host) => {
    const entries =
      value instanceof Map ? [...value].map((entry) => new Tuple(entry)) : host.refuse('Only a map can be sorted so.')
    const side = args.get(1, 'by') === 'value' ? 1 : 0
    const cased = args.get(0, 'case_sensitive') === true
    const key = (entry: unknown): unknown => lowered(entry instanceof Tuple ? entry.items[side] : entry, !cased)
    return sorted(entries, [key], args.get(2, 'reverse') === true, host)
  },
  unique: (value, args, host) => {
    const key = keyOf(args.get(1, 'attribute'), host, args.get(0, 'case_sensitive') !== true)
    const seen: unknown[] = []
    return host.iterate(value).filter((item) => {
      const mine = key(item)
      host.step(1 + (seen.length >> 3))
      if (seen.some((one) => equal(one, mine))) return false
      seen.push(mine)
      return true
    })
  },
  min: (value, args, host) => extreme(value, args, host, -1),
  max: (value, args, host) => extreme(value, args, host, 1),
  sum: (value, args, host) => {
    const attribute = args.get(0, 'attribute')
    const get = getter(attribute, host)
    const items = host.iterate(value)
    return items.reduce<unknown>(
      (sum, item) =>
        host.dialect.binary('+', sum, attribute === undefined || attribute === null ? item : get(item), host),
      args.get(1, 'start') ?? 0,
    )
  },
  groupby: (value, args, host) => {
    const cased = args.get(2, 'case_sensitive') === true
    const get = getter(args.get(0, 'attribute'), host)
    const preset = args.get(1, 'default')
    const key = (item: unknown): unknown => lowered(get(item) ?? preset, !cased)
    const groups: { key: unknown; name: unknown; items: unknown[] }[] = []
    for (const item of sorted(host.iterate(value), [key], false, host)) {
      const last = groups.at(-1)
      if (last !== undefined && equal(last.key, key(item))) last.items.push(item)
      else groups.push({ key: key(item), name: get(item) ?? preset, items: [item] })
    }
    return groups.map(({ name, items }) => new Tuple([name, items], ['grouper', 'list']))
  },
  batch: (value, args, host) => {
    const size = Math.max(1, numberIn(args.get(0, 'linecount')) ?? 1)
    const items = host.iterate(value)
    const rows: unknown[][] = []
    for (let i = 0; i < items.length; i += size) rows.push(items.slice(i, i + size))
    const fill = args.get(1, 'fill_with')
    const last = rows.at(-1)
    if (fill !== undefined && fill !== null && last !== undefined && size <= 10_000)
      while (last.length < size) last.push(fill)
    return rows
  },
  slice: (value, args, host) => {
    const count = Math.max(1, numberIn(args.get(0, 'slices')) ?? 1)
    const items = host.iterate(value)
    host.step(count)
    const size = Math.floor(items.length / count)
    const larger = items.length % count
    const fill = args.get(1, 'fill_with')
    return Array.from({ length: count }, (_, i) => {
      const start = i * size + Math.min(i, larger)
      const row = items.slice(start, start + size + (i < larger ? 1 : 0))
      return fill !== undefined && fill !== null && i >= larger ? [...row, fill] : row
    })
  },
  attr: (value, args, host) =>
    value instanceof Map ? undefined : host.attribute(value, host.text(args.get(0, 'name'))),
  default: fallback,
  d: fallback,
  random: (_value, _args, host) => host.refuse('"random" is not offered: the same inputs must give the same text.'),
}

function length(value: unknown, _: ArgumentReader, host: Host): number {
  if (isText(value)) return [...String(value)].length
  if (value === undefined || isList(value) || value instanceof Map) return sizeOf(value)
  return host.refuse('This has no length.')
}

function fallback(value: unknown, args: ArgumentReader, host: Host): unknown {
  const preset = args.has(0, 'default_value') ? args.get(0, 'default_value') : ''
  const falsy = args.get(1, 'boolean') === true && !host.dialect.truthy(plain(value))
  return value === undefined || falsy ? preset : value
}

/** A path of names and indexes: `a.b.0`. */
export function getter(attribute: unknown, host: Host): (item: unknown) => unknown {
  const number = numberIn(attribute)
  const steps: readonly (string | number)[] =
    number !== undefined
      ? [number]
      : host
          .text(attribute)
          .split('.')
          .map((part) => (/^\d+$/.test(part) ? Number(part) : part))
  return (item) => steps.reduce<unknown>((of, step) => (of === undefined ? undefined : host.item(of, step)), item)
}

function keyOf(attribute: unknown, host: Host, ignoreCase: boolean): (item: unknown) => unknown {
  const get = attribute === undefined || attribute === null ? undefined : getter(attribute, host)
  return (item) => lowered(get === undefined ? item : get(item), ignoreCase)
}

function getters(attribute: unknown, host: Host, ignoreCase: boolean): ((item: unknown) => unknown)[] {
  if (!isText(attribute)) return [keyOf(attribute, host, ignoreCase)]
  return String(attribute)
    .split(',')
    .map((one) => keyOf(one, host, ignoreCase))
}

function lowered(value: unknown, ignoreCase: boolean): unknown {
  return ignoreCase && isText(value) ? String(value).toLowerCase() : plain(value)
}

function sorted(
  items: readonly unknown[],
  keys: readonly ((item: unknown) => unknown)[],
  reverse: boolean,
  host: Host,
): unknown[] {
  const keyed = items.map((item) => ({ item, keys: keys.map((key) => key(item)) }))
  keyed.sort((a, b) => {
    host.step()
    for (const [i, key] of a.keys.entries()) {
      if (equal(key, b.keys[i])) continue
      const ordered = order(key, b.keys[i])
      if (ordered === undefined) return host.refuse('These cannot be sorted.')
      if (ordered !== 0) return reverse ? -ordered : ordered
    }
    return 0
  })
  return keyed.map(({ item }) => item)
}

function extreme(value: unknown, args: ArgumentReader, host: Host, sign: 1 | -1): unknown {
  const key = keyOf(args.get(1, 'attribute'), host, args.get(0, 'case_sensitive') !== true)
  const items = host.iterate(value)
  if (items.length === 0) return undefined
  return items.reduce((best, item) => {
    const ordered = order(key(item), key(best)) ?? host.refuse('These cannot be compared.')
    return ordered * sign > 0 ? item : best
  })
}

/** `select(test, …)`: those for which the test holds, or that are true. With an attribute: those whose attribute is. */
export function chosen(
  value: unknown,
  args: ArgumentReader,
  host: Host,
  byAttribute: boolean,
  wanted: boolean,
): unknown[] {
  const { positional } = args.given
  const get = byAttribute ? getter(positional[0], host) : (item: unknown): unknown => item
  const rest = args.rest(byAttribute ? 1 : 0)
  const [name] = rest.positional
  const test = { positional: rest.positional.slice(1), named: NO_VALUES.named }
  return host.iterate(value).filter((item) => {
    const one = get(item)
    const holds = name === undefined ? host.dialect.truthy(plain(one)) : host.test(host.text(name), one, test)
    return holds === wanted
  })
}
