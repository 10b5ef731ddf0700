// promptfoo's provider "echo": answers with the prompt itself, for configs that test their assertions. Calls nothing.
import type { ChatModel } from '../../core/ports.ts'

export function echoModel(id: string): ChatModel {
  return {
    id,
    notice: 'Echo: answers with the prompt itself',
    send: async ({ messages }) => {
      const [only] = messages
      const text = messages.length === 1 && only?.role === 'user' ? only.content : JSON.stringify(messages)
      const tokens = Math.ceil(text.length / 4)
      const usage = { inputTokens: tokens, outputTokens: tokens, estimated: true }
      return { text, usage, finish: 'stop', servedBy: id, latencyMs: 0 }
    },
  }
}
