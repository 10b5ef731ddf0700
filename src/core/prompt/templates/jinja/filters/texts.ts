// Jinja's filters of text.
import { percentFormat } from '../../python/formatSpec.ts'
import { pythonRepr } from '../../python/print.ts'
import type { Filter, Host } from '../dialect.ts'
import { capitalized, lines, padded, replaced, stripped } from '../methods/strings.ts'
import { isList, itemsIn, numberIn, Printed, plain } from '../values.ts'
import { pythonJson } from './json.ts'

const HTML: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&#34;', "'": '&#39;' }

export const textFilters: Readonly<Record<string, Filter>> = {
  upper: (value, _, host) => host.text(value).toUpperCase(),
  lower: (value, _, host) => host.text(value).toLowerCase(),
  capitalize: (value, _, host) => capitalized(host.text(value)),
  title: (value, _, host) =>
    host
      .text(value)
      .split(/([-\s({[<]+)/)
      .map(capitalized)
      .join(''),
  trim: (value, args, host) => {
    const signs = args.get(0, 'chars')
    const set = typeof signs === 'string' ? signs : undefined
    return value instanceof Printed ? trimmed(value, set) : stripped(host.text(value), set, true, true)
  },
  replace: (value, args, host) => {
    const count = numberIn(args.get(2, 'count')) ?? -1
    return replaced(host.text(value), host.text(args.get(0, 'old')), host.text(args.get(1, 'new')), count, host)
  },
  center: (value, args, host) => {
    const width = numberIn(args.get(0, 'width')) ?? 80
    host.spend(Math.max(0, width))
    return padded(host.text(value), width, ' ', 'center')
  },
  indent: (value, args, host) => {
    const width = plain(args.get(0, 'width') ?? 4)
    const count = numberIn(width) ?? 0
    host.spend(Math.max(0, count))
    const space = typeof width === 'string' ? width : ' '.repeat(Math.max(0, count))
    return indented(host.text(value), space, args.get(1, 'first') === true, args.get(2, 'blank') === true, host)
  },
  truncate: (value, args, host) =>
    truncated(
      host.text(value),
      numberIn(args.get(0, 'length')) ?? 255,
      args.get(1, 'killwords') === true,
      host.text(args.get(2, 'end') ?? '...'),
      numberIn(args.get(3, 'leeway')) ?? 5,
    ),
  wordcount: (value, _, host) => host.text(value).match(/[\p{L}\p{N}_]+/gu)?.length ?? 0,
  wordwrap: (value, args, host) => {
    const width = Math.max(1, numberIn(args.get(0, 'width')) ?? 79)
    const wrap = host.text(args.get(2, 'wrapstring') ?? '\n')
    const long = args.get(1, 'break_long_words') !== false
    return lines(host.text(value))
      .map((line) => wrapped(line, width, long).join(wrap))
      .join(wrap)
  },
  striptags: (value, _, host) => withoutTags(host.text(value)),
  string: (value, _, host) => (value instanceof Printed ? value : host.text(value)),
  safe: (value) => value,
  e: escaped,
  escape: escaped,
  forceescape: escaped,
  format: (value, args, host) => {
    const { positional, named } = args.given
    const text = percentFormat(host.text(value), positional.map(plain), (name) => plain(named.get(name)))
    return text ?? host.refuse('The values do not fit the format.')
  },
  tojson: (value, args, host) => pythonJson(value, args, host),
  pprint: (value, _, host) => pythonRepr(plain(value), (count) => host.spend(count)),
  urlencode: (value, _, host) => urlEncoded(value, host),
  xmlattr: (value, args, host) => {
    const pairs = value instanceof Map ? [...value].filter(([, one]) => one !== null && one !== undefined) : []
    const text = pairs.map(([key, one]) => `${escapeHtml(host.text(key))}="${escapeHtml(host.text(one))}"`).join(' ')
    return text !== '' && args.get(0, 'autospace') !== false ? ` ${text}` : text
  },
}

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => HTML[sign] ?? sign)
}

function escaped(value: unknown, _: unknown, host: Host): string {
  return escapeHtml(host.text(value))
}

/** What stood in the template stays known as such. */
export function trimmed(printed: Printed, signs: string | undefined): Printed {
  const pieces = [...printed.pieces]
  for (const [end, at] of [
    ['start', 0],
    ['end', -1],
  ] as const) {
    while (pieces.length > 0) {
      const piece = pieces.at(at)
      if (piece === undefined) break
      const text = stripped(piece.text, signs, end === 'start', end === 'end')
      if (text === '') pieces.splice(at, 1)
      else {
        pieces.splice(at, 1, { ...piece, text })
        break
      }
    }
  }
  return new Printed(pieces)
}

export function indented(text: string, space: string, first: boolean, blank: boolean, host: Host): string {
  const all = text === '' ? [''] : lines(`${text}\n`)
  host.spend(space.length * all.length)
  const [head = '', ...rest] = all
  const body = rest.map((line) => (line === '' && !blank ? line : space + line))
  return [(first ? space : '') + head, ...body].join('\n')
}

function truncated(text: string, length: number, killWords: boolean, end: string, leeway: number): string {
  const signs = [...text]
  if (signs.length <= length + leeway) return text
  const kept = signs.slice(0, Math.max(0, length - end.length)).join('')
  const space = kept.lastIndexOf(' ')
  return (killWords || space < 0 ? kept : kept.slice(0, space)) + end
}

function wrapped(line: string, width: number, breakLong: boolean): string[] {
  const rows: string[] = []
  let row = ''
  for (const chunk of line.split(/(\s+)/).filter((part) => part !== '')) {
    let rest = chunk
    if (row.length + rest.length > width && row.trim() !== '') {
      rows.push(row.trimEnd())
      row = ''
      if (rest.trim() === '') continue
    }
    while (breakLong && rest.length > width) {
      rows.push(rest.slice(0, width))
      rest = rest.slice(width)
    }
    row += rest
  }
  return row === '' ? rows : [...rows, row.trimEnd()]
}

function withoutTags(text: string): string {
  let result = ''
  let at = 0
  while (at < text.length) {
    const open = text.indexOf('<', at)
    const close = open < 0 ? -1 : text.indexOf('>', open)
    if (close < 0) break
    result += text.slice(at, open)
    at = close + 1
  }
  return (result + text.slice(at)).split(/\s+/).join(' ').trim()
}

function urlEncoded(value: unknown, host: Host): string {
  const quote = (text: string): string =>
    encodeURIComponent(text.toWellFormed()).replace(
      /[!'()*]/g,
      (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
    )
  const pairs =
    value instanceof Map
      ? [...value]
      : isList(value)
        ? itemsIn(value).map((pair) => (isList(pair) ? itemsIn(pair) : []))
        : undefined
  if (pairs === undefined) return quote(host.text(value)).replaceAll('%2F', '/')
  return pairs.map(([key, one]) => `${quote(host.text(key))}=${quote(host.text(one))}`).join('&')
}
