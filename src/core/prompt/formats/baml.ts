// BAML (*.baml): the prompt of each function is a prompt of its own, named after it; `{{ _.role("user") }}` opens a
// message, what stands before the first is the system's. Tests are cases. Only the inside of prompts is ever written.
import { InputError } from '../../errors.ts'
import type { Role } from '../../ports.ts'
import { lineFinder } from '../../readText.ts'
import { type Codec, escapingCodec, plainCodec } from '../codec.ts'
import { decodeEscapes, refusing } from '../codecs/escapes.ts'
import { indentedCodec, indentedRegion } from '../codecs/indented.ts'
import type {
  InputDeclaration,
  Mark,
  MessageSource,
  ParsedPrompt,
  PromptDiagnostic,
  PromptFormat,
} from '../document.ts'
import { type BamlFunction, type BamlToken, readBaml } from './bamlSource.ts'

export const bamlFormat: PromptFormat = {
  id: 'baml',
  label: 'BAML',
  class: 'task',
  claims: (path) => (/\.baml$/i.test(path) ? { confidence: 0.1, reason: 'BAML' } : undefined),
  sniff: (_path, head) =>
    /\bprompt\s+#*"/.test(head) ? { confidence: 1, reason: 'a BAML function with a prompt' } : undefined,
  parse: (path, source) => {
    const { functions, tests } = readBaml(source, (inner) => textOf(source, inner))
    const lineOf = lineFinder(source)
    const prompts = functions.map((one): ParsedPrompt => {
      const cases = tests.filter(({ functions: names }) => names.includes(one.name))
      return {
        fragment: one.name,
        engine: 'jinja',
        ...contentsOf(source, one, lineOf),
        inputs: [...one.parameters.map(({ name, type }) => ({ name, required: !type.endsWith('?') })), contextOf(one)],
        cases: cases.map(({ args, start }) => ({ vars: args, line: lineOf(start) })),
      }
    })
    if (prompts.length === 0)
      throw new InputError('No function of this file has a prompt.', 'Name another file.', { file: path })
    return prompts
  },
}

/** `{{ ctx.output_format }}` is how BAML asks for the type that a function returns, and nothing for a text. For other
 *  types a case says it: only BAML knows all of their definitions. */
function contextOf({ returns }: BamlFunction): InputDeclaration {
  if (returns === 'string') return { name: 'ctx', required: false, fallback: { output_format: '' } }
  return { name: 'ctx', required: true, description: `output_format: how to ask for ${returns}` }
}

const ROLE = /\{\{-?\s*_\.(?:role|chat)\(\s*(?:role\s*=\s*)?(["'])(system|user|assistant|developer)\1[^{}]*\)\s*-?\}\}/g
const BLOCK = /\{%-?\s*(end)?(?:if|for|macro|call|filter)\b/g

function contentsOf(
  source: string,
  { prompt, name }: BamlFunction,
  lineOf: (offset: number) => number,
): { messages: MessageSource[]; marks: Mark[]; diagnostics: PromptDiagnostic[] } {
  const messages: MessageSource[] = []
  const marks: Mark[] = []
  const diagnostics: PromptDiagnostic[] = []
  if (!prompt.closed)
    diagnostics.push({ message: `The prompt of ${name} is never closed.`, line: lineOf(prompt.start) })
  const close = (role: Role, start: number, end: number) => {
    const region = indentedRegion(source, start, end)
    if (region === undefined) return
    messages.push({ role, start: region.start, end: region.end, codec: codecOf(prompt.hashes, region.indent) })
  }
  let open: { role: Role; start: number } = { role: 'system', start: prompt.start }
  for (const tag of roleTags(source.slice(prompt.start, prompt.end))) {
    const start = prompt.start + tag.start
    if (tag.isDynamic) {
      const message = 'A role inside a loop or condition is not told apart from the text around it.'
      diagnostics.push({ message, line: lineOf(start) })
      continue
    }
    close(open.role, open.start, start)
    open = { role: tag.role, start: prompt.start + tag.end }
    marks.push({ kind: 'role', start, end: open.start })
  }
  close(open.role, open.start, prompt.end)
  return { messages, marks, diagnostics }
}

interface RoleTag {
  readonly role: Role
  readonly start: number
  readonly end: number
  /** It stands in a block, so that whether it opens a message shows only when rendered. */
  readonly isDynamic: boolean
}

function roleTags(text: string): RoleTag[] {
  const blocks = [...text.matchAll(BLOCK)]
  let depth = 0
  let next = 0
  return [...text.matchAll(ROLE)].map((match) => {
    for (; (blocks[next]?.index ?? text.length) < match.index; next++) depth += blocks[next]?.[1] === 'end' ? -1 : 1
    const role = match[2] === 'developer' ? 'system' : (match[2] as Role)
    return { role, start: match.index, end: match.index + match[0].length, isDynamic: depth > 0 }
  })
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' }
const quotedCodec: Codec = escapingCodec(
  (raw) => decodeEscapes(raw, /\\([\s\S])/g, ([, sign = '']) => ESCAPES[sign] ?? sign),
  (text) => JSON.stringify(text).slice(1, -1),
)

function codecOf(hashes: number, indent: string): Codec {
  if (hashes === 0) return quotedCodec
  const closing = `"${'#'.repeat(hashes)}`
  return refusing(indentedCodec(indent, plainCodec), new RegExp(closing), `${closing} would end the prompt.`)
}

function textOf(source: string, { start, end, hashes }: Required<BamlToken>['inner']): string {
  const region = hashes === 0 ? { start, end, indent: '' } : indentedRegion(source, start, end)
  if (region === undefined) return ''
  return codecOf(hashes, region.indent).decode(source.slice(region.start, region.end)).text
}
