// What is asked for when cases are made, and what the run says while it makes them. Panel and terminal read one stream.
import type { Case } from '../evals/case.ts'
import type { Shares } from '../evals/split.ts'
import type { Limits, Spend } from '../events.ts'
import type { RunStatus } from '../ports.ts'
import type { PromptDocument } from '../prompt/document.ts'
import type { ComponentId } from './componentTypes.ts'
import type { DraftCase } from './draft.ts'

export interface GenerationOrder {
  readonly prompt: PromptDocument
  readonly type: ComponentId
  /** What the prompt should do, in the user's words. */
  readonly description: string
  /** Inputs by variable, with outputs that the user calls good. */
  readonly examples: readonly { readonly input: Readonly<Record<string, string>>; readonly output: string }[]
  /** How many cases are wanted. */
  readonly count: number
  /** Cases that measure the prompt today: none is made twice. */
  readonly existing: readonly Case[]
  /** How their eval file deals them: what it holds back is never shown to the model. */
  readonly split: Shares | undefined
  /** `provider:name` of the model that writes the cases. */
  readonly model: string
  readonly maxCalls?: number | undefined
  readonly maxUsd?: number | undefined
  readonly maxTokens?: number | undefined
}

/** A case that a model wrote and that cannot be used. */
export interface RefusedCase {
  /** Beginning of its input. */
  readonly input: string
  /** Why not, as the end of a sentence. */
  readonly reason: string
}

export type GenerationEvent =
  | {
      readonly type: 'started'
      readonly runId: number
      readonly model: string
      /** "simulated" and the like. */
      readonly notice: string | null
      readonly wanted: number
      readonly limits: Limits
    }
  | { readonly type: 'drafted'; readonly drafts: readonly DraftCase[] }
  | { readonly type: 'refused'; readonly refused: readonly RefusedCase[] }
  | { readonly type: 'spend'; readonly spend: Spend }
  /** A retry, a reply that could not be read. */
  | { readonly type: 'note'; readonly text: string }
  | {
      readonly type: 'finished'
      readonly status: Exclude<RunStatus, 'running'>
      /** Why there are fewer than wanted, where there are. */
      readonly message: string | null
    }
