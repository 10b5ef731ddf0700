// Anthropic's models over the messages API. Must never send sampling parameters: the API refuses them.
import type { Anthropic } from '@anthropic-ai/sdk'
import * as z from 'zod'
import { type ChatModel, type ChatRequest, type FinishReason, ModelError } from '../../core/ports.ts'
import type { Access } from '../access.ts'
import { cannotStart, toModelError } from '../sdkErrors.ts'

type Sdk = typeof import('@anthropic-ai/sdk')
type SchemaTransform = (schema: Record<string, unknown>) => Record<string, unknown>

interface Connection {
  readonly client: Anthropic
  readonly errors: Sdk['Anthropic']
  /** Moves what structured outputs do not support into descriptions. */
  readonly supportedSchema: SchemaTransform
}

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

/** `id` is `anthropic:name`. */
export function createAnthropicModel(id: string, name: string, access: Access): ChatModel {
  let connection: Promise<Connection> | undefined
  return {
    id,
    async send(request, signal) {
      connection ??= connect(access)
      const { client, errors, supportedSchema } = await connection
      const started = performance.now()
      let raw: unknown
      try {
        signal.throwIfAborted()
        raw = await client.messages.create(bodyOf(name, request, supportedSchema), { signal })
      } catch (error) {
        throw toModelError(error, errors, { who: id, baseUrl: access.baseUrl, key: access.key, signal })
      }
      const latencyMs = performance.now() - started
      const parsed = message.safeParse(raw)
      if (!parsed.success) throw new ModelError('server', `${id}: the answer is not a message.`)
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
        latencyMs,
      }
    },
  }
}

/** The engine retries and sets deadlines; the SDK does neither. Throws `ModelError`. */
async function connect(access: Access): Promise<Connection> {
  try {
    const [{ Anthropic }, { transformJSONSchema }] = await Promise.all([
      import('@anthropic-ai/sdk'),
      import('@anthropic-ai/sdk/lib/transform-json-schema'),
    ])
    const options = { baseURL: access.baseUrl, apiKey: access.key ?? 'none', maxRetries: 0, timeout: 600_000 }
    const client = new Anthropic({ ...options, logLevel: 'off' })
    return { client, errors: Anthropic, supportedSchema: transformJSONSchema }
  } catch (error) {
    throw cannotStart('Anthropic SDK', error)
  }
}

function bodyOf(
  name: string,
  request: ChatRequest,
  supportedSchema: SchemaTransform,
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
