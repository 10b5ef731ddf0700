// What a judge is asked, and what comes back. A judge sees one output of one case; reasons come before the verdict.
import type * as z from 'zod'

/** What a model finds. */
export interface Judgement {
  readonly pass: boolean
  /** 0 to 1. */
  readonly score: number
  readonly reason: string
}

/** Models that judge together, each as often as there are votes. */
export interface JudgePanel {
  /** `provider:name`. */
  readonly panel: readonly string[]
  readonly votes: number
}

/** How an assertion has its judge asked, beside the model it names. */
export interface Judging {
  /** Votes of the judge or of the whole panel; 1 where not given. */
  readonly votes?: number
  /** The user's own prompt for the judge: a text, or chat messages, with `{{output}}`, `{{rubric}}` and variables. */
  readonly rubricPrompt?: unknown
  /** Score of each category, by its letter, where it is not promptfoo's. */
  readonly factuality?: Readonly<Record<string, number>>
  /** The assertion's value before a case's variables were filled in. */
  readonly template?: unknown
}

/** The last line of the user message: JSON, the output at its very end, so that nothing it says stands before the
 *  rubric. `input` and `output` stand between `<<FENCE` and `FENCE>>`. */
export interface JudgeRequest {
  readonly task: 'judge'
  readonly ask: 'rubric' | 'factuality' | 'closed-qa' | 'g-eval'
  readonly fence: string
  /** Rubric, criterion, or the reference answer. */
  readonly rubric: string
  readonly input: string
  readonly output: string
}

export interface Question<R> {
  readonly ask: JudgeRequest['ask']
  /** The system message. */
  readonly rules: string
  readonly rubric: string
  readonly input: string
  readonly output: string
  /** The case's variables. */
  readonly vars: Readonly<Record<string, unknown>>
  readonly rubricPrompt?: unknown
  readonly reply: z.ZodType<R>
  read(reply: R): Judgement
}

/** A question without the way its reply is read. */
export type Asked = Omit<Question<unknown>, 'reply' | 'read'>
