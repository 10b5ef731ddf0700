// `is-xml` and `contains-xml`: XML alone, which must be well formed, or elements that stand in a text. Both may ask for
// elements by their paths.
import { SaxesParser } from 'saxes'
import { isRecord } from '../source.ts'
import { type Finding, type Grader, shown } from './grader.ts'
import { type XmlValue, xmlGroups } from './xmlTree.ts'

export const xmlFamily: readonly Grader[] = [
  {
    type: 'is-xml',
    problem,
    grade: ({ value, output }) => {
      const wrong = notWellFormed(output)
      if (wrong !== undefined) return { pass: false, reason: `the output is not XML: ${wrong}` }
      return withElements(xmlGroups(output), requiredElements(value) ?? [], output)
    },
  },
  {
    type: 'contains-xml',
    problem,
    grade: ({ value, output }) => {
      const groups = xmlGroups(output)
      if (groups.length === 0) return { pass: false, reason: `the output contains no XML: ${shown(output)}` }
      return withElements(groups, requiredElements(value) ?? [], output)
    },
  },
]

function problem(value: unknown): string | undefined {
  return requiredElements(value) === undefined ? 'needs the paths of elements, or nothing, as its value' : undefined
}

/** Undefined where the value says something else than elements. */
function requiredElements(value: unknown): string[] | undefined {
  if (typeof value === 'string') return value.split(',').map((path) => path.trim())
  if (Array.isArray(value)) return value.map(String)
  if (!isRecord(value) || Object.keys(value).length === 0) return []
  return Array.isArray(value.requiredElements) ? value.requiredElements.map(String) : undefined
}

/** One group must have them all. */
function withElements(groups: readonly XmlValue[], paths: readonly string[], output: string): Finding {
  const missing = groups.map((group) => paths.filter((path) => !has(group, path.split('.'))))
  if (missing.some((none) => none.length === 0)) return { pass: true, reason: 'the output has the XML asked for' }
  return { pass: false, reason: `the XML lacks ${missing[0]?.join(', ') ?? paths.join(', ')}: ${shown(output)}` }
}

/** A list is entered by an index, as promptfoo has it. */
function has(value: XmlValue | undefined, [key, ...rest]: readonly string[]): boolean {
  if (key === undefined) return value !== undefined
  if (Array.isArray(value)) return /^(?:0|[1-9]\d*)$/.test(key) && has(value[Number(key)], rest)
  return value instanceof Map && has(value.get(key), rest)
}

const NAME = '[:_\\p{L}][-.:_·\\p{L}\\p{N}\\p{M}]*'
const DOCTYPE = new RegExp(
  `^\\s+${NAME}(?:\\s+(?:SYSTEM|PUBLIC\\s+(?:"[-\\s\\w'()+,./:=?;!*#@$%]*"|'[-\\s\\w()+,./:=?;!*#@$%]*'))\\s+(?:"[^"#]*"|'[^'#]*'))?\\s*$`,
  'u',
)

/** Why the text is no well-formed XML. Internal subsets of a DTD are not read, so that no entity can grow. */
function notWellFormed(text: string): string | undefined {
  const parser = new SaxesParser({ xmlns: true })
  let standalone = false
  parser.on('xmldecl', (declaration) => {
    standalone = declaration.standalone === 'yes'
  })
  parser.on('doctype', (doctype) => {
    if (!DOCTYPE.test(doctype)) throw new Error('the document type is not understood')
    if (/\s(?:SYSTEM|PUBLIC)\s/.test(doctype) && !standalone) parser.ENTITIES = anyEntity(parser.ENTITIES)
  })
  try {
    parser.write(text).close()
    return undefined
  } catch (error) {
    return error instanceof Error ? error.message.split('\n')[0] : String(error)
  }
}

/** What an external subset may declare is taken for declared. */
function anyEntity(known: Record<string, string>): Record<string, string> {
  return new Proxy(known, { get: (entities, name) => Reflect.get(entities, name) ?? `&${String(name)};` })
}
