// What calls cost. One dated table, overridable; a model that is not in it costs "unknown", never 0.
import type { TokenUsage } from './ports.ts'

/** US dollars for a million tokens. */
export interface Price {
  readonly input: number
  readonly output: number
  readonly cachedInput?: number
  /** US dollars for a million training tokens, where the model can be trained. */
  readonly training?: number
}

export type PriceTable = Readonly<Record<string, Price>>

/** List prices as read on `PRICES_AS_OF`; secondary sources for OpenAI, so weeks stale at worst. */
export const PRICES_AS_OF = '2026-10-07'
export const LIST_PRICES: PriceTable = {
  'openai:gpt-6-astra': { input: 10, cachedInput: 1, output: 50 },
  'openai:gpt-6.1-sol': { input: 2, cachedInput: 0.1, output: 10 },
  'openai:gpt-6-sol': { input: 2, cachedInput: 0.2, output: 10 },
  'openai:gpt-6-luna': { input: 0.1, cachedInput: 0.01, output: 0.5 },
  'openai:gpt-5.6-sol': { input: 4, cachedInput: 0.4, output: 20 },
  'openai:gpt-5.6-terra': { input: 2, cachedInput: 0.2, output: 12 },
  'openai:gpt-5.6-luna': { input: 0.2, cachedInput: 0.02, output: 1.2 },
  'openai:gpt-5.5': { input: 5, output: 30 },
  'openai:gpt-5.4': { input: 2.5, output: 15 },
  'openai:gpt-5.4-mini': { input: 0.75, output: 4.5 },
  'anthropic:claude-fable-5-1': { input: 10, output: 50 },
  'anthropic:claude-opus-5-5': { input: 4, cachedInput: 0.2, output: 20 },
  'anthropic:claude-opus-5': { input: 5, output: 25 },
  'anthropic:claude-sonnet-5-5': { input: 2, cachedInput: 0.1, output: 10 },
  'anthropic:claude-haiku-5-5': { input: 0.1, output: 0.5 },
  'anthropic:claude-haiku-4-5': { input: 1, output: 5 },
  // The sandbox costs nothing; these play prices let a newcomer see what a budget does, and are labelled as such.
  'sandbox:small': { input: 0.1, output: 0.5, training: 1 },
  'sandbox:medium': { input: 0.5, output: 2.5, training: 3 },
  'sandbox:large': { input: 2, output: 10, training: 10 },
}

/** What a call of a batch costs, as a share of the list price: the same at OpenAI and Anthropic, by their price pages. */
export const BATCH_PRICE = { share: 0.5, asOf: '2026-10-04' }

/** promptfoo's "echo" calls nothing: assertions on cost count on it. */
const ECHO: Price = { input: 0, output: 0 }

/** Embedding models, which chat with nobody and so are not offered where models are chosen. */
const EMBEDDINGS: PriceTable = {
  'openai:text-embedding-3-small': { input: 0.02, output: 0 },
  'openai:text-embedding-3-large': { input: 0.13, output: 0 },
  'openai:text-embedding-ada-002': { input: 0.1, output: 0 },
  'sandbox:embedding': { input: 0.02, output: 0 },
}

/** Price of `model`; a tuned sandbox or OpenAI model costs what its base costs. */
export function priceOf(model: string, table: PriceTable): Price | undefined {
  if (model === 'echo:prompt') return ECHO
  const tunedBase = /^(\w+):ft:([^:]+)/.exec(model)
  return table[model] ?? EMBEDDINGS[model] ?? (tunedBase ? table[`${tunedBase[1]}:${tunedBase[2]}`] : undefined)
}

/** US dollars for one call, or undefined where the price is unknown. */
export function costOf(model: string, usage: TokenUsage, table: PriceTable): number | undefined {
  const price = priceOf(model, table)
  if (price === undefined) return undefined
  const cached = usage.cachedInputTokens ?? 0
  const input = (usage.inputTokens - cached) * price.input + cached * (price.cachedInput ?? price.input)
  return ((input + usage.outputTokens * price.output) / 1e6) * (usage.batched === true ? BATCH_PRICE.share : 1)
}

/** A cautious estimate where no tokenizer is at hand: 1 token for 3 UTF-16 units. */
export function estimateTokens(text: string): number {
  return Math.ceil(text.length / 3)
}
