// The elements that a text holds, as far as they are closed, with children by name: what paths such as `a.b.1` ask of.
// Reads broken XML as far as it goes, and never throws.

/** An element without children and attributes is a text; several of one name are a list. Attributes begin with `@_`. */
export type XmlValue = string | readonly XmlValue[] | ReadonlyMap<string, XmlValue>

interface Open {
  readonly name: string
  readonly attributes: readonly string[]
  readonly children: Element[]
  readonly contentStart: number
}

interface Element {
  readonly name: string
  readonly value: XmlValue
}

const NAME = '[:_\\p{L}][-.:_·\\p{L}\\p{N}\\p{M}]*'
const REST = `(?:[^"'<>]|"[^"]*"|'[^']*')*`
/** Comments and the like, closing tags, opening tags. */
const TAGS = new RegExp(
  `<!--[^]*?(?:-->|$)|<!\\[CDATA\\[[^]*?(?:\\]\\]>|$)|<\\?[^]*?(?:\\?>|$)|<!${REST}(?:>|$)|</(${NAME})${REST}>|<(${NAME})(${REST})>`,
  'gu',
)
const ATTRIBUTE = new RegExp(`(${NAME})(?:\\s*=\\s*(?:"[^"]*"|'[^']*'))?`, 'gu')

/** The elements that no closed element holds: first those that stand side by side taken together, then each alone. */
export function xmlGroups(text: string): XmlValue[] {
  const top: Element[] = []
  const groups: Element[][] = [top]
  let open: Open[] = []
  for (const { 0: tag, 1: closing, 2: opening, 3: rest = '', index } of text.matchAll(TAGS)) {
    const holder = open.at(-1)
    const siblings = holder?.children ?? top
    if (opening !== undefined) {
      const attributes = [...rest.matchAll(ATTRIBUTE)].map((match) => match[1] ?? '')
      const element = { name: opening, attributes, children: [], contentStart: index + tag.length }
      if (rest.trimEnd().endsWith('/')) siblings.push(closed(element, ''))
      else open.push(element)
    } else if (closing !== undefined && holder?.name === closing) {
      open.pop()
      const parent = open.at(-1)?.children ?? top
      parent.push(closed(holder, text.slice(holder.contentStart, index)))
    } else if (closing !== undefined) {
      groups.push(...open.map(({ children }) => children))
      open = []
    }
  }
  groups.push(...open.map(({ children }) => children))
  const together = groups.filter((group) => group.length > 1).map((group) => new Map(byName(group)))
  return [...together, ...groups.flat().map(({ name, value }) => new Map([[name, value]]))]
}

function closed({ name, attributes, children }: Open, content: string): Element {
  if (attributes.length === 0 && children.length === 0) return { name, value: content }
  const value = new Map<string, XmlValue>(attributes.map((attribute) => [`@_${attribute}`, '']))
  for (const [child, values] of byName(children)) value.set(child, values)
  if (content.replace(TAGS, '').trim() !== '') value.set('#text', '')
  return { name, value }
}

function byName(elements: readonly Element[]): [string, XmlValue][] {
  const all = Map.groupBy(elements, ({ name }) => name)
  return [...all].map(([name, same]) => [
    name,
    same.length > 1 ? same.map(({ value }) => value) : (same[0]?.value ?? ''),
  ])
}
