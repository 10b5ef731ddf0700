// The few methods of JavaScript's texts, arrays and numbers that nunjucks templates use.
import type { ArgumentReader, Host, Method } from '../dialect.ts'
import { TemplateRegex } from '../regex.ts'
import { numberIn, order, plain } from '../values.ts'

export function textMethods(text: string): Readonly<Record<string, Method>> {
  return {
    toUpperCase: () => text.toUpperCase(),
    toLowerCase: () => text.toLowerCase(),
    trim: () => text.trim(),
    trimStart: () => text.trimStart(),
    trimEnd: () => text.trimEnd(),
    toString: () => text,
    split: (args, host) => {
      host.step(text.length >> 3)
      return args.has(0, 'separator') ? text.split(string(args, host, 0), integer(args, 1)) : [text]
    },
    includes: (args, host) => text.includes(string(args, host, 0)),
    startsWith: (args, host) => text.startsWith(string(args, host, 0)),
    endsWith: (args, host) => text.endsWith(string(args, host, 0)),
    indexOf: (args, host) => text.indexOf(string(args, host, 0)),
    lastIndexOf: (args, host) => text.lastIndexOf(string(args, host, 0)),
    slice: (args) => text.slice(integer(args, 0), integer(args, 1)),
    substring: (args) => text.substring(integer(args, 0) ?? 0, integer(args, 1)),
    substr: (args) => {
      const start = integer(args, 0) ?? 0
      const from = start < 0 ? Math.max(0, text.length + start) : start
      return text.slice(from, from + (integer(args, 1) ?? text.length))
    },
    charAt: (args) => text.charAt(integer(args, 0) ?? 0),
    at: (args) => text.at(integer(args, 0) ?? 0),
    concat: (args, host) => made(text + args.given.positional.map((one) => host.text(one)).join(''), host),
    repeat: (args, host) => {
      const count = Math.max(0, integer(args, 0) ?? 0)
      host.spend(text.length * count)
      return text.repeat(count)
    },
    padStart: (args, host) => text.padStart(width(args, host), args.has(1, 'with') ? string(args, host, 1) : ' '),
    padEnd: (args, host) => text.padEnd(width(args, host), args.has(1, 'with') ? string(args, host, 1) : ' '),
    replace: (args, host) => made(replacedOnce(text, args, host), host),
    replaceAll: (args, host) => made(replacedAll(text, args, host), host),
  }
}

export function arrayMethods(list: unknown[]): Readonly<Record<string, Method>> {
  const find: (args: ArgumentReader) => number = (args) =>
    list.findIndex((item) => plain(item) === plain(args.get(0, 'value')))
  return {
    join: (args, host) => {
      const separator = args.has(0, 'separator') ? string(args, host, 0) : ','
      return made(list.map((item) => host.text(item)).join(separator), host)
    },
    includes: (args) => find(args) >= 0,
    indexOf: find,
    slice: (args) => list.slice(integer(args, 0), integer(args, 1)),
    concat: (args, host) => {
      const all = [
        ...list,
        ...args.given.positional.flatMap((one) => (Array.isArray(one) ? (one as unknown[]) : [one])),
      ]
      host.step(all.length)
      return all
    },
    at: (args) => list.at(integer(args, 0) ?? 0),
    push: (args) => list.push(...args.given.positional),
    unshift: (args) => list.unshift(...args.given.positional),
    pop: () => list.pop(),
    shift: () => list.shift(),
    reverse: () => list.reverse(),
    sort: (_, host) => {
      host.step(list.length)
      return list.sort((a, b) => order(host.text(a), host.text(b)) ?? 0)
    },
    toString: (_: ArgumentReader, host: Host) => host.text(list),
  }
}

export function numberMethods(number: number): Readonly<Record<string, Method>> {
  return {
    toFixed: (args, host) => {
      const places = integer(args, 0) ?? 0
      return places >= 0 && places <= 100 ? number.toFixed(places) : host.refuse('toFixed takes 0 to 100 places.')
    },
    toString: () => String(number),
  }
}

/** The replacement is text: nothing in it is a pattern or a function. */
function replacedOnce(text: string, args: ArgumentReader, host: Host): string {
  const what = args.get(0, 'what')
  const by = string(args, host, 1)
  if (what instanceof TemplateRegex) return what.replace(text, by, () => host.step())
  const at = text.indexOf(host.text(what))
  return at < 0 ? text : text.slice(0, at) + by + text.slice(at + host.text(what).length)
}

function replacedAll(text: string, args: ArgumentReader, host: Host): string {
  const what = args.get(0, 'what')
  const by = string(args, host, 1)
  return what instanceof TemplateRegex
    ? what.replace(text, by, () => host.step())
    : text.split(host.text(what)).join(by)
}

function made(text: string, host: Host): string {
  host.spend(text.length)
  return text
}

function string(args: ArgumentReader, host: Host, index: number): string {
  return host.text(args.get(index, ''))
}

function integer(args: ArgumentReader, index: number): number | undefined {
  const number = numberIn(args.get(index, ''))
  return number === undefined ? undefined : Math.trunc(number)
}

function width(args: ArgumentReader, host: Host): number {
  const size = Math.max(0, integer(args, 0) ?? 0)
  host.spend(size)
  return size
}
