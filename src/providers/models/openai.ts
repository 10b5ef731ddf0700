// OpenAI's own models over chat completions.
import type { ChatModel } from '../../core/ports.ts'
import { ModelError } from '../../core/ports.ts'
import type { Access } from '../access.ts'
import { connectOpenAi, type OpenAiConnection } from '../openaiClient.ts'
import { exchange, filteredReply } from './openaiChat.ts'

/** `id` is `openai:name`. */
export function createOpenAiModel(id: string, name: string, access: Access): ChatModel {
  let connection: Promise<OpenAiConnection> | undefined
  return {
    id,
    async send(request, signal) {
      connection ??= connectOpenAi(access, { own: true })
      const started = performance.now()
      const what = { modelId: id, name, request, signal, limit: 'max_completion_tokens', headers: {} } as const
      try {
        return await exchange(await connection, what)
      } catch (error) {
        if (ModelError.is(error) && error.code === 'content_filter')
          return filteredReply(name, request, performance.now() - started)
        throw error
      }
    },
  }
}
