// Any server that speaks OpenAI's chat completions: Ollama, LM Studio, llama.cpp, vLLM, OpenRouter, the sandbox.
import { type ChatModel, type ChatRequest, ModelError } from '../../core/ports.ts'
import type { Access } from '../access.ts'
import { connectOpenAi, type OpenAiConnection } from '../openaiClient.ts'
import { exchange } from './openaiChat.ts'
import { messagesWithSchema } from './schemaText.ts'

export interface CompatibleOptions {
  readonly notice?: string
  /** Headers that depend on the request. */
  readonly headers?: (request: ChatRequest) => Readonly<Record<string, string>>
}

/** `id` is `provider:name`. A server that refuses a request for a shape and answers the same request in words is asked
 *  in words from then on. */
export function createCompatibleModel(
  id: string,
  name: string,
  access: Access,
  { notice, headers = () => ({}) }: CompatibleOptions = {},
): ChatModel {
  let connection: Promise<OpenAiConnection> | undefined
  let takesSchema = true
  return {
    id,
    ...(notice === undefined ? {} : { notice }),
    async send(request, signal) {
      connection ??= connectOpenAi(access, { own: false })
      const open = await connection
      const ask = (asked: ChatRequest) =>
        exchange(open, { modelId: id, name, request: asked, signal, limit: 'max_tokens', headers: headers(request) })
      const { schema, ...rest } = request
      if (schema === undefined) return ask(request)
      const inWords = () => ask({ ...rest, messages: messagesWithSchema(request) })
      if (!takesSchema) return inWords()
      try {
        return await ask(request)
      } catch (refusal) {
        // Servers have no common code for "no structured outputs here": only an answer to the plain question tells.
        if (!isBadRequest(refusal)) throw refusal
        const reply = await inWords().catch((error: unknown) => {
          throw isBadRequest(error) ? refusal : error
        })
        takesSchema = false
        return reply
      }
    },
  }
}

function isBadRequest(error: unknown): boolean {
  return ModelError.is(error) && error.reason === 'bad-request'
}
