// Reads an uploaded training file: one chat a line, the last message being the assistant's.
// Must find every fault before training starts, and name its line.
import type { ChatMessage, Role } from '../../core/ports.ts'
import { isObject } from '../http.ts'

export interface TrainRow {
  /** Everything before the last message. */
  readonly messages: readonly ChatMessage[]
  /** The assistant's text, to be given back exactly. */
  readonly output: string
}

/** A job's error in OpenAI's shape. */
export interface JobFault {
  readonly code: string
  readonly message: string
  readonly param: string | null
}

const FEWEST_ROWS = 10
const MOST_OUTPUTS = 500
const ROLES: readonly string[] = ['system', 'user', 'assistant'] satisfies Role[]

/** The rows of a file, or what is wrong with it. `param` names the file in the request. */
export function readTrainingFile(text: string, param: string): { rows: TrainRow[] } | { fault: JobFault } {
  const rows: TrainRow[] = []
  for (const [index, line] of text.split(/\r?\n/u).entries()) {
    if (line.trim() === '') continue
    const row = readRow(line)
    if (typeof row !== 'string') rows.push(row)
    else
      return {
        fault: { code: 'invalid_file_format', message: `Invalid file format. Line ${index + 1}: ${row}`, param },
      }
  }
  return { rows }
}

/** Why this trainer cannot learn from `rows`, or undefined. It learns to choose among outputs that it has seen. */
export function unlearnable(rows: readonly TrainRow[]): JobFault | undefined {
  const fault = (code: string, message: string): JobFault => ({ code, message, param: 'training_file' })
  if (rows.length < FEWEST_ROWS) {
    return fault(
      'invalid_n_examples',
      `Training file has ${rows.length} example(s), but must have at least ${FEWEST_ROWS} examples.`,
    )
  }
  const outputs = new Set(rows.map((row) => row.output)).size
  if (outputs < 2)
    return fault('invalid_training_file', 'All examples have the same answer, so there is nothing to learn.')
  if (outputs > MOST_OUTPUTS || outputs > rows.length / 2) {
    return fault(
      'invalid_training_file',
      `The sandbox learns to choose among answers that repeat, and ${rows.length} examples with ${outputs} different answers do not repeat enough.`,
    )
  }
  return undefined
}

function readRow(line: string): TrainRow | string {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch {
    return 'not valid JSON.'
  }
  if (!isObject(value) || !Array.isArray(value.messages)) return 'the key "messages" with an array is missing.'
  const messages: ChatMessage[] = []
  for (const message of value.messages as unknown[]) {
    if (!isObject(message) || typeof message.role !== 'string' || !ROLES.includes(message.role)) {
      return 'a message needs the role "system", "user" or "assistant".'
    }
    if (typeof message.content !== 'string') return 'a message needs a text as its "content".'
    messages.push({ role: message.role as Role, content: message.content })
  }
  const last = messages.at(-1)
  if (last?.role !== 'assistant') return 'the last message must be the assistant’s.'
  if (!messages.some((message) => message.role === 'user')) return 'a message of the user is missing.'
  return { messages: messages.slice(0, -1), output: last.content }
}
