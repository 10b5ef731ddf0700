// Messages that open with a line of their own, such as `system:`. In a file every such line opens one; in rendered text
// only a line that the template itself wrote, so that no value can.
import type { ChatMessage, Role } from '../../ports.ts'
import type { Mark, MessageSource } from '../document.ts'
import { linesOf, withoutOuterLineEnds } from '../lines.ts'
import type { EngineId, Piece } from '../templates/engine.ts'
import { engineOf } from '../templates/engines.ts'
import { regionBetween } from './regions.ts'

interface Stretch {
  readonly role: Role
  readonly start: number
  readonly end: number
  /** A line opened it; what stands before the first such line may be nothing. */
  readonly opened: boolean
}

/** The role of text before the first line that opens a message, and of text without such a line. */
export interface UnmarkedRoles {
  readonly first: Role
  readonly alone: Role
}

/** The messages from `body` on and the lines that open them. The first group of `marker` is the role; it is tried on
 *  trimmed lines. */
export function roleRegions(
  source: string,
  body: number,
  marker: RegExp,
  unmarked: UnmarkedRoles,
  engine: EngineId,
): { messages: MessageSource[]; marks: Mark[] } {
  const marks: Mark[] = []
  const comments = commentsIn(source, body, engine)
  const stretches = stretchesOf(source, body, marker, unmarked, (start, end) => {
    if (comments.some((comment) => comment.start <= start && comment.end >= end)) return false
    marks.push({ kind: 'role', start, end })
    return true
  })
  const messages = stretches.map(({ role, start, end }) => regionBetween(role, source, start, end))
  return {
    messages: messages.length > 0 ? messages : [regionBetween(unmarked.alone, source, body, source.length)],
    marks,
  }
}

/** The messages of rendered text. */
export function splitByRoleLines(pieces: readonly Piece[], marker: RegExp, unmarked: UnmarkedRoles): ChatMessage[] {
  const text = pieces.map((piece) => piece.text).join('')
  const isLiteral = literalIn(pieces)
  const stretches = stretchesOf(text, 0, marker, unmarked, isLiteral)
  return stretches.map(({ role, start, end }) => {
    const inner = withoutOuterLineEnds(text, start, end)
    return { role, content: text.slice(inner.start, inner.end) }
  })
}

/** A role line in a comment is never sent. */
function commentsIn(source: string, body: number, engine: EngineId): { start: number; end: number }[] {
  return engineOf(engine)
    .spans(source.slice(body))
    .filter(({ kind, text }) => kind === 'comment' && /[\r\n]/.test(text))
    .map(({ start, end }) => ({ start: body + start, end: body + end }))
}

/** Whether the template wrote all of a stretch, and the sign before it. To be asked in ascending order. */
function literalIn(pieces: readonly Piece[]): (start: number, end: number) => boolean {
  const values: { start: number; end: number }[] = []
  let at = 0
  for (const { text, literal } of pieces) {
    if (!literal) values.push({ start: at, end: at + text.length })
    at += text.length
  }
  let next = 0
  return (start, end) => {
    while ((values[next]?.end ?? Number.POSITIVE_INFINITY) < start) next++
    return (values[next]?.start ?? Number.POSITIVE_INFINITY) >= end
  }
}

function stretchesOf(
  text: string,
  body: number,
  marker: RegExp,
  { first, alone }: UnmarkedRoles,
  opens: (start: number, end: number) => boolean,
): Stretch[] {
  const stretches: Stretch[] = []
  let open = { role: first, start: body, opened: false }
  const close = (end: number) => {
    if (open.opened || text.slice(open.start, end).trim() !== '') stretches.push({ ...open, end })
  }
  for (const line of linesOf(text.slice(body))) {
    const role = roleOf(marker, text.slice(body + line.start, body + line.textEnd))
    if (role === undefined || !opens(body + line.start, body + line.end)) continue
    close(body + line.start)
    open = { role, start: body + line.end, opened: true }
  }
  close(text.length)
  return stretches.some((one) => one.opened) ? stretches : stretches.map((one) => ({ ...one, role: alone }))
}

function roleOf(marker: RegExp, line: string): Role | undefined {
  const name = marker.exec(line.trim())?.[1]?.toLowerCase()
  if (name === 'developer') return 'system'
  return name === 'system' || name === 'user' || name === 'assistant' ? name : undefined
}
