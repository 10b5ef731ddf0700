// JSON that is a template first: with its tags filled in it is JSON, as it stands it often is not. Tags keep their own
// quotes; text between them is escaped as JSON. What a tag alone stands for can be read and not changed.
import { scanJson } from '../../jsonSource.ts'
import type { Codec, Decoded } from '../codec.ts'
import { escapingCodec } from '../codec.ts'
import type { Span } from '../span.ts'
import { engineOf } from '../templates/engines.ts'
import type { TreeNode } from '../tree.ts'
import { jsonTree } from './jsonTree.ts'
import { fixedCodec } from './yamlTree.ts'

/** Throws `InputError` where it is no JSON whatever the tags stand for. */
export function jsonTemplateTree(file: string, source: string): TreeNode {
  return restored(jsonTree(file, masked(source)), source)
}

function tagsOf(text: string): Span[] {
  return engineOf('nunjucks')
    .spans(text)
    .filter(({ kind }) => kind !== 'placeholder')
}

/** The source with JSON of the same length for its tags: signs inside of strings, else a string, else space. */
function masked(source: string): string {
  let text = ''
  let inString = false
  const copy = (end: number) => {
    for (let at = text.length; at < end; at++) {
      const sign = source[at] ?? ''
      text += sign
      if (sign === '\\' && inString && at + 1 < end) text += source[++at] ?? ''
      else if (sign === '"') inString = !inString
    }
  }
  for (const { start, end, text: tag } of tagsOf(source)) {
    copy(start)
    if (inString) text += 'x'.repeat(end - start)
    else text += tag.startsWith('{{') ? `"${'x'.repeat(end - start - 2)}"` : ' '.repeat(end - start)
  }
  copy(source.length)
  return text
}

/** The masked tree with the texts and codecs of the source. */
function restored({ value, start, end, items, members, text }: TreeNode, source: string): TreeNode {
  if (items !== undefined) return { value, start, end, items: items.map((item) => restored(item, source)) }
  if (members !== undefined)
    return { value, start, end, members: new Map([...members].map(([key, node]) => [key, restored(node, source)])) }
  if (text === undefined) return { value, start, end }
  const raw = source.slice(start, end)
  if (!raw.startsWith('"')) {
    // A tag in place of a string: `{{ x | dump }}` writes x as JSON, so that x is the text.
    const tag = raw.replace(/\|\s*(?:dump|tojson)\s*(?:\([^()]*\))?\s*(?=-?\}\}$)/, '')
    return { value: tag, start, end, text: { start, end, codec: fixedCodec(tag) } }
  }
  const inner = source.slice(text.start, text.end)
  return { value: templateCodec.decode(inner).text, start, end, text: { ...text, codec: templateCodec } }
}

/** The inside of a JSON string with tags in it. */
const templateCodec: Codec = escapingCodec(decode, (text) => {
  const outside = (part: string) => JSON.stringify(part).slice(1, -1)
  let at = 0
  let written = ''
  for (const span of tagsOf(text)) {
    written += outside(text.slice(at, span.start)) + span.text
    at = span.end
  }
  return written + outside(text.slice(at))
})

function decode(raw: string): Decoded {
  const parts: string[] = []
  const offsets: number[] = []
  let at = 0
  const outside = (end: number) => {
    for (const { 0: sign, index } of raw.slice(at, end).matchAll(/\\u[\da-fA-F]{4}|\\[\s\S]|[\s\S]/g)) {
      parts.push(sign.startsWith('\\') && sign.length > 1 ? String(scanJson(`"${sign}"`).value) : sign)
      offsets.push(at + index)
    }
  }
  for (const { start, end, text } of tagsOf(raw)) {
    outside(start)
    parts.push(text)
    for (let i = start; i < end; i++) offsets.push(i)
    at = end
  }
  outside(raw.length)
  return { text: parts.join(''), offsets: [...offsets, raw.length] }
}
