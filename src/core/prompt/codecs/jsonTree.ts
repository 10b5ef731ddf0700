// JSON with the place of every value and a codec for every string.
import { InputError } from '../../errors.ts'
import { type JsonNode, JsonSyntaxError, literalOffsets, scanJson } from '../../jsonSource.ts'
import { lineOfOffset } from '../../readText.ts'
import { escapingCodec } from '../codec.ts'
import type { TreeNode } from '../tree.ts'

/** The inside of a JSON string, without its quotes. */
const jsonCodec = escapingCodec(
  (raw) => {
    const literal = `"${raw}"`
    const node = scanJson(literal)
    return { text: String(node.value), offsets: literalOffsets(literal, node).map((offset) => offset - 1) }
  },
  (text) => JSON.stringify(text).slice(1, -1),
)

/** Of the stretch [from, to), with places in the whole. Throws `InputError` with file and line where it is no JSON. */
export function jsonTree(file: string, source: string, from = 0, to = source.length): TreeNode {
  const text = source.slice(from, to)
  try {
    // A byte order mark becomes a space, so that offsets stay those of the file.
    return treeOf(scanJson(text.startsWith('\uFEFF') ? ` ${text.slice(1)}` : text), from)
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error
    throw new InputError(`The file is not JSON: ${error.message}.`, 'Mend the JSON.', {
      file,
      line: lineOfOffset(source, from + error.offset),
    })
  }
}

function treeOf({ value, start: first, end: last, items, members }: JsonNode, from: number): TreeNode {
  const start = first + from
  const end = last + from
  if (items !== undefined) return { value, start, end, items: items.map((item) => treeOf(item, from)) }
  if (members !== undefined)
    return { value, start, end, members: new Map([...members].map(([key, node]) => [key, treeOf(node, from)])) }
  return typeof value === 'string'
    ? { value, start, end, text: { start: start + 1, end: end - 1, codec: jsonCodec } }
    : { value, start, end }
}
