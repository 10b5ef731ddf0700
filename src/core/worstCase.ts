// What one call may cost at most, before it is made. Never a guess at the likely cost: caps rest on it.
import type { WorstCase } from './budget.ts'
import type { ChatRequest } from './ports.ts'
import { costOf, type PriceTable } from './pricing.ts'

/** What chat templates add to a request, and to each message of it. */
const REQUEST_TOKENS = 64
const MESSAGE_TOKENS = 16

/** A token of any byte-level tokenizer is one byte or more, so a text has no more tokens than UTF-8 bytes. */
export function mostTokens(text: string): number {
  return new TextEncoder().encode(text).length
}

/** The most input tokens that a request can be. */
export function mostInputTokens({ messages, schema }: Pick<ChatRequest, 'messages' | 'schema'>): number {
  const shape = schema === undefined ? 0 : mostTokens(JSON.stringify(schema.schema))
  const texts = messages.reduce((sum, message) => sum + MESSAGE_TOKENS + mostTokens(message.content), 0)
  return REQUEST_TOKENS + shape + texts
}

/** `usd` is undefined where the price is unknown. */
export function worstCase(model: string, inputTokens: number, outputTokens: number, prices: PriceTable): WorstCase {
  return { tokens: inputTokens + outputTokens, usd: costOf(model, { inputTokens, outputTokens }, prices) }
}

/** The same for a call that goes into a batch. */
export function worstInBatch(model: string, request: ChatRequest, prices: PriceTable): WorstCase {
  const usage = { inputTokens: mostInputTokens(request), outputTokens: request.maxOutputTokens, batched: true }
  return { tokens: usage.inputTokens + usage.outputTokens, usd: costOf(model, usage, prices) }
}
