// Python's methods of lists, tuples and dicts. They change lists and maps of the template alone: data was copied in.
import { Tuple } from '../../python/values.ts'
import type { Method } from '../dialect.ts'
import { equal, itemsIn, numberIn, order, plain } from '../values.ts'

export function listMethods(list: unknown[] | Tuple): Readonly<Record<string, Method>> {
  const items = itemsIn(list)
  const reading: Readonly<Record<string, Method>> = {
    index: (args, host) => {
      const at = items.findIndex((item) => equal(item, args.get(0, 'value')))
      return at < 0 ? host.refuse('The value is not in the list.') : at
    },
    count: (args) => items.filter((item) => equal(item, args.get(0, 'value'))).length,
  }
  return Array.isArray(list) ? { ...reading, ...changing(list) } : reading
}

function changing(list: unknown[]): Readonly<Record<string, Method>> {
  return {
    copy: () => [...list],
    append: (args) => nothing(list.push(args.get(0, 'object'))),
    extend: (args, host) => {
      for (const item of host.iterate(args.get(0, 'iterable'))) list.push(item)
      return null
    },
    insert: (args) => nothing(list.splice(numberIn(args.get(0, 'index')) ?? 0, 0, args.get(1, 'object'))),
    pop: (args, host) => {
      const at = numberIn(args.get(0, 'index')) ?? -1
      const place = at < 0 ? at + list.length : at
      return place in list ? list.splice(place, 1)[0] : host.refuse('The list has nothing there.')
    },
    remove: (args, host) => {
      const at = list.findIndex((item) => equal(item, args.get(0, 'value')))
      return at < 0 ? host.refuse('The value is not in the list.') : nothing(list.splice(at, 1))
    },
    clear: () => nothing(list.splice(0)),
    reverse: () => nothing(list.reverse()),
    sort: (args, host) => {
      const sign = args.get(1, 'reverse') === true ? -1 : 1
      host.step(list.length)
      list.sort((a, b) => sign * (order(a, b) ?? host.refuse('These cannot be sorted.')))
      return null
    },
  }
}

export function dictMethods(map: Map<unknown, unknown>): Readonly<Record<string, Method>> {
  return {
    items: () => [...map].map((entry) => new Tuple(entry)),
    keys: () => [...map.keys()],
    values: () => [...map.values()],
    get: (args) => {
      const key = plain(args.get(0, 'key'))
      return map.has(key) ? map.get(key) : (args.get(1, 'default') ?? null)
    },
    copy: () => new Map(map),
    update: (args) => {
      const more = args.get(0, 'other')
      if (more instanceof Map) for (const [key, value] of more) map.set(key, value)
      for (const [key, value] of args.given.named) map.set(key, value)
      return null
    },
    pop: (args, host) => {
      const key = plain(args.get(0, 'key'))
      const value = map.has(key)
        ? map.get(key)
        : args.has(1, 'default')
          ? args.get(1, 'default')
          : host.refuse('The key is not there.')
      map.delete(key)
      return value
    },
    setdefault: (args) => {
      const key = plain(args.get(0, 'key'))
      if (!map.has(key)) map.set(key, args.get(1, 'default') ?? null)
      return map.get(key)
    },
    clear: () => nothing(map.clear()),
  }
}

function nothing(_: unknown): null {
  return null
}
