// Roles by tags in a template, as Semantic Kernel has them: `<message role="system">…</message>`, in Handlebars also
// `{{#message role="system"}}…{{/message}}`. What stands outside of them is never sent.
import type { Role } from '../../ports.ts'
import type { Codec } from '../codec.ts'
import { decodeEscapes, escapedLinesCodec } from '../codecs/escapes.ts'
import { indentedCodec, indentedRegion } from '../codecs/indented.ts'
import type { Mark, MessageSource } from '../document.ts'

const TAG = /<message\b[^<>]*>|<\/message\s*>|\{\{#message\b[^{}]*\}\}|\{\{\/message\}\}/g
const ROLE = /\brole\s*=\s*(["'])([^"']*)\1/
const ROLES: Readonly<Record<string, Role>> = {
  system: 'system',
  developer: 'system',
  user: 'user',
  assistant: 'assistant',
}

export interface TaggedMessages {
  readonly messages: readonly MessageSource[]
  readonly marks: readonly Mark[]
  /** Offsets of messages whose role shows only when rendered; they are in no message. */
  readonly dynamic: readonly number[]
}

/** Undefined where no tag opens a message between the offsets. */
export function taggedMessages(source: string, start: number, end: number): TaggedMessages | undefined {
  const messages: MessageSource[] = []
  const marks: Mark[] = []
  const dynamic: number[] = []
  let open: { readonly role: Role | undefined; readonly from: number } | undefined
  for (const match of source.slice(start, end).matchAll(TAG)) {
    const tag = match[0]
    const from = start + match.index
    const to = from + tag.length
    if (/^(?:<\/|\{\{\/)/.test(tag)) {
      const region = open?.role === undefined ? undefined : indentedRegion(source, open.from, from)
      if (region !== undefined && open?.role !== undefined)
        messages.push({ role: open.role, start: region.start, end: region.end, codec: codecOf(region.indent) })
      open = undefined
    } else if (open === undefined) {
      const role = ROLES[ROLE.exec(tag)?.[2]?.toLowerCase() ?? '']
      if (role === undefined) dynamic.push(from)
      open = { role, from: to }
    } else continue
    marks.push({ kind: 'role', start: from, end: to })
  }
  return marks.length === 0 ? undefined : { messages, marks, dynamic }
}

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" }
/** Template tags are filled in before the text is read as XML, so they stay as they are. */
const UNSAFE = /\{\{[^{}]*\}\}|\{%[^%]*%\}|[<&]/g
const xmlCodec = escapedLinesCodec(
  (raw) =>
    decodeEscapes(raw, /&(?:(lt|gt|amp|quot|apos)|#(\d{1,7})|#x([\da-fA-F]{1,6}));/g, ([, name, decimal, hex]) => {
      if (name !== undefined) return ENTITIES[name]
      const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal)
      return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : undefined
    }),
  (text) => text.replace(UNSAFE, (sign) => (sign === '<' ? '&lt;' : sign === '&' ? '&amp;' : sign)),
)

function codecOf(indent: string): Codec {
  return indentedCodec(indent, xmlCodec)
}
