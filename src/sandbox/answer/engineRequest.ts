// Recognises the engine's own requests (proposals, hint, judge) by what stands in the request.
// Must answer them from the request alone, like every other.
import type { ChatMessage } from '../../core/ports.ts'
import type { Size } from './ability.ts'
import type { Answer } from './prompt.ts'

export interface EngineRequest {
  readonly size: Size
  readonly messages: readonly ChatMessage[]
  readonly schema?: { readonly name: string; readonly schema: unknown } | undefined
  readonly repeat: number
}

/** Undefined where the request is not the engine's. */
export function answerEngine(_request: EngineRequest): Answer | undefined {
  return undefined
}
