// Cases in the making, as the panel shows them: what is asked for, what came, what the user said to each.
// Must stay plain JSON: it is posted to the webview whole.
import type { ComponentId } from '../core/generate/componentTypes.ts'
import type { DraftCase } from '../core/generate/draft.ts'

export type Decision = 'open' | 'accepted' | 'rejected'

export interface DraftRow {
  readonly id: number
  readonly kind: DraftCase['kind']
  readonly source: DraftCase['source']
  /** Values by variable, as text. */
  readonly vars: Readonly<Record<string, string>>
  /** The right output, or what is demanded of it; empty where nobody knows yet. */
  readonly expected: string
  readonly why: string
  readonly decision: Decision
}

export interface CaseMakerView {
  readonly promptPath: string
  /** `asking`: the form. `making`: a model is at it. `reviewing`: the drafts wait. `written`: all is done. */
  readonly state: 'asking' | 'making' | 'reviewing' | 'written'
  readonly types: readonly { readonly id: ComponentId; readonly label: string; readonly about: string }[]
  readonly type: ComponentId
  /** Eval file that measures the prompt today, and its cases. */
  readonly evalPath: string | null
  readonly existing: number
  /** Model that writes, once it is settled. */
  readonly model: string | null
  readonly notice: string | null
  readonly wanted: number
  readonly drafts: readonly DraftRow[]
  readonly refused: readonly { readonly reason: string; readonly count: number }[]
  /** Notes, why there are fewer than wanted, and what it cost. */
  readonly sentences: readonly string[]
  /** Paths of what was written. */
  readonly written: readonly string[]
}
