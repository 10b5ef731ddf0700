// The tags of an XML-like text with their places. Reads what is broken as far as it goes, in linear time, and never
// throws; knows nothing of entities or of what a tag means.

export type XmlNode =
  | {
      readonly kind: 'open'
      readonly start: number
      readonly end: number
      readonly name: string
      /** Values as they stand between the quotes. */
      readonly attributes: ReadonlyMap<string, string>
      readonly selfClosing: boolean
    }
  | { readonly kind: 'close'; readonly start: number; readonly end: number; readonly name: string }
  /** `other`: declarations, CDATA, and tags that are never closed. */
  | { readonly kind: 'text' | 'comment' | 'other'; readonly start: number; readonly end: number }

const TAG = /<(?:!--|!\[CDATA\[|!|\?|\/?[A-Za-z_][\w:.-]*)/g
const ATTRIBUTE = /[\s/]*([^\s/<>="']+)(?:\s*=\s*("[^"]*"|'[^']*'|[^\s"'<>]+))?/y
const TAG_END = /\s*(\/?)>/y

/** Nodes in order; together they cover the text from `from` on. */
export function scanXml(source: string, from = 0): XmlNode[] {
  const nodes: XmlNode[] = []
  const tags = new RegExp(TAG)
  let at = from
  for (;;) {
    tags.lastIndex = at
    const match = tags.exec(source)
    const start = match?.index ?? source.length
    if (start > at) nodes.push({ kind: 'text', start: at, end: start })
    if (match === null) return nodes
    const node = nodeAt(source, start, match[0])
    nodes.push(node)
    at = node.end
  }
}

function nodeAt(source: string, start: number, opening: string): XmlNode {
  const upTo = (closing: string) => {
    const found = source.indexOf(closing, start + opening.length)
    return found < 0 ? source.length : found + closing.length
  }
  if (opening === '<!--') return { kind: 'comment', start, end: upTo('-->') }
  if (opening === '<![CDATA[') return { kind: 'other', start, end: upTo(']]>') }
  if (opening === '<?') return { kind: 'other', start, end: upTo('?>') }
  if (opening === '<!') return { kind: 'other', start, end: upTo('>') }
  if (opening.startsWith('</')) return { kind: 'close', name: opening.slice(2), start, end: upTo('>') }
  return openTag(source, start, opening)
}

function openTag(source: string, start: number, opening: string): XmlNode {
  const attributes = new Map<string, string>()
  let at = start + opening.length
  for (;;) {
    const end = matchAt(TAG_END, source, at)
    if (end !== null)
      return {
        kind: 'open',
        name: opening.slice(1),
        attributes,
        selfClosing: end[1] === '/',
        start,
        end: at + end[0].length,
      }
    const attribute = matchAt(ATTRIBUTE, source, at)
    if (attribute === null) return { kind: 'other', start, end: at }
    attributes.set(attribute[1] ?? '', (attribute[2] ?? '').replace(/^(["'])([\s\S]*)\1$/, '$2'))
    at += attribute[0].length
  }
}

function matchAt(pattern: RegExp, source: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at
  return pattern.exec(source)
}
