// Finds worked examples in a prompt: an input with its answer, in the shapes people write them in.
// Must claim no line that could be the input to be answered: an example without an answer is none.
import type { ChatMessage } from '../../core/ports.ts'
import { inputOf, isInputName } from './findInput.ts'
import type { Example, Line } from './prompt.ts'
import { bareName } from './text.ts'

const BULLET = String.raw`^\s*(?:[-*•–>]\s+|\d{1,3}[.)]\s+)?[*_]*`
const ANSWER_WORDS =
  'answer|label|output|category|class|classification|queue|type|expected|response|result|reply|route|intent|verdict|a|correct answer|decision|assistant'
const ANSWER = new RegExp(String.raw`${BULLET}(?:${ANSWER_WORDS})[*_]*\s*[:=][*_]*\s*(\S.*)$`, 'iu')
const FIELD = new RegExp(String.raw`${BULLET}(\p{L}[\p{L}\p{N} _-]{0,30}?)[*_]*\s*[:=][*_]*\s*(.*)$`, 'iu')
const ONE_LINE = new RegExp(
  String.raw`^(.*?)(?:\s*[|;,]\s*|\s+[—–-]+\s+|\.?\s+)(?:${ANSWER_WORDS})\s*[:=]\s*(\S.{0,79})$`,
  'iu',
)
const ARROW = /^\s*(?:[-*•–]\s+|\d{1,3}[.)]\s+)?(\S.*?)\s*(?:->|→|=>|⇒)\s*(\S.{0,79})$/u
const LONGEST_EXAMPLE = 40

export interface FoundExamples {
  readonly examples: readonly Example[]
  readonly lines: readonly Line[]
}

/** Examples among `lines`, and the lines with those of examples marked. */
export function findExamples(lines: readonly Line[]): FoundExamples {
  const used = new Set<number>()
  const examples: Example[] = []
  const take = (input: string, answer: string, from: number, to: number): void => {
    examples.push({ input: unquote(input), answer: answerText(answer) })
    for (let i = from; i <= to; i++) used.add(i)
  }
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i]
    if (line === undefined || used.has(i)) continue
    const arrow = ARROW.exec(line.text)
    if (arrow?.[1] !== undefined && arrow[2] !== undefined && arrow[1].split(/\s+/u).length > 2) {
      take(withoutField(arrow[1]), arrow[2], i, i)
      continue
    }
    const single = FIELD.test(line.text) ? ONE_LINE.exec(withoutField(line.text)) : null
    if (single?.[1] && single[2]) {
      take(single[1], single[2], i, i)
      continue
    }
    const answer = ANSWER.exec(line.text)?.[1]
    const start = answer === undefined ? undefined : inputLine(lines, used, i)
    if (answer === undefined || start === undefined) continue
    const input = lines.slice(start, i).map((item) => item.text)
    input[0] = withoutField(input[0] ?? '')
    take(input.join('\n'), answer, start, i)
  }
  return { examples, lines: lines.map((line, i) => (used.has(i) ? { ...line, use: 'example' } : line)) }
}

/** Earlier turns of the conversation are worked examples too. */
export function turnsAsExamples(messages: readonly ChatMessage[]): Example[] {
  const examples: Example[] = []
  for (let i = 0; i + 1 < messages.length; i++) {
    const [user, reply] = [messages[i], messages[i + 1]]
    if (user?.role === 'user' && reply?.role === 'assistant') {
      examples.push({ input: inputOf(user.content), answer: answerText(reply.content) })
    }
  }
  return examples
}

/**
 * First line of the input that the answer at `end` belongs to: the nearest field with the name of an input, or else the
 * first field of the paragraph.
 */
function inputLine(lines: readonly Line[], used: ReadonlySet<number>, end: number): number | undefined {
  let first: number | undefined
  let paragraph = true
  for (let i = end - 1; i >= Math.max(0, end - LONGEST_EXAMPLE); i--) {
    const line = lines[i]
    if (line === undefined || used.has(i) || line.message !== lines[end]?.message || /^\s*#/u.test(line.text)) break
    const name = FIELD.exec(line.text)?.[1]
    if (name !== undefined && isInputName(name)) return i
    if (line.text.trim() === '') paragraph = false
    if (paragraph && name !== undefined) first = i
  }
  return first
}

function withoutField(text: string): string {
  return FIELD.exec(text)?.[2] ?? text
}

function unquote(text: string): string {
  return text
    .trim()
    .replace(/^["'“”`]+|["'“”`]+$/gu, '')
    .trim()
}

function answerText(text: string): string {
  const trimmed = text.trim()
  return /^[[{]/u.test(trimmed) ? trimmed : bareName(trimmed)
}
