// `is-html` and `contains-html`, by promptfoo's rules: HTML alone, which is parsed, and text that has enough of its
// marks, which is not.
import { type DefaultTreeAdapterTypes, parse } from 'parse5'
import { type Finding, type Grader, shown } from './grader.ts'

type Node = DefaultTreeAdapterTypes.Node
type Element = DefaultTreeAdapterTypes.Element

const LONGEST = 10 * 1024 * 1024
const WRAPPERS = ['html', 'head', 'body']
const ELEMENTS = new Set(
  [
    'title base link meta style article section nav aside h1 h2 h3 h4 h5 h6 header footer address p hr pre blockquote',
    'ol ul li dl dt dd figure figcaption main div a em strong small s cite q dfn abbr ruby rt rp data time code var',
    'samp kbd sub sup i b u mark bdi bdo span br wbr img iframe embed object param picture source video audio track map',
    'area svg math script noscript canvas ins del table caption colgroup col tbody thead tfoot tr td th form label input',
    'button select datalist optgroup option textarea output progress meter fieldset legend details summary dialog menu',
    'slot template',
  ].flatMap((names) => names.split(' ')),
)

const NAME = '<[a-zA-Z][a-zA-Z0-9-]*'
/** Marks of HTML beside its tags, and how much each counts. */
const MARKS: readonly (readonly [pattern: RegExp, points: number])[] = [
  [/<\/[a-zA-Z][a-zA-Z0-9-]*\s*>/, 1],
  [/&(?:[a-zA-Z]+|#[0-9]+|#x[0-9a-fA-F]+);/, 1],
  [/<!DOCTYPE\s+html/i, 2],
  [/<!--[^-]*(?:-[^-]+)*-->/, 1],
  [/\s[a-zA-Z-]+=\s*["'][^"']*["']/, 1],
  [
    /<(?:html|head|body|div|span|p|a|img|h[1-6]|ul|ol|li|table|tr|td|th|form|input|button|script|style|link|meta|br|hr)\b/i,
    2,
  ],
]
const ENOUGH = 2

export const htmlFamily: readonly Grader[] = [
  { type: 'is-html', problem: () => undefined, grade: ({ output }) => isHtml(output.trim()) },
  {
    type: 'contains-html',
    problem: () => undefined,
    grade: ({ output }) => {
      const pass = output.length <= LONGEST && points(output) >= ENOUGH
      return { pass, reason: `the output ${pass ? 'contains' : 'does not contain'} HTML: ${shown(output)}` }
    },
  },
]

function points(text: string): number {
  const tags = Number(hasOpeningTag(text)) + Number(hasEmptyTag(text))
  return MARKS.reduce((sum, [pattern, worth]) => sum + (pattern.test(text) ? worth : 0), tags)
}

/** `<name>` or `<name …>`. The first tag that is begun is the one that most can end: time stays linear. */
function hasOpeningTag(text: string): boolean {
  if (new RegExp(`${NAME}>`).test(text)) return true
  const begun = new RegExp(`${NAME}\\s`).exec(text)
  return begun !== null && text.includes('>', begun.index)
}

/** `<name/>` or `<name …/>`. */
function hasEmptyTag(text: string): boolean {
  const pieces = text.split('>').slice(0, -1)
  const bare = new RegExp(`${NAME}/$`)
  const begun = new RegExp(`${NAME}\\s`)
  return pieces.some((piece) => piece.endsWith('/') && (begun.test(piece) || bare.test(piece)))
}

function isHtml(text: string): Finding {
  if (text === '') return { pass: false, reason: 'the output is empty' }
  if (text.length > LONGEST) return { pass: false, reason: 'the output is longer than 10 MB' }
  if (/^<\?xml/i.test(text)) return { pass: false, reason: 'the output is XML' }
  const written = WRAPPERS.filter((name) => new RegExp(`<${name}(?=[\\s>/])`, 'i').test(text))
  const elements = [...elementsOf(parse(text, { sourceCodeLocationInfo: true }))]
  const isWritten = (element: Element) =>
    written.includes(element.tagName) && element.sourceCodeLocation !== undefined && element.sourceCodeLocation !== null
  const body = elements.find((element) => element.tagName === 'body')
  if (body !== undefined && !isWritten(body) && body.childNodes.some(isText))
    return { pass: false, reason: `the output has text outside of its HTML: ${shown(text)}` }
  const known = elements.some((element) =>
    WRAPPERS.includes(element.tagName)
      ? isWritten(element)
      : ELEMENTS.has(element.tagName.toLowerCase()) || element.tagName.includes('-'),
  )
  return known
    ? { pass: true, reason: 'the output is HTML' }
    : { pass: false, reason: `the output has no element of HTML: ${shown(text)}` }
}

/** In no order that matters, but without recursion: a model may nest as deep as it likes. */
function* elementsOf(root: Node): Generator<Element> {
  const left: Node[] = [root]
  for (let node = left.pop(); node !== undefined; node = left.pop()) {
    if ('tagName' in node) yield node
    if ('childNodes' in node) for (const child of node.childNodes) left.push(child)
  }
}

function isText(node: Node): boolean {
  return node.nodeName === '#text' && 'value' in node && node.value.trim() !== ''
}
