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

/** `id` is `provider:name`. A server that refuses `response_format` is asked in words from then on. */
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
      connection ??= connectOpenAi(access, { ownService: false })
      const open = await connection
      const ask = (asked: ChatRequest) =>
        exchange(open, { modelId: id, name, request: asked, signal, limit: 'max_tokens', headers: headers(request) })
      if (request.schema === undefined) return ask(request)
      if (takesSchema) {
        try {
          return await ask(request)
        } catch (error) {
          if (!refusesSchema(error)) throw error
          takesSchema = false
        }
      }
      return ask({
        messages: messagesWithSchema(request),
        maxOutputTokens: request.maxOutputTokens,
        repeat: request.repeat,
      })
    },
  }
}

/** There is no code for it that servers agree on: the refusal names the parameter. */
function refusesSchema(error: unknown): boolean {
  return ModelError.is(error) && error.reason === 'bad-request' && /response_format|json_schema/.test(error.message)
}
