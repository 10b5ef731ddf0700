// Text in a YAML scalar of any style. In a literal block only the changed lines are written; other styles are written
// anew, as close to the author's as can hold the text. What would not read back is never written.
import { isScalar, parseDocument } from 'yaml'
import { InputError } from '../../errors.ts'
import { type Codec, escapingCodec } from '../codec.ts'
import { applySplices, type LineStyle, lineSplices, linesOf, withLf, withoutOuterLineEnds } from '../lines.ts'
import { blockOf, decodeYaml } from './yamlDecode.ts'

export interface ScalarPlace {
  /** Columns before the parent; -1 at the top of a document. */
  readonly indent: number
  /** Between [ ] or { }, or with something behind it on its line: no block can stand there. */
  readonly inLine: boolean
}

/** Signs that some reader of YAML takes for a line end, drops or refuses. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones to escape.
const UNSAFE = /[\0-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\uFEFF\uFFFE\uFFFF]|\p{Cs}/u

/** `raw` is the scalar with its quotes or block header. Line ends before and after a text belong to the file. */
export function yamlScalarCodec(place: ScalarPlace): Codec {
  const decode = (raw: string) => decodeYaml(raw, place.indent)
  return {
    decode,
    edit: (raw, text, lineEnd) => {
      const before = withLf(decode(raw).text)
      const wanted = withOuterLineEndsOf(before, text)
      for (const write of writersFor(raw, before, wanted, place)) {
        const written = write(raw, wanted, lineEnd, place)
        if (written !== undefined && withLf(decode(written).text) === wanted) return written
      }
      throw new InputError('The text cannot stand in this YAML value.', 'Leave out signs that cannot be seen.')
    },
  }
}

/** Undefined: this style cannot hold the text. */
type Writer = (raw: string, wanted: string, lineEnd: string, place: ScalarPlace) => string | undefined

function writersFor(raw: string, before: string, wanted: string, { inLine }: ScalarPlace): Writer[] {
  if (UNSAFE.test(wanted) && !UNSAFE.test(before)) return [double]
  // What stands on several lines becomes one line: a diff of it is one hunk, and no half of a change can be taken.
  const toLines = !inLine && wanted.includes('\n') && !/[\r\n]/.test(raw) ? [literal] : []
  if (raw.startsWith('|')) return [splicedLines, literal, double]
  if (raw.startsWith('>')) return [literal, double]
  if (raw.startsWith('"'))
    return before.includes('\n') ? [splicedEscapes, double] : [...toLines, splicedEscapes, double]
  if (raw.startsWith("'")) return [...toLines, single, double]
  return [...toLines, plain, single, double]
}

const splicedLines: Writer = (raw, wanted, lineEnd, { indent }) => {
  const { columns, header } = blockOf(raw, indent)
  if (columns === undefined) return undefined
  const body = raw.slice(header.length)
  const style: LineStyle = {
    read: (line) => line.slice(Math.min(columns, line.search(/[^ ]|$/))),
    write: (line) => (line === '' ? '' : ' '.repeat(columns) + line),
  }
  const old = linesOf(body).map(({ start, textEnd }) => style.read(body.slice(start, textEnd)))
  const after = old.slice(old.findLastIndex((line) => line.trim() !== '') + 1)
  const text = [withoutLastLineEnds(wanted), ...after].join('\n')
  return header + applySplices(body, lineSplices(body, text, lineEnd, style))
}

const literal: Writer = (raw, wanted, lineEnd, { indent }) => {
  const text = withoutLastLineEnds(wanted)
  // A first line with spaces before it would need its indentation said in figures.
  if (text === '' || /^\n*[ \t]/.test(text)) return undefined
  const columns = (isBlock(raw) ? blockOf(raw, indent).columns : undefined) ?? Math.max(indent, 0) + 2
  const lines = text.split('\n').map((line) => (line === '' ? '' : ' '.repeat(columns) + line))
  if (!isBlock(raw)) return text === wanted ? [`|-`, ...lines].join(lineEnd) : undefined
  const { header, chomping } = blockOf(raw, indent)
  const end = raw.slice(withoutOuterLineEnds(raw, header.length, raw.length).end)
  return [`|${chomping}${commentOf(header)}`, ...lines].join(lineEnd) + end
}

const splicedEscapes: Writer = (raw, wanted, lineEnd, { indent }) =>
  /[\r\n]/.test(raw) ? undefined : escapingCodec((one) => decodeYaml(one, indent), escaped).edit(raw, wanted, lineEnd)

const double: Writer = (raw, wanted, _lineEnd, { indent }) => {
  if (!isBlock(raw)) return `"${escaped(wanted)}"`
  const { header, lines } = blockOf(raw, indent)
  const last = lines.at(-1)
  return `"${escaped(wanted)}"${commentOf(header)}${last === undefined ? '' : raw.slice(last.textEnd, last.end)}`
}

const single: Writer = (_raw, wanted) => (wanted.includes('\n') ? undefined : `'${wanted.replaceAll("'", "''")}'`)

const plain: Writer = (_raw, wanted) => {
  if (wanted.includes('\n') || wanted === '') return undefined
  const reads = [`a: ${wanted}`, `- ${wanted}`, `[${wanted}]`].every((source) => readsPlain(source, wanted))
  return reads ? wanted : undefined
}

function readsPlain(source: string, wanted: string): boolean {
  const { contents, errors } = parseDocument(source)
  const path = source.startsWith('a') ? ['a'] : [0]
  const node = errors.length === 0 && contents !== null && 'getIn' in contents ? contents.getIn(path, true) : undefined
  return isScalar(node) && node.type === 'PLAIN' && node.value === wanted
}

function isBlock(raw: string): boolean {
  return raw.startsWith('|') || raw.startsWith('>')
}

function commentOf(header: string): string {
  return /[ \t]+#[^\r\n]*/.exec(header)?.[0] ?? ''
}

function withoutLastLineEnds(text: string): string {
  return text.slice(0, withoutOuterLineEnds(text, 0, text.length).end)
}

function escaped(text: string): string {
  return JSON.stringify(text)
    .slice(1, -1)
    .replace(
      /[\x7f-\x9f\u2028\u2029\uFEFF\uFFFE\uFFFF]/g,
      (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
    )
}

/** `text` with the line ends that stand before and after `before`. */
export function withOuterLineEndsOf(before: string, text: string): string {
  const old = withoutOuterLineEnds(before, 0, before.length)
  const lf = withLf(text)
  const { start, end } = withoutOuterLineEnds(lf, 0, lf.length)
  if (old.start === before.length) return before === '' ? lf.slice(start, end) : lf.slice(start, end) + before
  return before.slice(0, old.start) + lf.slice(start, end) + before.slice(old.end)
}
