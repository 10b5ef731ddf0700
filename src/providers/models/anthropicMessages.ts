// Requests and answers in the format of Anthropic's messages API, live and in batches.
// Must never send sampling parameters: the API refuses them.
import type { Anthropic } from '@anthropic-ai/sdk'
import * as z from 'zod'
import { type ChatReply, type ChatRequest, type FinishReason, ModelError } from '../../core/ports.ts'
import type { AnthropicConnection } from '../anthropicClient.ts'

const count = z.number().nullish()
const message = z.object({
  model: z.string(),
  stop_reason: z.string().nullish(),
  content: z.array(z.object({ type: z.string(), text: z.string().nullish() })),
  usage: z.object({
    input_tokens: z.number(),
    output_tokens: z.number(),
    cache_read_input_tokens: count,
    cache_creation_input_tokens: count,
  }),
})

/** What a message says. Throws {@link ModelError}. */
export function replyFrom(raw: unknown, who: string): Omit<ChatReply, 'latencyMs'> {
  const parsed = message.safeParse(raw)
  if (!parsed.success) throw new ModelError('server', `${who}: the answer is not a message.`)
  const { content, usage, stop_reason, model } = parsed.data
  const cached = usage.cache_read_input_tokens ?? 0
  return {
    text: content.map((block) => (block.type === 'text' ? (block.text ?? '') : '')).join(''),
    usage: {
      inputTokens: usage.input_tokens + cached + (usage.cache_creation_input_tokens ?? 0),
      outputTokens: usage.output_tokens,
      ...(cached > 0 ? { cachedInputTokens: cached } : {}),
    },
    finish: finishOf(stop_reason),
    servedBy: model,
  }
}

export function messageBody(
  name: string,
  request: ChatRequest,
  supportedSchema: AnthropicConnection['supportedSchema'],
): Anthropic.MessageCreateParamsNonStreaming {
  const system = request.messages.filter(({ role }) => role === 'system').map(({ content }) => content)
  const turns = request.messages.flatMap(({ role, content }) => (role === 'system' ? [] : [{ role, content }]))
  const format = request.schema && { type: 'json_schema' as const, schema: supportedSchema(request.schema.schema) }
  return {
    model: name,
    max_tokens: request.maxOutputTokens,
    // The API wants at least one turn: a prompt that is a system message alone is said by the user.
    ...(turns.length === 0
      ? { messages: [{ role: 'user', content: system.join('\n\n') }] }
      : { messages: turns, ...(system.length === 0 ? {} : { system: system.join('\n\n') }) }),
    ...(format === undefined ? {} : { output_config: { format } }),
  }
}

function finishOf(reason: string | null | undefined): FinishReason {
  if (reason === 'end_turn' || reason === 'stop_sequence') return 'stop'
  if (reason === 'max_tokens' || reason === 'model_context_window_exceeded') return 'length'
  return reason === 'refusal' ? 'refused' : 'other'
}
