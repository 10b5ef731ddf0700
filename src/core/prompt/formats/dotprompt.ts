// dotprompt (*.prompt), Google's: a header in YAML, and a Handlebars template in which `{{role "…"}}` opens a message.
// Other languages share the extension: elastacloud's is a format of its own, Continue's is not read.
import { isRecord } from '../../evals/source.ts'
import type { ChatMessage, Role } from '../../ports.ts'
import { lineOfOffset } from '../../readText.ts'
import type {
  InputDeclaration,
  Mark,
  MessageSource,
  ParsedPrompt,
  PromptDiagnostic,
  PromptFormat,
} from '../document.ts'
import { afterBom, type Header, headerDiagnostics, headerOf, readHeader } from '../frontMatter.ts'
import { linesOf } from '../lines.ts'
import { type DotpromptMessage, dotpromptMessages } from '../templates/dotprompt.ts'
import { engineOf } from '../templates/engines.ts'
import { nodeAt, type TreeNode } from '../tree.ts'
import { schemaOf } from './picoschema.ts'
import { regionBetween } from './regions.ts'

const TURN = /^\{\{~?\s*(?:role\s+(?:"([a-z]+)"|'([a-z]+)')|history)\s*~?\}\}$/
const TURN_ANYWHERE = /\{\{~?\s*(?:role\s|history\s*~?\}\})/g
const PARTIAL = /\{\{~?\s*>\s*([\w.-]+)/g
/** Continue's own prompts. */
const FOREIGN = /^[ \t]*<system>/m

export const dotpromptFormat: PromptFormat = {
  id: 'dotprompt',
  label: 'dotprompt',
  class: 'task',
  claims: (path) => (/\.prompt$/i.test(path) ? { confidence: 0.2, reason: 'named *.prompt' } : undefined),
  sniff: (path, head) => {
    if (/(?:^|\/)_[^/]+$/.test(path)) return { confidence: 0.4, reason: 'a partial of dotprompt files' }
    if (headerIn(head) !== undefined || /\{\{~?\s*role\s/.test(head))
      return { confidence: 0.95, reason: 'named *.prompt, with a header or roles' }
    if (FOREIGN.test(head)) return undefined
    return { confidence: /\{\{/.test(head) ? 0.7 : 0.5, reason: 'named *.prompt' }
  },
  parse: (_path, source, { sibling }) => [parse(source, sibling)],
  siblings: (source) => partialsIn(source).map((name) => `_${name}.prompt`),
  whole: {
    template: templateOf,
    split: (pieces, vars) => dotpromptMessages(pieces, historyIn(vars['@history'])).map(chatMessage),
  },
  refuses: (text, { messages }) => {
    const count = (one: string) => one.match(TURN_ANYWHERE)?.length ?? 0
    return messages.every((message) => count(message.text) < count(text))
      ? 'A {{role}} or {{history}} in a text opens another message.'
      : undefined
  },
}

/** With a header the body is trimmed, without one it is not. */
function templateOf(source: string): string {
  const header = headerIn(source)
  return header === undefined ? source.slice(afterBom(source)) : source.slice(header.end).trim()
}

/** Comments and empty lines may stand before a header; an empty or open one is none. */
function headerIn(source: string): Header | undefined {
  let start = afterBom(source)
  for (const line of linesOf(source.slice(start))) {
    const text = source.slice(start + line.start, start + line.textEnd)
    if (text.trim() === '' || text.startsWith('#')) continue
    start += line.start
    break
  }
  const header = headerOf(source, start)
  if (header === undefined || !header.closed) return undefined
  return source.slice(start, header.close).trim() === '---' ? undefined : header
}

function parse(source: string, sibling: ((name: string) => string | undefined) | undefined): ParsedPrompt {
  const header = headerIn(source)
  const bodyStart = header?.end ?? afterBom(source)
  const { messages, marks } = messagesFrom(source, bodyStart)
  const tree = header === undefined ? undefined : readHeader(source, header).tree
  const defaults = tree === undefined ? undefined : nodeAt(tree, 'input', 'default')
  return {
    engine: 'handlebars',
    messages,
    marks: [{ kind: 'header', start: 0, end: bodyStart }, ...marks],
    bodyStart,
    inputs: tree === undefined ? [] : inputsIn(tree),
    cases:
      isRecord(defaults?.value) && Object.keys(defaults.value).length > 0
        ? [{ vars: defaults.value, line: lineOfOffset(source, defaults.start) }]
        : [],
    diagnostics: [...headerDiagnostics(source, header), ...mediaIn(source, bodyStart)],
    partials: partialsFrom(source, sibling),
  }
}

function messagesFrom(source: string, body: number): { messages: MessageSource[]; marks: Mark[] } {
  const messages: MessageSource[] = []
  const marks: Mark[] = []
  let open: { readonly role: Role; readonly start: number } = { role: 'user', start: body }
  const close = (end: number) => {
    if (source.slice(open.start, end).trim() !== '') messages.push(regionBetween(open.role, source, open.start, end))
  }
  for (const { start, end, text } of engineOf('handlebars').spans(source.slice(body))) {
    const turn = TURN.exec(text)
    if (turn === null) continue
    close(body + start)
    open = { role: roleOf(turn[1] ?? turn[2] ?? 'model'), start: body + end }
    marks.push({ kind: 'role', start: body + start, end: body + end })
  }
  close(source.length)
  return {
    messages: messages.length > 0 ? messages : [regionBetween(open.role, source, open.start, source.length)],
    marks,
  }
}

function mediaIn(source: string, body: number): PromptDiagnostic[] {
  const at = source.slice(body).search(/\{\{~?\s*media\s/)
  if (at < 0) return []
  return [{ message: 'What {{media}} names is sent as its address alone.', line: lineOfOffset(source, body + at) }]
}

function inputsIn(header: TreeNode): InputDeclaration[] {
  const schema = schemaOf(nodeAt(header, 'input', 'schema')?.value)
  const defaults = nodeAt(header, 'input', 'default')?.value
  const fallbacks = isRecord(defaults) ? defaults : {}
  const properties = isRecord(schema?.properties) ? schema.properties : {}
  const required: readonly unknown[] = Array.isArray(schema?.required) ? schema.required : []
  return [...new Set([...Object.keys(properties), ...Object.keys(fallbacks)])].map((name) => {
    const property = properties[name]
    return {
      name,
      required: required.includes(name) && !Object.hasOwn(fallbacks, name),
      ...(Object.hasOwn(fallbacks, name) ? { fallback: fallbacks[name] } : {}),
      ...(isRecord(property) && typeof property.description === 'string' ? { description: property.description } : {}),
    }
  })
}

function partialsIn(source: string): string[] {
  return [...new Set([...source.matchAll(PARTIAL)].flatMap(([, name]) => name ?? []))]
}

/** The partials that the template names, and those that they name; they stand beside it as `_name.prompt`. */
function partialsFrom(
  source: string,
  sibling: ((name: string) => string | undefined) | undefined,
): Readonly<Record<string, string>> {
  const partials: Record<string, string> = {}
  const open = partialsIn(source)
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    const text = Object.hasOwn(partials, name) ? undefined : sibling?.(`_${name}.prompt`)
    if (text === undefined) continue
    partials[name] = templateOf(text)
    open.push(...partialsIn(text))
  }
  return partials
}

/** The conversation so far, where a case has it: `"@history": [{role, content}]`. */
function historyIn(value: unknown): ChatMessage[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : []
  return list.flatMap((one) =>
    isRecord(one) && typeof one.role === 'string' && typeof one.content === 'string'
      ? [{ role: roleOf(one.role), content: one.content }]
      : [],
  )
}

function chatMessage({ role, parts, history }: DotpromptMessage<ChatMessage>): ChatMessage {
  if (history !== undefined) return history
  const texts = parts.map((part) => ('text' in part ? part.text : 'media' in part ? part.media.url : ''))
  return { role: roleOf(role), content: texts.join('') }
}

function roleOf(name: string): Role {
  if (name === 'model' || name === 'assistant') return 'assistant'
  return name === 'system' || name === 'developer' ? 'system' : 'user'
}
