// One change to an eval file's text, YAML or JSON: a splice, so that comments, order, quotes, anchors and line ends stay
// as they are beside it. What is written is read again; where it would say anything else than what was asked, the edit is
// refused and nothing is changed.
import {
  type Document,
  isMap,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  parseDocument,
  stringify,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml'
import { InputError } from '../../errors.ts'
import { stableJson } from '../../hash.ts'
import type { ValuePath } from '../source.ts'

/** `set` puts a value at the path, `append` one more at the end of the list there; a single value becomes a list. */
export type YamlEdit =
  | { readonly path: ValuePath; readonly set: unknown }
  | { readonly path: ValuePath; readonly append: unknown }

interface Splice {
  readonly start: number
  readonly end: number
  readonly text: string
}

/** The whole new text. Throws `InputError` where the edit cannot be made without touching anything else. */
export function editYaml(file: { readonly path: string; readonly text: string }, edit: YamlEdit): string {
  const { path, text } = file
  const where = edit.path.join('.')
  const refuse = () =>
    new InputError(
      'The file is written in a way in which it cannot be changed by itself.',
      `Change "${where}" by hand.`,
      {
        file: path,
      },
    )
  const document = parsed(text)
  const splice = document && spliceOf(text, document.tree, edit)
  if (splice === undefined) throw refuse()
  const lineEnd = /\r\n/.test(text) ? '\r\n' : '\n'
  const written = text.slice(0, splice.start) + splice.text.replaceAll('\n', lineEnd) + text.slice(splice.end)
  const after = parsed(written)
  if (after === undefined || stableJson(after.value) !== stableJson(changed(document?.value, edit.path, edit)))
    throw refuse()
  return written
}

/** Undefined where the text is broken, or grows beyond bounds by its aliases. */
function parsed(text: string): { readonly tree: Document.Parsed; readonly value: unknown } | undefined {
  const tree = parseDocument(text, { merge: true, logLevel: 'silent', prettyErrors: false })
  if (tree.errors.length > 0) return undefined
  try {
    return { tree, value: tree.toJS({ maxAliasCount: 100 }) }
  } catch {
    return undefined
  }
}

/** What the file is to say. */
function changed(value: unknown, path: ValuePath, edit: YamlEdit): unknown {
  const [step, ...rest] = path
  if (step === undefined) {
    if ('set' in edit) return edit.set
    const items: readonly unknown[] = Array.isArray(value)
      ? value
      : value === undefined || value === null
        ? []
        : [value]
    return [...items, edit.append]
  }
  if (Array.isArray(value)) return value.map((item, i) => (i === step ? changed(item, rest, edit) : item))
  const record = value === undefined || value === null ? {} : (value as Readonly<Record<string, unknown>>)
  return { ...record, [step]: changed(record[step], rest, edit) }
}

function spliceOf(text: string, document: Document.Parsed, edit: YamlEdit): Splice | undefined {
  const value = 'set' in edit ? edit.set : edit.append
  let node: Node | null = document.contents
  for (const [depth, step] of edit.path.entries()) {
    if (isSeq(node)) {
      node = (node.items[Number(step)] as Node | undefined) ?? null
      continue
    }
    const [first, ...below] = edit.path.slice(depth)
    // What is not there yet, or is there without a value.
    const missing = [...below]
      .reverse()
      .reduce<unknown>((inner, key) => ({ [key]: inner }), 'set' in edit ? value : [value])
    if (node === null || (isScalar(node) && node.value === null && depth === 0))
      return depth === 0 ? atEnd(text, entry(String(first), missing, 0)) : undefined
    if (!isMap(node)) return undefined
    const pair: Pair | undefined = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(step))
    if (pair === undefined) return intoMap(text, node, String(first), missing)
    const inner = pair.value as Node | null
    if (inner === null || (isScalar(inner) && inner.value === null)) return intoEmpty(text, pair, missing)
    node = inner
  }
  if (node === null) return undefined
  return 'set' in edit ? replaced(text, node, value) : appended(text, node, value)
}

function replaced(text: string, node: Node, value: unknown): Splice | undefined {
  const stop = lastEnd(node)
  if (!node.range || stop === undefined) return undefined
  // The line end behind a block text stays.
  const end = stop - (/\r?\n$/.exec(text.slice(node.range[0], stop))?.[0].length ?? 0)
  return { start: node.range[0], end, text: JSON.stringify(value) }
}

