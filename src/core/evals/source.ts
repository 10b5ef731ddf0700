// A YAML or JSON file with the line of every value in it, so that whatever is wrong can be pointed at.
import { isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml'
import { InputError } from '../errors.ts'
import { type JsonNode, JsonSyntaxError, scanJson } from '../jsonSource.ts'
import { lineOfOffset, withoutBom } from '../readText.ts'

export type ValuePath = readonly (string | number)[]

/** A value with where it stands. */
export interface Located {
  readonly file: string
  readonly value: unknown
  /** 1-based line of the value at `path`, of its key where it has one; of the nearest value above where there is none. */
  lineOf(path?: ValuePath): number
}

/** YAML and JSON alias bombs end here. */
const MAX_ALIASES = 100

/** Throws `InputError` with the line of the first mistake. */
export function parseYaml(file: string, text: string): Located {
  const lines = new LineCounter()
  const source = withoutBom(text)
  const document = parsed(file, source, lines)
  const mistake = document.errors[0]
  if (mistake !== undefined)
    throw new InputError(`The YAML is broken: ${sentence(mistake.message)}`, 'Mend it.', {
      file,
      line: lines.linePos(mistake.pos[0]).line,
    })
  const lineOf = (path: ValuePath = []) => lines.linePos(offsetOf(document.contents, path)).line
  return { file, value: plainValue(file, document), lineOf }
}
/** The items of a JSON list, each with its line. Throws `InputError`. */
export function parseJsonList(file: string, text: string): Located[] {
  const source = withoutBom(text)
  const root = scanned(file, source)
  if (root.items === undefined)
    throw new InputError('The file is not a list of cases.', 'Write a JSON list.', { file, line: 1 })
  let at = 0
  let line = 1
  return root.items.map((item) => {
    line += lineOfOffset(source.slice(at, item.start), item.start - at) - 1
    at = item.start
    return atLine(file, item.value, line)
  })
}

/** A value whose parts all stand on one line, as far as anyone needs to know. */
export function atLine(file: string, value: unknown, line: number): Located {
  return { file, value, lineOf: () => line }
}

/** A part of a value, with its own lines. */
export function partOf(whole: Located, path: ValuePath, value: unknown): Located {
  return { file: whole.file, value, lineOf: (below = []) => whole.lineOf([...path, ...below]) }
}

/** `value`, whose parts were read at other places of `original`: `[new path, old path]`, the longest that fits counts. */
export function translated(
  original: Located,
  value: unknown,
  places: readonly (readonly [ValuePath, ValuePath])[] = [],
): Located {
  const lineOf = (path: ValuePath = []) => {
    const fits = places.filter(([to]) => to.every((step, i) => path[i] === step))
    const [best] = fits.toSorted(([a], [b]) => b.length - a.length)
    return original.lineOf(best === undefined ? [] : [...best[1], ...path.slice(best[0].length)])
  }
  return { file: original.file, value, lineOf }
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return value !== null && typeof value === 'object' && !Array.isArray(value)
}

/** The library recurses, so nesting without end is an error of its own. */
function parsed(file: string, source: string, lines: LineCounter): ReturnType<typeof parseDocument> {
  try {
    return parseDocument(source, { lineCounter: lines, merge: true, prettyErrors: false, logLevel: 'silent' })
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    throw new InputError('The YAML is nested too deep.', 'Make it flatter.', { file, line: 1 })
  }
}

function plainValue(file: string, document: ReturnType<typeof parseDocument>): unknown {
  try {
    const value: unknown = document.toJS({ maxAliasCount: MAX_ALIASES })
    requireTree(value, new Set())
    return value
  } catch (error) {
    const problem = error instanceof RangeError ? 'it is nested too deep.' : sentence(String(error))
    throw new InputError(`The YAML is broken: ${problem.replace(/^\w*Error: /, '')}`, 'Mend it; use fewer aliases.', {
      file,
      line: 1,
    })
  }
}

/** Throws where a value holds itself, as an alias of what is around it does. */
function requireTree(value: unknown, around: Set<unknown>): void {
  if (value === null || typeof value !== 'object') return
  if (around.has(value)) throw new Error('an alias names what is around it.')
  around.add(value)
  for (const item of Object.values(value)) requireTree(item, around)
  around.delete(value)
}

function scanned(file: string, source: string): JsonNode {
  try {
    return scanJson(source)
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error
    throw new InputError(`The JSON is broken: ${error.message}.`, 'Mend it.', {
      file,
      line: lineOfOffset(source, error.offset),
    })
  }
}

function offsetOf(root: Node | null, path: ValuePath): number {
  let node: unknown = root
  let offset = root?.range?.[0] ?? 0
  for (const step of path) {
    if (isSeq(node)) {
      node = node.items[Number(step)]
    } else if (isMap(node)) {
      const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === String(step))
      if (pair === undefined) return offset
      offset = isScalar(pair.key) ? (pair.key.range?.[0] ?? offset) : offset
      node = pair.value
      continue
    } else return offset
    const range = isMap(node) || isSeq(node) || isScalar(node) || isAlias(node) ? node.range : undefined
    offset = range?.[0] ?? offset
  }
  return offset
}

function sentence(message: string): string {
  const line = message.split('\n')[0] ?? message
  return line.endsWith('.') ? line : `${line}.`
}
