// Python's methods of text.
import { formatSpec } from '../../python/formatSpec.ts'
import { pythonRepr, pythonText } from '../../python/print.ts'
import { Tuple } from '../../python/values.ts'
import type { ArgumentReader, Host, Method } from '../dialect.ts'
import { isList, isText, itemsIn, numberIn, plain } from '../values.ts'

// biome-ignore lint/suspicious/noControlCharactersInRegex: Python ends lines at these too.
const LINE_END = /\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]/

export function stringMethods(text: string): Readonly<Record<string, Method>> {
  return {
    upper: () => text.toUpperCase(),
    lower: () => text.toLowerCase(),
    casefold: () => text.toLowerCase(),
    swapcase: () =>
      [...text].map((sign) => (sign === sign.toUpperCase() ? sign.toLowerCase() : sign.toUpperCase())).join(''),
    capitalize: () => capitalized(text),
    title: () => text.replace(/\p{L}+/gu, capitalized),
    strip: (args) => stripped(text, signs(args), true, true),
    lstrip: (args) => stripped(text, signs(args), true, false),
    rstrip: (args) => stripped(text, signs(args), false, true),
    removeprefix: (args) => (text.startsWith(one(args, 0)) ? text.slice(one(args, 0).length) : text),
    removesuffix: (args) =>
      one(args, 0) !== '' && text.endsWith(one(args, 0)) ? text.slice(0, -one(args, 0).length) : text,
    split: (args, host) => split(text, args, host, false),
    rsplit: (args, host) => split(text, args, host, true),
    splitlines: () => lines(text),
    partition: (args) => parted(text, one(args, 0), text.indexOf(one(args, 0))),
    rpartition: (args) => parted(text, one(args, 0), text.lastIndexOf(one(args, 0))),
    join: (args, host) => joined(text, host.iterate(args.get(0, 'iterable')), host),
    replace: (args, host) => replaced(text, one(args, 0), one(args, 1), numberIn(args.get(2, 'count')) ?? -1, host),
    startswith: (args) => some(args, (part) => text.startsWith(part)),
    endswith: (args) => some(args, (part) => text.endsWith(part)),
    find: (args) => text.indexOf(one(args, 0)),
    rfind: (args) => text.lastIndexOf(one(args, 0)),
    index: (args, host) => {
      const at = text.indexOf(one(args, 0))
      return at < 0 ? host.refuse('The text is not in there.') : at
    },
    count: (args) => (one(args, 0) === '' ? text.length + 1 : text.split(one(args, 0)).length - 1),
    zfill: (args, host) => {
      const sign = /^[-+]/.exec(text)?.[0] ?? ''
      return sign + padded(text.slice(sign.length), width(args, host) - sign.length, '0', 'right')
    },
    ljust: (args, host) => padded(text, width(args, host), one(args, 1) || ' ', 'left'),
    rjust: (args, host) => padded(text, width(args, host), one(args, 1) || ' ', 'right'),
    center: (args, host) => padded(text, width(args, host), one(args, 1) || ' ', 'center'),
    isdigit: () => /^\p{Nd}+$/u.test(text),
    isnumeric: () => /^\p{N}+$/u.test(text),
    isdecimal: () => /^\p{Nd}+$/u.test(text),
    isalpha: () => /^\p{L}+$/u.test(text),
    isalnum: () => /^[\p{L}\p{N}]+$/u.test(text),
    isspace: () => /^\s+$/.test(text),
    isupper: () => text !== text.toLowerCase() && text === text.toUpperCase(),
    islower: () => text !== text.toUpperCase() && text === text.toLowerCase(),
    istitle: () => /\p{L}/u.test(text) && text === text.replace(/\p{L}+/gu, capitalized),
    format: (args, host) => formatted(text, args, host),
  }
}

export function capitalized(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1).toLowerCase()
}

/** Without the signs at the ends; white space where none are named. */
export function stripped(text: string, signs: string | undefined, start: boolean, end: boolean): string {
  if (signs === undefined) return start && end ? text.trim() : start ? text.trimStart() : text.trimEnd()
  let [from, to] = [0, text.length]
  while (start && from < to && signs.includes(text[from] ?? '')) from++
  while (end && to > from && signs.includes(text[to - 1] ?? '')) to--
  return text.slice(from, to)
}

/** As str.splitlines: no empty line after the last line end. */
export function lines(text: string): string[] {
  const all = text.split(LINE_END)
  return all.at(-1) === '' ? all.slice(0, -1) : all
}

export function replaced(text: string, old: string, by: string, count: number, host: Host): string {
  const parts = count < 0 ? text.split(old) : splitAtMost(text, old, count)
  const result = old === '' && count < 0 ? by + [...parts, ''].join(by) : parts.join(by)
  host.spend(result.length)
  return result
}

