// What the engine asks of a model that makes vectors of texts; adapters in providers/embeddings implement it.
import type { ChatModel, TokenUsage } from './ports.ts'

export interface Embedding {
  readonly vector: readonly number[]
  readonly usage: TokenUsage
  readonly servedBy: string
  readonly latencyMs: number
}

/** A model that makes vectors of texts, e.g. `openai:text-embedding-3-small`. */
export interface Embedder extends Pick<ChatModel, 'id' | 'notice' | 'origin'> {
  /** Throws `ModelError` and nothing else. */
  embed(text: string, signal: AbortSignal): Promise<Embedding>
}

/** Finds the embedder for an id. Throws `InputError` for an unknown provider or a missing key. */
export type EmbedderResolver = (id: string) => Promise<Embedder>
