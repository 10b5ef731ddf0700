// YAML with the place of every value. Text that only an alias names, or that is written in a way that cannot be
// followed sign by sign, can be read and not changed.
import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type ParsedNode,
  parseDocument,
  type YAMLParseError,
} from 'yaml'
import { InputError } from '../../errors.ts'
import { lineOfOffset } from '../../readText.ts'
import type { Codec } from '../codec.ts'
import { withLf } from '../lines.ts'
import type { TreeNode } from '../tree.ts'
import { decodeYaml } from './yamlDecode.ts'
import { yamlScalarCodec } from './yamlScalar.ts'

const MAX_ALIASES = 100

/** Throws `InputError` with file and line where `source` is no YAML. */
export function yamlTree(file: string, source: string): TreeNode {
  const { tree, problem } = readYaml(source)
  if (problem !== undefined)
    throw new InputError(`The file is not YAML: ${problem.message}.`, 'Mend the YAML.', {
      file,
      line: lineOfOffset(source, problem.offset),
    })
  return tree
}

export interface YamlProblem {
  readonly message: string
  readonly offset: number
}

/** What can be read, and the first thing wrong. Never throws. */
export function readYaml(source: string): { readonly tree: TreeNode; readonly problem: YamlProblem | undefined } {
  // The library takes no CR alone for a line end; in its copy they are LF, at the same places.
  const copy = source.replace(/\r(?!\n)/g, '\n')
  try {
    const document = parseDocument(copy, {
      keepSourceTokens: true,
      uniqueKeys: false,
      logLevel: 'silent',
      prettyErrors: false, // which would take a look at the whole file for each of them
    })
    const [error] = document.errors
    return { tree: treeOf(source, document.contents, document, false), problem: error && problemOf(error) }
  } catch (failure) {
    const message = failure instanceof Error ? failure.message : String(failure)
    return { tree: { value: null, start: 0, end: source.length }, problem: { message, offset: 0 } }
  }
}

function problemOf({ message, pos }: YAMLParseError): YamlProblem {
  return { message: message.replace(/[.:]$/, ''), offset: pos[0] }
}

function treeOf(source: string, node: ParsedNode | null, document: Document.Parsed, inLine: boolean): TreeNode {
  if (node === null) return { value: null, start: 0, end: source.length }
  const [start, end] = node.range
  if (isMap(node)) {
    const members = new Map<string, TreeNode>()
    for (const { key, value } of node.items)
      if (isScalar(key)) members.set(String(key.value), treeOf(source, value, document, inLine || node.flow === true))
    return { value: Object.fromEntries([...members].map(([key, one]) => [key, one.value])), start, end, members }
  }
  if (isSeq(node)) {
    const items = node.items.map((item) =>
      treeOf(source, item as ParsedNode | null, document, inLine || node.flow === true),
    )
    return { value: items.map((item) => item.value), start, end, items }
  }
  if (isAlias(node)) {
    const value: unknown = node.toJS(document, { maxAliasCount: MAX_ALIASES })
    return typeof value === 'string'
      ? { value, start, end, text: { start, end, codec: fixedCodec(value) } }
      : { value, start, end }
  }
  return scalarAt(source, node, inLine)
}

function scalarAt(source: string, node: ParsedNode & { value: unknown }, inLine: boolean): TreeNode {
  const [start, end] = node.range
  const { value, srcToken: token } = node
  if (typeof value !== 'string') return { value, start, end }
  const indent = token !== undefined && 'indent' in token ? token.indent : -1
  const followed = !/^[ \t]*(?:[\r\n]|$)/.test(source.slice(end, end + 200))
  const isBlock = token?.type === 'block-scalar'
  const codec = yamlScalarCodec({ indent, inLine: inLine || (followed && !isBlock) })
  const isFollowed = withLf(decodeYaml(source.slice(start, end), indent).text) === withLf(value)
  return { value, start, end, text: { start, end, codec: isFollowed ? codec : fixedCodec(value) } }
}

/** Text that can be read and not changed. */
export function fixedCodec(text: string): Codec {
  return {
    decode: () => ({ text, offsets: Array.from({ length: text.length + 1 }, () => 0) }),
    edit: () => {
      throw new InputError('This text stands elsewhere and cannot be changed here.', 'Change it where it is written.')
    },
  }
}