export function padded(text: string, size: number, sign: string, to: 'left' | 'right' | 'center'): string {
  const missing = Math.max(0, size - [...text].length)
  const before = to === 'left' ? 0 : to === 'right' ? missing : Math.floor(missing / 2) + ((missing % 2) & (size % 2))
  return sign.repeat(before) + text + sign.repeat(missing - before)
}

function width(args: ArgumentReader, host: Host): number {
  const size = Math.trunc(numberIn(args.get(0, 'width')) ?? 0)
  host.spend(Math.max(0, size))
  return size
}

function one(args: ArgumentReader, index: number): string {
  const value = plain(args.get(index, ''))
  return typeof value === 'string' ? value : ''
}

function signs(args: ArgumentReader): string | undefined {
  const value = plain(args.get(0, 'chars'))
  return typeof value === 'string' ? value : undefined
}

function some(args: ArgumentReader, holds: (part: string) => boolean): boolean {
  const value = plain(args.get(0, 'prefix'))
  const parts = isList(value) ? itemsIn(value) : [value]
  return parts.some((part) => isText(part) && holds(String(part)))
}

function joined(separator: string, items: readonly unknown[], host: Host): string {
  const texts = items.map((item) => (isText(item) ? String(item) : host.refuse('Only texts can be joined.')))
  const result = texts.join(separator)
  host.spend(result.length)
  return result
}

function split(text: string, args: ArgumentReader, host: Host, fromEnd: boolean): unknown {
  const separator = plain(args.get(0, 'sep'))
  const most = numberIn(args.get(1, 'maxsplit')) ?? -1
  host.step(text.length >> 3)
  if (separator === '') return host.refuse('The separator is empty.')
  if (typeof separator === 'string') {
    if (most < 0) return text.split(separator)
    return fromEnd ? splitAtMostFromEnd(text, separator, most) : splitAtMost(text, separator, most)
  }
  const words = text.split(/\s+/).filter((word) => word !== '')
  if (most < 0 || words.length <= most + 1) return words
  return fromEnd ? wordsFromEnd(text, most) : wordsFromStart(text, most)
}

function wordsFromStart(text: string, most: number): string[] {
  const parts: string[] = []
  let rest = text.trimStart()
  while (parts.length < most) {
    const end = rest.search(/\s/)
    parts.push(rest.slice(0, end))
    rest = rest.slice(end).trimStart()
  }
  return [...parts, rest]
}

function wordsFromEnd(text: string, most: number): string[] {
  const reversed = wordsFromStart([...text].reverse().join(''), most)
  return reversed.map((part) => [...part].reverse().join('')).reverse()
}

function splitAtMost(text: string, separator: string, most: number): string[] {
  const parts: string[] = []
  let at = 0
  while (parts.length < most) {
    const next = text.indexOf(separator, at)
    if (next < 0 || (separator === '' && at >= text.length)) break
    parts.push(text.slice(at, next))
    at = next + Math.max(1, separator.length)
  }
  return [...parts, text.slice(at)]
}

function splitAtMostFromEnd(text: string, separator: string, most: number): string[] {
  const parts: string[] = []
  let end = text.length
  while (parts.length < most) {
    const found = end < separator.length ? -1 : text.lastIndexOf(separator, end - separator.length)
    if (found < 0) break
    parts.unshift(text.slice(found + separator.length, end))
    end = found
  }
  return [text.slice(0, end), ...parts]
}

function parted(text: string, separator: string, at: number): Tuple {
  return new Tuple(at < 0 ? [text, '', ''] : [text.slice(0, at), separator, text.slice(at + separator.length)])
}

/** str.format over items and keys alone: `{}`, `{0}`, `{name}`, with conversion and format. */
function formatted(text: string, args: ArgumentReader, host: Host): string {
  let next = 0
  const result = text.replace(/\{\{|\}\}|\{([^{}]*)\}/g, (all, inner: string | undefined) => {
    if (inner === undefined) return all.slice(0, 1)
    const [, field = '', conversion, spec = ''] = /^([^!:]*)(?:!([rsa]))?(?::(.*))?$/s.exec(inner) ?? []
    const [head = '', ...path] = field.split(/[.[\]]+/).filter((step, i) => i === 0 || step !== '')
    const { positional, named } = args.given
    const start = head === '' ? positional[next++] : /^\d+$/.test(head) ? positional[Number(head)] : named.get(head)
    const value = path.reduce<unknown>(
      (of, step) => (/^\d+$/.test(step) ? host.item(of, Number(step)) : host.item(of, step)),
      start,
    )
    const printed = conversion === 'r' ? pythonRepr(plain(value)) : plain(value)
    return (
      (spec === '' ? pythonText(printed) : formatSpec(printed, spec)) ??
      host.refuse(`"${spec}" is no format for the value.`)
    )
  })
  host.spend(result.length)
  return result
}
