// Chat JSON (*.json): an array of messages with `role` and `content`. Only the changed lines of a `content` literal
// are written; escapes, spacing and other keys stay as the author has them.
import { InputError } from '../../errors.ts'
import { type JsonNode, JsonSyntaxError, literalOffsets, scanJson } from '../../jsonSource.ts'
import type { Role } from '../../ports.ts'
import { lineOfOffset } from '../../readText.ts'
import { escapingCodec } from '../codec.ts'
import type { MessageSource, PromptFormat } from '../document.ts'

export const chatJsonFormat: PromptFormat = {
  id: 'chat-json',
  label: 'Chat JSON',
  class: 'task',
  claims: (path) => (/\.json$/i.test(path) ? { confidence: 0.1, reason: 'JSON' } : undefined),
  parse: (path, source, { engine = 'braces' }) => [{ engine, messages: contentsOf(path, source) }],
}

/** The inside of a JSON string, without its quotes. */
const jsonCodec = escapingCodec(
  (raw) => {
    const literal = `"${raw}"`
    const node = scanJson(literal)
    return { text: String(node.value), offsets: literalOffsets(literal, node).map((offset) => offset - 1) }
  },
  (text) => JSON.stringify(text).slice(1, -1),
)

function contentsOf(path: string, source: string): MessageSource[] {
  const root = scanned(path, source)
  const refuse = (problem: string, node: JsonNode): never => {
    throw new InputError(problem, 'Write a list of {"role": …, "content": "…"}.', {
      file: path,
      line: lineOfOffset(source, node.start),
    })
  }
  if (root.items === undefined || root.items.length === 0) return refuse('The file is not a list of messages.', root)
  return root.items.map((item) => {
    const role = roleOf(item.members?.get('role')?.value)
    if (role === undefined) return refuse('A message has no role that is system, user or assistant.', item)
    const literal = item.members?.get('content')
    if (typeof literal?.value !== 'string') return refuse('The content of a message is not text.', literal ?? item)
    return { role, start: literal.start + 1, end: literal.end - 1, codec: jsonCodec }
  })
}

function scanned(path: string, source: string): JsonNode {
  try {
    // A byte order mark becomes a space, so that offsets stay those of the file.
    return scanJson(source.startsWith('\uFEFF') ? ` ${source.slice(1)}` : source)
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error
    throw new InputError(`The file is not JSON: ${error.message}.`, 'Mend the JSON.', {
      file: path,
      line: lineOfOffset(source, error.offset),
    })
  }
}

function roleOf(value: unknown): Role | undefined {
  if (value === 'developer') return 'system'
  return value === 'system' || value === 'user' || value === 'assistant' ? value : undefined
}