function appended(text: string, node: Node, value: unknown): Splice | undefined {
  const range = node.range
  if (!range) return undefined
  const [start] = range
  if (isScalar(node)) {
    const end = range[1]
    return { start, end, text: `[${text.slice(start, end)}, ${JSON.stringify(value)}]` }
  }
  if (!isSeq(node)) return undefined
  if (node.flow === true) return intoFlow(text, node, JSON.stringify(value))
  const column = start - lineStart(text, start)
  return afterLine(text, lastEnd(node), `${' '.repeat(column)}- ${block(value, column + 2)}`)
}

/** One more entry at the end of a map. */
function intoMap(text: string, map: YAMLMap, key: string, value: unknown): Splice | undefined {
  if (map.flow === true) return intoFlow(text, map, `${JSON.stringify(key)}: ${JSON.stringify(value)}`)
  const first = map.items[0]?.key as Node | undefined
  if (!first?.range) return undefined
  const column = first.range[0] - lineStart(text, first.range[0])
  return afterLine(text, lastEnd(map), entry(key, value, column))
}

/** The value of a key that has none, or a null that is written out. */
function intoEmpty(text: string, { key, value: none }: Pair, value: unknown): Splice | undefined {
  const range = (key as Node).range
  if (!range) return undefined
  const colon = text.indexOf(':', range[1])
  const [start, end] = (none as Node | null)?.range ?? [colon + 1, colon + 1]
  if (start < end) return { start, end, text: JSON.stringify(value) }
  return { start: colon + 1, end: colon + 1, text: ` ${JSON.stringify(value)}` }
}

/** Before the bracket that closes, in the manner of the items before. */
function intoFlow(text: string, node: YAMLMap | YAMLSeq, item: string): Splice | undefined {
  const range = node.range
  if (!range) return undefined
  const close = range[1] - 1
  if (node.items.length === 0) return { start: range[0] + 1, end: range[0] + 1, text: item }
  const last = node.items.at(-1)
  const end = lastEnd((isPairLike(last) ? (last.value ?? last.key) : last) as Node)
  if (end === undefined) return undefined
  // A comma behind the last item stays the last one's.
  const comma = /^[ \t\r\n]*,/.exec(text.slice(end, close))?.[0].length ?? 0
  const first = node.items[0]
  const firstStart = ((isPairLike(first) ? first.key : first) as Node | undefined)?.range?.[0] ?? range[0]
  const line = lineStart(text, firstStart)
  const isOnLines = line > range[0]
  const lead = isOnLines ? `\n${text.slice(line, firstStart)}` : ' '
  return { start: end + comma, end: end + comma, text: `${comma > 0 ? '' : ','}${lead}${item}` }
}

function isPairLike(item: unknown): item is Pair {
  return typeof item === 'object' && item !== null && 'key' in item
}

/** The offset behind the last sign of a value, the comments after it left out. */
function lastEnd(node: Node | null | undefined): number | undefined {
  if (!node) return undefined
  if ((isMap(node) || isSeq(node)) && node.flow !== true && node.items.length > 0) {
    const last = node.items.at(-1)
    if (!isPairLike(last)) return lastEnd(last as Node)
    return lastEnd((last.value as Node | null) ?? (last.key as Node))
  }
  return node.range?.[1]
}

/** New lines below the one on which `end` stands, comments on it included. */
function afterLine(text: string, end: number | undefined, lines: string): Splice | undefined {
  if (end === undefined) return undefined
  if (text[end - 1] === '\n') return { start: end, end, text: `${lines}\n` }
  const stop = /\r?\n|$/g
  stop.lastIndex = end
  const at = stop.exec(text)?.index ?? text.length
  return { start: at, end: at, text: `\n${lines}` }
}

function atEnd(text: string, line: string): Splice {
  const isLineEnded = text === '' || text.endsWith('\n')
  return { start: text.length, end: text.length, text: `${isLineEnded ? '' : '\n'}${line}\n` }
}

function entry(key: string, value: unknown, column: number): string {
  const name = /^[A-Za-z_][\w-]*$/.test(key) ? key : JSON.stringify(key)
  const isNested = typeof value === 'object' && value !== null && Object.keys(value).length > 0
  const inner = column + 2
  return `${' '.repeat(column)}${name}:${isNested ? `\n${' '.repeat(inner)}` : ' '}${block(value, inner)}`
}

/** In block style, its further lines at `column`. */
function block(value: unknown, column: number): string {
  const text = stringify(value, { lineWidth: 0, defaultStringType: 'QUOTE_DOUBLE', defaultKeyType: 'PLAIN' }).trimEnd()
  return text.replaceAll('\n', `\n${' '.repeat(column)}`)
}

function lineStart(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1
}
