// Vectors over OpenAI's /embeddings, which Ollama, LM Studio, llama.cpp, vLLM, OpenRouter and the sandbox speak too.
import * as z from 'zod'
import type { Embedder } from '../../core/embedder.ts'
import { ModelError } from '../../core/ports.ts'
import { estimateTokens } from '../../core/pricing.ts'
import type { Access } from '../access.ts'
import { connectOpenAi, type OpenAiConnection } from '../openaiClient.ts'

const embeddings = z.object({
  model: z.string().nullish(),
  data: z.array(z.object({ embedding: z.array(z.number()).min(1) })).min(1),
  usage: z.object({ prompt_tokens: z.number() }).nullish(),
})

/** `id` is `provider:name`; `own`: OpenAI itself. */
export function createEmbedder(
  id: string,
  name: string,
  access: Access,
  { own, notice }: { readonly own: boolean; readonly notice?: string | undefined },
): Embedder {
  let connection: Promise<OpenAiConnection> | undefined
  return {
    id,
    ...(notice !== undefined && { notice }),
    async embed(text, signal) {
      connection ??= connectOpenAi(access, { own })
      const open = await connection
      const started = performance.now()
      // The SDK would ask for base64, which not every server has.
      const body = { model: name, input: text, encoding_format: 'float' } as const
      const raw: unknown = await open.call(id, signal, (client) => client.embeddings.create(body, { signal }))
      const latencyMs = performance.now() - started
      const parsed = embeddings.safeParse(raw)
      const vector = parsed.data?.data[0]?.embedding
      if (vector === undefined) throw new ModelError('server', `${id}: the answer holds no embedding.`)
      const tokens = parsed.data?.usage?.prompt_tokens
      const usage = {
        inputTokens: tokens ?? estimateTokens(text),
        outputTokens: 0,
        ...(tokens === undefined && { estimated: true }),
      }
      return { vector, usage, servedBy: parsed.data?.model ?? name, latencyMs }
    },
  }
}
