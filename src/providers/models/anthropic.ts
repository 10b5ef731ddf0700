// Anthropic's models over the messages API.
import type { ChatModel } from '../../core/ports.ts'
import type { Access } from '../access.ts'
import { type AnthropicConnection, connectAnthropic } from '../anthropicClient.ts'
import { messageBody, replyFrom } from './anthropicMessages.ts'

/** `id` is `anthropic:name`. */
export function createAnthropicModel(id: string, name: string, access: Access): ChatModel {
  let connection: Promise<AnthropicConnection> | undefined
  return {
    id,
    async send(request, signal) {
      connection ??= connectAnthropic(access)
      const { call, supportedSchema } = await connection
      const started = performance.now()
      const raw: unknown = await call(id, signal, (client) =>
        client.messages.create(messageBody(name, request, supportedSchema), { signal }),
      )
      return { ...replyFrom(raw, id), latencyMs: performance.now() - started }
    },
  }
}
