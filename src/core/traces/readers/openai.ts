// OpenAI: stored completions and responses, batch requests and batch results. A batch's two files meet by custom_id.
// Source: API reference of chat completions (store), responses and batch.
import { at, type Fields, fieldsOf, listOf, numberOf, present, textOf } from '../fields.ts'
import { messagesOf, outputOf, toolsOf } from '../messages.ts'
import type { LoggedCall, LogPiece, LogReader } from '../record.ts'

export const openaiReader: LogReader = {
  id: 'openai',
  label: 'OpenAI stored completions or batch files',
  read: ({ value }) => {
    const fields = fieldsOf(value)
    if (fields === undefined) return undefined
    if ('custom_id' in fields && ('response' in fields || 'error' in fields)) return [resultOf(fields)]
    if ('custom_id' in fields && 'body' in fields) return [requestOf(fields)]
    if (fields.object === 'chat.completion' || fields.object === 'response') return [storedOf(fields)]
    // {"request": {...}, "response": {...}}: what proxies and wrappers write.
    const [request, response] = [fieldsOf(fields.request), fieldsOf(fields.response)]
    const sent = messagesOf(request?.body ?? request)
    if (request === undefined || sent === undefined) return undefined
    const id = textOf(fields.id)
    return [{ ...answerOf(fieldsOf(response?.body) ?? response ?? {}, id), messages: sent } satisfies LogPiece]
  },
}

function requestOf(fields: Fields): LoggedCall {
  const body = fieldsOf(fields.body) ?? {}
  return present<LoggedCall>({
    kind: 'call',
    id: String(fields.custom_id),
    messages: messagesOf(body.messages === undefined ? body.input : body),
    model: textOf(body.model),
  })
}

function resultOf(fields: Fields): LoggedCall {
  const status = numberOf(at(fields, 'response', 'status_code'))
  const body = fieldsOf(at(fields, 'response', 'body'))
  const failed =
    textOf(at(fields, 'error', 'message')) ??
    textOf(at(body, 'error', 'message')) ??
    (status !== undefined && status >= 400 ? `HTTP ${status}` : undefined)
  const id = String(fields.custom_id)
  if (body === undefined || failed !== undefined) return present<LoggedCall>({ kind: 'call', id, error: failed })
  return answerOf(body, id)
}

/** What a stored completion was asked may stand in it, or in the answer of its /messages. */
function storedOf(fields: Fields): LoggedCall {
  const asked = fields.messages ?? fields.input_messages ?? at(fields, 'request', 'messages') ?? fields.input
  const id = textOf(fields.id)
  const system = textOf(fields.instructions)
  const messages = messagesOf(at(asked, 'data') ?? asked)
  const whole = system === undefined ? messages : [{ role: 'system', text: system }, ...(messages ?? [])]
  return present<LoggedCall>({ ...answerOf(fields, id), messages: whole })
}

function answerOf(body: Fields, id: string | undefined): LoggedCall {
  const created = numberOf(body.created ?? body.created_at)
  const tools = [
    ...toolsOf(body),
    ...listOf(body.output).flatMap((item) => (at(item, 'type') === 'function_call' ? [String(at(item, 'name'))] : [])),
  ]
  return present<LoggedCall>({
    kind: 'call',
    id,
    at: created === undefined ? undefined : new Date(created * 1000).toISOString(),
    model: textOf(body.model),
    output: Array.isArray(body.choices) || 'output' in body ? outputOf(body) : undefined,
    tools: tools.length > 0 ? tools : undefined,
    error: textOf(at(body, 'error', 'message')),
  })
}
