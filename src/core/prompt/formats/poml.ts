// POML (*.poml): the text between tags is prose, in POML's own escapes; tags, attributes, expressions and comments
// stay. Which texts go to whom follows POML's writer: https://microsoft.github.io/poml. Nothing is ever evaluated.
import type { Role } from '../../ports.ts'
import { lineFinder } from '../../readText.ts'
import type { Codec } from '../codec.ts'
import { decodeEscapes, escapedLinesCodec } from '../codecs/escapes.ts'
import { indentedCodec, indentedRegion } from '../codecs/indented.ts'
import type { Mark, MessageSource, PromptDiagnostic, PromptFormat } from '../document.ts'
import { scanXml } from '../xml.ts'

export const pomlFormat: PromptFormat = {
  id: 'poml',
  label: 'POML',
  class: 'task',
  claims: (path) => (/\.poml$/i.test(path) ? { confidence: 1, reason: 'named *.poml' } : undefined),
  parse: (_path, source) => [{ engine: 'poml', ...contentsOf(source) }],
}

const ESCAPED: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'", hash: '#' }

/** Escaped braces stay as they stand: read as braces, they would look like an expression. */
const textCodec: Codec = escapedLinesCodec(
  (raw) => decodeEscapes(raw, /#(lt|gt|amp|quot|apos|hash);/g, ([, name = '']) => ESCAPED[name]),
  (text) => text.replace(/#(?=(?:lt|gt|amp|quot|apos|hash);)/g, '#hash;').replaceAll('<', '#lt;'),
)

/** Components by their first and their other names; POML heeds neither case nor hyphens. */
const SPEAKERS: Readonly<Record<string, Role>> = {
  systemmsg: 'system',
  systemmessage: 'system',
  humanmsg: 'user',
  humanmessage: 'user',
  usermsg: 'user',
  aimsg: 'assistant',
  aimessage: 'assistant',
  assistantmsg: 'assistant',
  input: 'user',
  exampleinput: 'user',
  output: 'assistant',
  exampleoutput: 'assistant',
}
const SPEAKER_ATTRIBUTE: Readonly<Record<string, Role>> = { system: 'system', human: 'user', ai: 'assistant' }
/** What these hold is data, code or a schema. */
const NOT_PROSE = new Set(
  (
    'let meta script style stylesheet outputschema responseschema tool tooldefinition toolrequest toolresponse code ' +
    'object obj dataobj table document doc folder tree webpage img image audio conversation include'
  ).split(' '),
)

interface OpenElement {
  readonly name: string
  readonly speaker: Role | undefined
  readonly isProse: boolean
  readonly start: number
}

interface Text {
  readonly start: number
  readonly end: number
  /** The default as it is where the text stands; `set` where the author named the speaker. */
  readonly role: Role
  readonly set: boolean
}

interface Contents {
  readonly messages: MessageSource[]
  readonly marks: Mark[]
  readonly diagnostics: PromptDiagnostic[]
}

function contentsOf(source: string): Contents {
  const texts: Text[] = []
  const marks: Mark[] = []
  const lineOf = lineFinder(source)
  const diagnostics: PromptDiagnostic[] = []
  const say = (offset: number, message: string) => diagnostics.push({ message, line: lineOf(offset) })
  const open: OpenElement[] = []
  /** Until a person has spoken, what nobody is named for is the system's. */
  let unnamed: Role = 'system'
  for (const node of scanXml(source, source.startsWith('\uFEFF') ? 1 : 0)) {
    const parent = open.at(-1)
    if (node.kind === 'comment') marks.push({ kind: 'comment', start: node.start, end: node.end })
    else if (node.kind === 'other' && !/^<[!?]/.test(source.slice(node.start, node.start + 2)))
      say(node.start, 'A tag is never closed.')
    else if (node.kind === 'open') {
      const name = plainName(node.name)
      const own = SPEAKER_ATTRIBUTE[node.attributes.get('speaker') ?? ''] ?? SPEAKERS[name]
      if (own === 'user') unnamed = 'user'
      if (node.selfClosing) continue
      const isProse = parent?.isProse !== false && !NOT_PROSE.has(name)
      open.push({ name, speaker: own ?? parent?.speaker, isProse, start: node.start })
    } else if (node.kind === 'close') {
      const at = open.findLastIndex(({ name }) => name === plainName(node.name))
      if (at < 0) say(node.start, `</${node.name}> closes nothing.`)
      else for (const { name, start } of open.splice(at).slice(1)) say(start, `<${name}> is never closed.`)
    } else if (node.kind === 'text' && parent?.isProse !== false)
      texts.push({ ...node, role: parent?.speaker ?? unnamed, set: parent?.speaker !== undefined })
  }
  for (const { name, start } of open) say(start, `<${name}> is never closed.`)
  return { messages: messagesOf(source, texts), marks, diagnostics }
}

function messagesOf(source: string, texts: readonly Text[]): MessageSource[] {
  const regions = texts.flatMap(({ start, end, ...text }) => {
    const region = indentedRegion(source, start, end)
    return region === undefined ? [] : [{ ...text, ...region }]
  })
  // A prompt of one speaker whom nobody named is the user's.
  const isUsers = regions.every(({ role, set }) => role === 'system' && !set)
  return regions.map(({ role, start, end, indent }, i) => ({
    role: isUsers ? 'user' : role,
    start,
    end,
    codec: indentedCodec(indent, textCodec),
    continues: role === regions[i - 1]?.role,
  }))
}

function plainName(name: string): string {
  return name.replaceAll('-', '').toLowerCase()
}
