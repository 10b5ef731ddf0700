// One exchange in OpenAI's chat-completions format, shared by OpenAI and every server that speaks it.
// Must never send sampling parameters: reasoning models refuse them, and noise is measured by repeats.
import type { OpenAI } from 'openai'
import * as z from 'zod'
import { type ChatReply, type ChatRequest, type FinishReason, ModelError, type TokenUsage } from '../../core/ports.ts'
import { estimateTokens } from '../../core/pricing.ts'
import type { OpenAiConnection } from '../openaiClient.ts'
import { reasonForStatus, withoutKeys } from '../sdkErrors.ts'
import { strictSchema } from './schemaText.ts'

/** A request as it goes over the wire. */
export interface ChatCall {
  /** The name to ask the server for. */
  readonly name: string
  readonly request: ChatRequest
  readonly limit: 'max_tokens' | 'max_completion_tokens'
}

export interface Exchange extends ChatCall {
  readonly modelId: string
  readonly signal: AbortSignal
  readonly headers: Readonly<Record<string, string>>
}

const completion = z.object({
  model: z.string().nullish(),
  choices: z
    .array(
      z.object({
        finish_reason: z.string().nullish(),
        message: z.object({ content: z.string().nullish(), refusal: z.string().nullish() }),
      }),
    )
    .min(1),
  usage: z
    .object({
      prompt_tokens: z.number(),
      completion_tokens: z.number(),
      prompt_tokens_details: z.object({ cached_tokens: z.number().nullish() }).nullish(),
    })
    .nullish(),
})
type Completion = z.infer<typeof completion>

/** Some gateways answer 200 with an error in the body, its code an HTTP status. */
const bodyError = z.object({
  error: z.object({ message: z.string(), code: z.union([z.number(), z.string()]).nullish() }),
})

/** Sends one request. Throws {@link ModelError}. */
export async function exchange(connection: OpenAiConnection, what: Exchange): Promise<ChatReply> {
  const started = performance.now()
  const raw: unknown = await connection.call(what.modelId, what.signal, (client) =>
    client.chat.completions.create(chatBody(what), { signal: what.signal, headers: what.headers }),
  )
  const reply = replyFrom(raw, what.modelId)
  const { usage = estimatedUsage(what.request, reply.text), servedBy = what.name } = reply
  return { ...reply, usage, servedBy, latencyMs: performance.now() - started }
}

/** What a chat completion says; usage and model only where the server names them. Throws {@link ModelError}. */
export function replyFrom(
  raw: unknown,
  modelId: string,
): Pick<ChatReply, 'text' | 'finish'> & {
  readonly usage: TokenUsage | undefined
  readonly servedBy: string | undefined
} {
  const parsed = completion.safeParse(raw)
  if (!parsed.success) throw unreadable(raw, modelId)
  const [choice] = parsed.data.choices
  const refusal = choice?.message.refusal || undefined
  return {
    text: refusal ?? choice?.message.content ?? '',
    usage: usageOf(parsed.data),
    finish: refusal === undefined ? finishOf(choice?.finish_reason) : 'refused',
    servedBy: parsed.data.model ?? undefined,
  }
}

/** The reply for a request that a content filter turned away before the model saw it. */
export function filteredReply(name: string, request: ChatRequest, latencyMs: number): ChatReply {
  return { text: '', usage: estimatedUsage(request, ''), finish: 'refused', servedBy: name, latencyMs }
}

export function chatBody({ name, request, limit }: ChatCall): OpenAI.ChatCompletionCreateParamsNonStreaming {
  return {
    model: name,
    messages: request.messages.map(({ role, content }) => ({ role, content })),
    [limit]: request.maxOutputTokens,
    ...(request.schema === undefined
      ? {}
      : {
          response_format: {
            type: 'json_schema',
            json_schema: { name: request.schema.name, ...strictSchema(request.schema.schema) },
          },
        }),
  }
}

function finishOf(reason: string | null | undefined): FinishReason {
  if (reason === 'stop' || reason === 'length') return reason
  return reason === 'content_filter' ? 'refused' : 'other'
}

function usageOf({ usage }: Completion): TokenUsage | undefined {
  if (!usage) return undefined
  const cached = usage.prompt_tokens_details?.cached_tokens
  return {
    inputTokens: usage.prompt_tokens,
    outputTokens: usage.completion_tokens,
    ...(cached ? { cachedInputTokens: cached } : {}),
  }
}

function estimatedUsage(request: ChatRequest, text: string): TokenUsage {
  const input = request.messages.reduce((sum, { content }) => sum + estimateTokens(content), 0)
  return { inputTokens: input, outputTokens: estimateTokens(text), estimated: true }
}

function unreadable(raw: unknown, modelId: string): ModelError {
  const failed = bodyError.safeParse(raw)
  if (!failed.success) return new ModelError('server', `${modelId}: the answer is not a chat completion.`)
  const { code, message } = failed.data.error
  const status = Number(code) >= 400 ? Number(code) : 500
  return new ModelError(reasonForStatus(status, String(code)), `${modelId}: ${withoutKeys(message, undefined)}`)
}
