// Where in an eval file the cursor is: the path of keys to it, and whether it is on a key or on a value. Works on
// broken YAML and on JSON, by what the YAML parser recovers. Must never throw for bad input.
import { isMap, isPair, isScalar, isSeq, type Node, parseDocument, type Scalar, visit } from 'yaml'
import type { ValuePath } from '../source.ts'

export interface Position {
  /** Keys and indices down to the key or value. */
  readonly path: ValuePath
  readonly role: 'key' | 'value'
  /** What stands there, without quotes. */
  readonly text: string
  /** Offsets of it in the file, quotes included. */
  readonly start: number
  readonly end: number
  /** Keys that the record already has, but for this one. */
  readonly siblings: readonly string[]
}

/** Files above this are not looked at while somebody types. */
export const MOST_TYPED = 1_000_000

const MARK = 'tUnEsMiThCuRsOr'

/** The key or value at `offset`; undefined where there is none. */
export function positionAt(text: string, offset: number): Position | undefined {
  return find(text, ({ start, end }) => start <= offset && offset <= end)
}

/** The place at `offset` where a word is being typed: `start` and `end` are those of the word so far. */
export function typingAt(text: string, offset: number): (Position & { readonly typed: string }) | undefined {
  const { start, end } = wordAround(text, offset)
  const marked = `${text.slice(0, start)}${MARK}${text.slice(end)}`
  const found = find(marked, (position) => position.text.includes(MARK))
  if (found === undefined) return undefined
  return { ...found, start, end, text: text.slice(start, end), typed: text.slice(start, offset) }
}

/** All texts in values, with where they stand. */
export function textsIn(text: string): Position[] {
  return textsAndKeysIn(text).filter(({ role, text: value }) => role === 'value' && value !== '')
}

/** All keys and values, in their order. */
export function textsAndKeysIn(text: string): Position[] {
  const found: Position[] = []
  find(text, (position) => {
    found.push(position)
    return false
  })
  return found
}

/** A word may hold what names, types and paths hold; `file://` belongs to it. */
function wordAround(text: string, offset: number): { start: number; end: number } {
  const lineStart = text.lastIndexOf('\n', offset - 1) + 1
  const before = /(?:file:\/\/)?[^\s"'{}[\],]*$/.exec(text.slice(lineStart, offset))?.[0] ?? ''
  // A key's colon ends it, a model's and a path's does not.
  const after = /^[^\s"'{}[\],:]*(?::[^\s"'{}[\],:]+)*/.exec(text.slice(offset, offset + 300))?.[0] ?? ''
  return { start: offset - before.length, end: offset + after.length }
}

function find(text: string, wanted: (position: Position) => boolean): Position | undefined {
  if (text.length > MOST_TYPED) return undefined
  const document = parseDocument(text, { prettyErrors: false, logLevel: 'silent', uniqueKeys: false })
  let found: Position | undefined
  visit(document, {
    Scalar(_, node, parents) {
      const position = positionOf(node, parents as readonly unknown[])
      if (position === undefined || !wanted(position)) return undefined
      found = position
      return visit.BREAK
    },
  })
  return found
}

function positionOf(node: Scalar, parents: readonly unknown[]): Position | undefined {
  const range = node.range
  if (range == null) return undefined
  const path: (string | number)[] = []
  let role: Position['role'] = 'value'
  let siblings: string[] = []
  for (const [i, parent] of parents.entries()) {
    const child = parents[i + 1] ?? node
    if (isSeq(parent)) path.push(parent.items.indexOf(child as Node))
    if (!isPair(parent)) continue
    if (isScalar(parent.key)) path.push(String(parent.key.value))
    if (parent.key !== node) continue
    role = 'key'
    const record = parents[i - 1]
    siblings = isMap(record)
      ? record.items.filter((pair) => pair !== parent).flatMap(({ key }) => (isScalar(key) ? [String(key.value)] : []))
      : []
  }
  return { path, role, text: String(node.value ?? ''), start: range[0], end: range[1], siblings }
}
