// One completion, whichever wire it came over: finds the model, answers, counts tokens, cuts at the limit.
// Must know no wire format; both vendors' routes and both batch engines come through here.
import type { ChatMessage } from '../core/ports.ts'
import { isSize, type Size } from './answer/ability.ts'
import { answer } from './answer/answer.ts'
import { answerEngine } from './answer/engine/engineRequest.ts'
import type { Answer } from './answer/prompt.ts'
import { countTokens } from './answer/text.ts'
import { notFound } from './http.ts'

export interface CompletionRequest {
  readonly model: string
  readonly messages: readonly ChatMessage[]
  readonly schema?: { readonly name: string; readonly schema: unknown } | undefined
  readonly repeat: number
  readonly maxTokens: number | undefined
}

export interface Completion {
  readonly text: string
  readonly finish: 'stop' | 'length' | 'refused'
  readonly inputTokens: number
  readonly outputTokens: number
}

/** Answers of a tuned model, or undefined where there is no model of that name. */
export type TunedModels = (name: string) => ((messages: readonly ChatMessage[]) => string) | undefined

const BYTES_PER_TOKEN = 4

export function complete(request: CompletionRequest, tuned: TunedModels): Completion {
  const { text, refused } = reply(request, tuned)
  const inputTokens = request.messages.reduce((sum, message) => sum + countTokens(message.content) + 4, 3)
  const outputTokens = countTokens(text)
  if (request.maxTokens === undefined || outputTokens <= request.maxTokens) {
    return { text, finish: refused ? 'refused' : 'stop', inputTokens, outputTokens }
  }
  const cut = text.slice(0, request.maxTokens * BYTES_PER_TOKEN)
  return { text: cut, finish: 'length', inputTokens, outputTokens: request.maxTokens }
}

/** Milliseconds a model takes: a few, and more for the larger ones. */
export function latencyOf(model: string, completion: Completion): number {
  const size = sizeOf(model) ?? 'small'
  return { small: 2, medium: 3, large: 5 }[size] + Math.min(3, completion.outputTokens / 100)
}

function reply(request: CompletionRequest, tuned: TunedModels): Answer {
  if (isSize(request.model)) {
    const { model: size, messages, schema, repeat } = request
    const enforced = schema !== undefined
    return (
      answerEngine({ size, messages, enforced, repeat }) ?? answer({ size, messages, schema: schema?.schema, repeat })
    )
  }
  const model = tuned(request.model)
  if (model === undefined) {
    const message = `The model \`${request.model}\` does not exist or you do not have access to it.`
    throw notFound(message, 'model', 'model_not_found')
  }
  return { text: model(request.messages), refused: false }
}

/** The size a model was made from: `small` itself or `ft:small:…`. */
export function sizeOf(model: string): Size | undefined {
  const base = /^ft:([^:]+):/u.exec(model)?.[1] ?? model
  return isSize(base) ? base : undefined
}
