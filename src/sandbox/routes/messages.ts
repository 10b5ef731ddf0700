// POST /v1/messages, whole or streamed.
// Must stay true to Anthropic's wire: the official client has to work against it unchanged.
import { randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import type { ChatMessage } from '../../core/ports.ts'
import { type Completion, type CompletionRequest, complete, latencyOf, type TunedModels } from '../complete.ts'
import { badRequest, bodyOf, events, isObject, type JsonObject, json } from '../http.ts'
import type { Route } from '../router.ts'
import { repeatOf, textOf } from './chatCompletions.ts'

export function messageRoutes(tuned: TunedModels): Route[] {
  return [
    {
      method: 'POST',
      path: '/v1/messages',
      handle: async (exchange) => {
        const body = bodyOf(exchange)
        const request = readMessage(body, repeatOf(exchange.headers['x-tunesmith-repeat']))
        const completion = complete(request, tuned)
        await wait(latencyOf(request.model, completion))
        return body.stream === true
          ? events(stream(request.model, completion))
          : json(messageObject(request.model, completion))
      },
    },
    {
      method: 'POST',
      path: '/v1/messages/count_tokens',
      handle: (exchange) => {
        const request = readMessage({ max_tokens: 1, ...bodyOf(exchange) }, 0)
        return json({ input_tokens: complete(request, tuned).inputTokens })
      },
    },
  ]
}

/** Reads the body of a message request; throws a 400 in Anthropic's words. */
export function readMessage(body: JsonObject, repeat: number): CompletionRequest {
  const { model, max_tokens: maxTokens, messages, system } = body
  if (typeof model !== 'string' || model === '') throw badRequest('model: Field required')
  if (typeof maxTokens !== 'number') throw badRequest('max_tokens: Field required')
  if (!Number.isInteger(maxTokens) || maxTokens < 1) {
    throw badRequest('max_tokens: Input should be greater than or equal to 1')
  }
  if (!Array.isArray(messages)) throw badRequest('messages: Field required')
  if (messages.length === 0) throw badRequest('messages: at least one message is required')
  for (const name of ['temperature', 'top_p', 'top_k']) {
    if (body[name] !== undefined) throw badRequest(`${name}: this model does not accept sampling parameters`)
  }
  const first: ChatMessage[] = system === undefined ? [] : [{ role: 'system', content: textOf(system, 'system') }]
  const rest = messages.map((message: unknown, i): ChatMessage => {
    if (!isObject(message) || (message.role !== 'user' && message.role !== 'assistant')) {
      throw badRequest(`messages.${i}.role: Input should be 'user' or 'assistant'`)
    }
    return { role: message.role, content: textOf(message.content, `messages.${i}.content`) }
  })
  return { model, messages: [...first, ...rest], schema: schemaOf(body), repeat, maxTokens }
}

function schemaOf(body: JsonObject): CompletionRequest['schema'] {
  const format = isObject(body.output_config) ? body.output_config.format : undefined
  if (!isObject(format) || format.type !== 'json_schema') return undefined
  const schema = isObject(format.schema) ? format.schema : {}
  return { name: typeof schema.title === 'string' ? schema.title : '', schema }
}

export function messageObject(model: string, completion: Completion): unknown {
  return {
    ...emptyMessage(model, completion),
    content: [{ type: 'text', text: completion.text, citations: null }],
    stop_reason: stopReason(completion),
    usage: usageOf(completion, completion.outputTokens),
  }
}

function emptyMessage(model: string, completion: Completion): JsonObject {
  return {
    id: `msg_${randomUUID().replaceAll('-', '')}`,
    type: 'message',
    role: 'assistant',
    model,
    content: [],
    container: null,
    diagnostics: null,
    stop_reason: null,
    stop_sequence: null,
    stop_details: null,
    usage: usageOf(completion, 0),
  }
}

async function* stream(model: string, completion: Completion): AsyncIterable<{ event: string; data: unknown }> {
  const send = (type: string, data: JsonObject = {}): { event: string; data: unknown } => ({
    event: type,
    data: { type, ...data },
  })
  yield send('message_start', { message: emptyMessage(model, completion) })
  yield send('content_block_start', { index: 0, content_block: { type: 'text', text: '', citations: null } })
  for (const text of completion.text.match(/\s*\S+|\s+$/gu) ?? []) {
    yield send('content_block_delta', { index: 0, delta: { type: 'text_delta', text } })
  }
  yield send('content_block_stop', { index: 0 })
  const delta = { stop_reason: stopReason(completion), stop_sequence: null, stop_details: null, container: null }
  yield send('message_delta', { delta, usage: usageOf(completion, completion.outputTokens) })
  yield send('message_stop')
}

function stopReason(completion: Completion): string {
  return { stop: 'end_turn', length: 'max_tokens', refused: 'refusal' }[completion.finish]
}

function usageOf(completion: Completion, outputTokens: number): unknown {
  return {
    input_tokens: completion.inputTokens,
    output_tokens: outputTokens,
    cache_creation: null,
    cache_creation_input_tokens: 0,
    cache_read_input_tokens: 0,
    inference_geo: null,
    output_tokens_details: null,
    server_tool_use: null,
    service_tier: 'standard',
    speed: null,
  }
}
