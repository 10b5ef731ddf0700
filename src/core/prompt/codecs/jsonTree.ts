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

/** Throws `InputError` with file and line where `source` is no JSON. */
export function jsonTree(file: string, source: string): TreeNode {
  try {
    // A byte order mark becomes a space, so that offsets stay those of the file.
    return treeOf(scanJson(source.startsWith('\uFEFF') ? ` ${source.slice(1)}` : source))
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error
    throw new InputError(`The file is not JSON: ${error.message}.`, 'Mend the JSON.', {
      file,
      line: lineOfOffset(source, error.offset),
    })
  }
}

function treeOf({ value, start, end, items, members }: JsonNode): TreeNode {
  if (items !== undefined) return { value, start, end, items: items.map(treeOf) }
  if (members !== undefined)
    return { value, start, end, members: new Map([...members].map(([key, node]) => [key, treeOf(node)])) }
  return typeof value === 'string'
    ? { value, start, end, text: { start: start + 1, end: end - 1, codec: jsonCodec } }
    : { value, start, end }
}
