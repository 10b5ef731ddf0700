// Messages and answers as the SDKs log them: OpenAI, Anthropic, OpenTelemetry parts, LangChain's serialised classes.
import { at, fieldsOf, listOf, textOf, unpacked } from './fields.ts'
import type { LoggedMessage } from './record.ts'

/** What was sent, or undefined where the value holds no messages. */
export function messagesOf(logged: unknown): readonly LoggedMessage[] | undefined {
  const value = unpacked(logged)
  if (typeof value === 'string') return value === '' ? undefined : [{ role: 'user', text: value }]
  if (Array.isArray(value)) {
    // LangSmith logs a batch of conversations.
    if (value.length === 1 && Array.isArray(value[0])) return messagesOf(value[0])
    const messages = value.map(messageOf)
    return messages.length > 0 && messages.every((one) => one !== undefined) ? messages : undefined
  }
  const fields = fieldsOf(value)
  if (fields === undefined) return undefined
  const listed = messagesOf(unpacked(fields.messages ?? fields.contents ?? at(fields, 'kwargs', 'messages')))
  if (listed !== undefined) {
    const system = contentText(fields.system ?? fields.instructions)
    return system === undefined ? listed : [{ role: 'system', text: system }, ...listed]
  }
  const own = messageOf(fields)
  return own === undefined ? undefined : [own]
}

/** The text of an answer; undefined where there is none. A record of another shape is given as JSON. */
export function outputOf(logged: unknown): string | undefined {
  const value = unpacked(logged)
  if (typeof value === 'string') return value === '' ? undefined : value
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  if (Array.isArray(value)) {
    if (value.length === 1) return outputOf(value[0])
    return textOf(value.map((part) => contentText([part]) ?? '').join('')) ?? json(value)
  }
  const fields = fieldsOf(value)
  if (fields === undefined) return undefined
  const inner =
    at(fields, 'choices', 0, 'message') ?? at(fields, 'choices', 0, 'text') ?? at(fields, 'generations', 0, 0)
  if (inner !== undefined) return outputOf(inner)
  const message = messageOf(fields)
  if (message !== undefined) return textOf(message.text)
  const named = ['output_text', 'output', 'answer', 'response', 'completion', 'result', 'text', 'message', 'content']
  const [name] = named.filter((key) => fields[key] !== undefined && fields[key] !== null)
  if (name !== undefined && (Object.keys(fields).length === 1 || name === 'output_text' || name === 'text'))
    return outputOf(fields[name])
  return textOf(responseText(fields)) ?? json(fields)
}

/** Names of the tools that an answer calls. */
export function toolsOf(logged: unknown): readonly string[] {
  const value = unpacked(logged)
  const message = at(value, 'choices', 0, 'message') ?? (Array.isArray(value) ? value[0] : value)
  const calls = [
    ...listOf(at(message, 'tool_calls')),
    ...listOf(at(message, 'content')),
    ...listOf(at(message, 'parts')),
  ]
  return calls.flatMap((call) => {
    const isCall = at(call, 'function') !== undefined || /^tool_(?:call|use)$/.test(String(at(call, 'type')))
    const name = textOf(at(call, 'function', 'name') ?? at(call, 'name'))
    return isCall && name !== undefined ? [name] : []
  })
}

/** LangChain's classes, as `{"lc": 1, "id": [..., "HumanMessage"], "kwargs": {...}}` or `{"type": "human", "data": {...}}`. */
function messageOf(value: unknown): LoggedMessage | undefined {
  const fields = fieldsOf(value)
  if (fields === undefined) return undefined
  const className = fields.lc === undefined ? undefined : textOf(listOf(fields.id).at(-1))
  if (className !== undefined) {
    const text = contentText(at(fields, 'kwargs', 'content'))
    return /Message(?:Chunk)?$/.test(className)
      ? { role: className.replace(/Message(?:Chunk)?$/, '').toLowerCase(), text: text ?? '' }
      : undefined
  }
  const nested = fieldsOf(fields.message)
  if (nested !== undefined && fields.role === undefined) return messageOf(nested)
  const data = fieldsOf(fields.data)
  const role = textOf(fields.role) ?? (data !== undefined || 'content' in fields ? textOf(fields.type) : undefined)
  if (role === undefined) return undefined
  const content = data?.content ?? fields.content ?? fields.parts
  const text = contentText(content)
  return text === undefined && content === undefined && !('tool_calls' in fields)
    ? undefined
    : { role, text: text ?? '' }
}

/** A content: text, or parts of which those that are text count. */
export function contentText(value: unknown): string | undefined {
  if (typeof value === 'string') return value
  if (!Array.isArray(value)) return undefined
  const texts = value.flatMap((part) => {
    if (typeof part === 'string') return [part]
    const text = at(part, 'text') ?? (at(part, 'type') === 'text' ? at(part, 'content') : undefined)
    return typeof text === 'string' ? [text] : []
  })
  return texts.length === 0 ? undefined : texts.join('\n')
}

/** OpenAI's Responses: `{"output": [{"type": "message", "content": [{"type": "output_text", "text": "…"}]}]}`. */
function responseText(fields: Readonly<Record<string, unknown>>): string {
  return listOf(fields.output)
    .flatMap((item) => (at(item, 'type') === 'message' ? [contentText(at(item, 'content')) ?? ''] : []))
    .join('\n')
}

function json(value: unknown): string {
  return JSON.stringify(value)
}
