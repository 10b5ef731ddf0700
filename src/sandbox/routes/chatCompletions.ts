// POST /v1/chat/completions, whole or streamed.
// Must stay true to OpenAI's wire: the official client has to work against it unchanged.
import { randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import type { ChatMessage, Role } from '../../core/ports.ts'
import { type Completion, type CompletionRequest, complete, latencyOf, type TunedModels } from '../complete.ts'
import { badRequest, bodyOf, events, isObject, type JsonObject, json, seconds, stringOf } from '../http.ts'
import type { Route } from '../router.ts'

export function chatRoutes(tuned: TunedModels): Route[] {
  return [
    {
      method: 'POST',
      path: '/v1/chat/completions',
      handle: async (exchange) => {
        const body = bodyOf(exchange)
        const request = readChat(body, repeatOf(exchange.headers['x-tunesmith-repeat']))
        const completion = complete(request, tuned)
        await wait(latencyOf(request.model, completion))
        if (body.stream !== true) return json(chatObject(request.model, completion))
        const wantsUsage = isObject(body.stream_options) && body.stream_options.include_usage === true
        return events(chunks(request.model, completion, wantsUsage))
      },
    },
  ]
}

/** The draw index: which repeat of the same request this is. */
export function repeatOf(header: string | string[] | undefined): number {
  const value = Number(typeof header === 'string' ? header : '0')
  if (!Number.isInteger(value) || value < 0) {
    throw badRequest('The header x-tunesmith-repeat must be a whole number from 0.', 'x-tunesmith-repeat')
  }
  return value
}

/** Reads the body of a chat completion; throws a 400 in OpenAI's words. */
export function readChat(body: JsonObject, repeat: number): CompletionRequest {
  const model = stringOf(body, 'model')
  const limit = body.max_completion_tokens ?? body.max_tokens ?? undefined
  if (limit !== undefined && (typeof limit !== 'number' || !Number.isInteger(limit) || limit < 1)) {
    throw badRequest(
      `Invalid value for 'max_completion_tokens': expected a whole number from 1.`,
      'max_completion_tokens',
    )
  }
  return { model, messages: readMessages(body.messages), schema: schemaOf(body), repeat, maxTokens: limit }
}

const ROLES: Readonly<Record<string, Role>> = {
  system: 'system',
  developer: 'system',
  user: 'user',
  assistant: 'assistant',
}

function readMessages(value: unknown): ChatMessage[] {
  if (value === undefined)
    throw badRequest("Missing required parameter: 'messages'.", 'messages', 'missing_required_parameter')
  if (!Array.isArray(value))
    throw badRequest("Invalid type for 'messages': expected an array.", 'messages', 'invalid_type')
  if (value.length === 0) throw badRequest("Invalid 'messages': empty array.", 'messages', 'empty_array')
  return value.map((message: unknown, i) => {
    const role = isObject(message) && typeof message.role === 'string' ? ROLES[message.role] : undefined
    if (!isObject(message) || role === undefined) {
      throw badRequest(`Invalid value for 'messages[${i}].role'.`, `messages[${i}].role`, 'invalid_value')
    }
    return { role, content: textOf(message.content, `messages[${i}].content`) }
  })
}

/** Text of a message: a string, or the text parts of a list. */
export function textOf(content: unknown, param: string): string {
  if (typeof content === 'string') return content
  if (!Array.isArray(content))
    throw badRequest(`Invalid type for '${param}': expected a string or an array.`, param, 'invalid_type')
  return content
    .map((part: unknown) => {
      if (isObject(part) && part.type === 'text' && typeof part.text === 'string') return part.text
      throw badRequest(`Invalid value for '${param}': the sandbox reads text parts alone.`, param, 'invalid_value')
    })
    .join('\n')
}

function schemaOf(body: JsonObject): CompletionRequest['schema'] {
  const format = body.response_format
  if (!isObject(format) || format.type !== 'json_schema' || !isObject(format.json_schema)) return undefined
  return { name: stringOf(format.json_schema, 'name'), schema: format.json_schema.schema }
}

export function chatObject(model: string, completion: Completion): unknown {
  return {
    id: `chatcmpl-${randomUUID()}`,
    object: 'chat.completion',
    created: seconds(),
    model,
    choices: [
      {
        index: 0,
        message: messageOf(completion),
        logprobs: null,
        finish_reason: finishOf(completion),
      },
    ],
    usage: usageOf(completion),
    service_tier: 'default',
    system_fingerprint: null,
  }
}

function messageOf({ text, finish }: Completion): unknown {
  const refused = finish === 'refused'
  return { role: 'assistant', content: refused ? null : text, refusal: refused ? text : null, annotations: [] }
}

async function* chunks(model: string, completion: Completion, wantsUsage: boolean): AsyncIterable<{ data: unknown }> {
  const head = { id: `chatcmpl-${randomUUID()}`, object: 'chat.completion.chunk', created: seconds(), model }
  const usage = wantsUsage ? { usage: null } : {}
  const chunk = (delta: unknown, finish: string | null): { data: unknown } => ({
    data: { ...head, choices: [{ index: 0, delta, logprobs: null, finish_reason: finish }], ...usage },
  })
  yield chunk({ role: 'assistant', content: '', refusal: null }, null)
  const field = completion.finish === 'refused' ? 'refusal' : 'content'
  for (const piece of completion.text.match(/\s*\S+|\s+$/gu) ?? []) yield chunk({ [field]: piece }, null)
  yield chunk({}, finishOf(completion))
  if (wantsUsage) yield { data: { ...head, choices: [], usage: usageOf(completion) } }
  yield { data: '[DONE]' }
}

function finishOf(completion: Completion): string {
  return completion.finish === 'length' ? 'length' : 'stop'
}

function usageOf({ inputTokens, outputTokens }: Completion): unknown {
  return {
    prompt_tokens: inputTokens,
    completion_tokens: outputTokens,
    total_tokens: inputTokens + outputTokens,
    prompt_tokens_details: { cached_tokens: 0, audio_tokens: 0 },
    completion_tokens_details: { reasoning_tokens: 0, audio_tokens: 0 },
  }
}
