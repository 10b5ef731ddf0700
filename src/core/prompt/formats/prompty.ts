// Prompty v1 (*.prompty): a header that stays as it is, then messages that open with a line such as `system:`.
// Text before the first such line is the system message.
import type { Role } from '../../ports.ts'
import type { Mark, MessageSource, PromptFormat } from '../document.ts'
import { bodyStart } from '../frontMatter.ts'
import { linesOf } from '../lines.ts'
import { regionBetween } from './regions.ts'

// Tried on trimmed lines only, so that no run of spaces makes it backtrack.
const MARKER = /^#?[ \t]*(system|user|assistant|developer)(?:\[[^\][]*\])?[ \t]*:$/i

export const promptyFormat: PromptFormat = {
  id: 'prompty',
  label: 'Prompty',
  class: 'task',
  claims: (path) => (/\.prompty$/i.test(path) ? { confidence: 1, reason: 'named *.prompty' } : undefined),
  parse: (path, source) => {
    const start = bodyStart(path, source)
    return [{ engine: 'braces', bodyStart: start, ...messagesFrom(source, start) }]
  },
}

function messagesFrom(source: string, body: number): { messages: MessageSource[]; marks: Mark[] } {
  const messages: MessageSource[] = []
  const marks: Mark[] = [{ kind: 'header', start: 0, end: body }]
  let open: { readonly role: Role; readonly start: number; readonly marked: boolean } = {
    role: 'system',
    start: body,
    marked: false,
  }
  const close = (end: number) => {
    if (open.marked || source.slice(open.start, end).trim() !== '')
      messages.push(regionBetween(open.role, source, open.start, end))
  }
  for (const line of linesOf(source.slice(body))) {
    const role = roleOf(source.slice(body + line.start, body + line.textEnd))
    if (role === undefined) continue
    close(body + line.start)
    open = { role, start: body + line.end, marked: true }
    marks.push({ kind: 'role', start: body + line.start, end: body + line.end })
  }
  close(source.length)
  return { messages: messages.length > 0 ? messages : [regionBetween('system', source, body, source.length)], marks }
}

function roleOf(line: string): Role | undefined {
  const name = MARKER.exec(line.trim())?.[1]?.toLowerCase()
  return name === 'developer' ? 'system' : (name as Role | undefined)
}
