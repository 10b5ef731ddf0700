// What a judge is asked, and what comes back. Reasons come before the verdict.
import type * as z from 'zod'
import type { CodePiece } from '../code.ts'

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
  /** Grades the sealed comparison in place of the panel: a search cannot learn a judge that it never asks. */
  readonly heldOut?: string | undefined
}

/** How an assertion has its judge asked, beside the model it names. */
export interface Judging {
  /** Votes of the judge or of the whole panel; 1 where not given. */
  readonly votes?: number
  /** Votes of the held-out judge, where there is one. */
  readonly heldOutVotes?: number
  /** The user's own prompt for the judge: a text, or chat messages, with `{{output}}`, `{{rubric}}` and variables. */
  readonly rubricPrompt?: unknown
  /** Score of each category, by its letter, where it is not promptfoo's. */
  readonly factuality?: Readonly<Record<string, number>>
  /** Code that finds the context that an answer is judged by. */
  readonly contextTransform?: CodePiece
  /** The assertion's value before a case's variables were filled in. */
  readonly template?: unknown
}

/** The kinds of questions that a judge is asked. */
export type Ask =
  | 'rubric'
  | 'factuality'
  | 'closed-qa'
  | 'g-eval'
  | 'question'
  | 'attribution'
  | 'extraction'
  | 'statements'
  | 'entailment'
  | 'conversation'
  | 'best'

/** Texts by name, such as `input` and `output`; the last is the one that is graded. */
export type Shown = Readonly<Record<string, string | readonly string[]>>

/** The last line of the user message: JSON, what is graded at its very end, so that nothing it says stands before the
 *  rubric. Beside these it holds the texts of `Shown`, each between `<<FENCE` and `FENCE>>`. */
export interface JudgeRequest {
  readonly [shown: string]: Shown[string]
  readonly task: 'judge'
  readonly ask: Ask
  readonly fence: string
  /** Rubric, criterion, or the reference answer. */
  readonly rubric: string
}

export interface Question<R> {
  readonly ask: Ask
  /** The system message. */
  readonly rules: string
  readonly rubric: string
  readonly shown: Shown
  /** The case's variables. */
  readonly vars: Readonly<Record<string, unknown>>
  readonly rubricPrompt?: unknown
  readonly reply: z.ZodType<R>
  /** Tokens that the reply may have, where it is longer than a verdict. */
  readonly room?: number
  /** Which draw of this question: 0 where it is put once. */
  readonly draw?: number
}

/** A question without the shape of its reply. */
export type Asked = Omit<Question<unknown>, 'reply'>

/** What one voter is asked, question by question, and what it finds. */
export type Examination<T = Judgement> = (ask: <R>(question: Question<R>) => Promise<R>) => Promise<T>
