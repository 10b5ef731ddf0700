// What a grader is. A grader judges one output by one assertion; it never reads another case, and a problem of its own
// is an error, not a score.
import type { CodeCall, CodePiece } from '../../code.ts'
import type { Examination, Judgement, Judging } from '../../judge/question.ts'
import type { FinishReason } from '../../ports.ts'
import type { Case, Vars } from '../case.ts'

/** What is known of the reply beside its text. */
export interface ReplyFacts {
  readonly latencyMs?: number
  /** Unknown where the model has no price. */
  readonly usd?: number
  readonly finish?: FinishReason
}

export interface GradeContext {
  /** Has the judges examine; `provider` is the model the assertion names. Throws where there is no answer. */
  judge?(examine: Examination, provider?: string): Promise<Judgement>
  /** The text's vector; `embedder` is the one the assertion names. Throws where there is none. */
  embed?(text: string, embedder?: string): Promise<readonly number[]>
  /** Runs code of the user's that there is consent for. Throws where it gives no result. */
  code?(call: CodeCall): Promise<unknown>
  readonly reply?: ReplyFacts
  /** The model's answer, before any transform. */
  readonly answer?: unknown
  /** The rendered prompt. */
  prompt?(): string
}

export interface GraderInput {
  /** The assertion's value, templates filled in. */
  readonly value: unknown
  readonly threshold: number | undefined
  readonly negated: boolean
  readonly provider: string | undefined
  readonly embedder: string | undefined
  readonly judging: Judging | undefined
  readonly config: unknown
  readonly code: CodePiece | undefined
  readonly kase: Case
  readonly vars: Vars
  /** The case's input as text. */
  readonly input: string
  readonly output: string
  /** The output as its transform left it: the text itself where there is none. */
  readonly raw: unknown
  readonly context: GradeContext
}

/** `reason` states what is the case, so that it reads right where the assertion is negated, too. */
export interface Finding {
  readonly pass: boolean
  /** 0 to 1; 1 or 0 by `pass` where not given. A negated assertion turns both round. */
  readonly score?: number
  readonly reason: string
  /** `pass` and `score` already take account of `not-`. */
  readonly settled?: true
  /** Scores by metric, each with the weight it has within this assertion. */
  readonly named?: ReadonlyMap<string, { readonly score: number; readonly weight: number }>
}

export interface Grader {
  /** As in promptfoo, without `not-`. */
  readonly type: string
  /** Why nothing can be graded by this value; undefined where it can. */
  problem(value: unknown): string | undefined
  /** What is wrong with a value by which outputs can be graded all the same; for the author of the file. */
  flaw?(value: unknown): string | undefined
  /** Of an assertion that can be graded only with a threshold. */
  readonly needsThreshold?: true
  /** The assertion's code is the grader; else code says what the value is. */
  readonly runsCode?: true
  /** promptfoo does not turn this type round for `not-`, and neither do we. */
  readonly negation?: 'ignored'
  /** How many questions a judge is asked for this value, in one vote; absent where no model grades. */
  questions?(value: unknown, vars: Vars): number
  /** How many texts are made into vectors for this value and so many votes; absent where none are. */
  embeddings?(value: unknown, votes: number): number
  /** What the case lacks to be graded, where the value alone is not enough. */
  lacks?(vars: Vars, judging: Judging | undefined): string | undefined
  grade(input: GraderInput): Finding | Promise<Finding>
}

/** A text as it is shown in a reason: quoted, and cut at 80 characters. */
export function shown(value: unknown): string {
  const text = typeof value === 'string' ? JSON.stringify(value) : (JSON.stringify(value) ?? 'nothing')
  return text.length > 82 ? `${text.slice(0, 80)}…` : text
}

export function needsText(value: unknown): string | undefined {
  return (typeof value === 'string' && value !== '') || typeof value === 'number'
    ? undefined
    : 'needs a text as its value'
}

/** For the types that compare with one text or several. */
export function needsTexts(value: unknown): string | undefined {
  const texts = Array.isArray(value) ? value : [value]
  return texts.length > 0 && texts.every((text) => typeof text === 'string')
    ? undefined
    : 'needs a text or a list of texts as its value'
}

export function asTexts(value: unknown): string[] {
  return (Array.isArray(value) ? value : [value]).map(String)
}
