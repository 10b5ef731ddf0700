// What a grader is. A grader judges one output by one assertion; it never reads another case, and a problem of its own
// is an error, not a score.
import type { CodeCall } from '../../code.ts'
import type { JudgeRequest } from '../../optimize/contract.ts'
import type { Vars } from '../case.ts'

/** The judge's reply to `JudgeRequest`. */
export interface Judgement {
  readonly pass: boolean
  /** 0 to 1. */
  readonly score: number
  readonly reason: string
}

export interface GradeContext {
  /** Asks the judge; `provider` is the model the assertion names. Throws where there is no answer. */
  judge?(request: JudgeRequest, provider?: string): Promise<Judgement>
  /** Runs code of the user's that there is consent for. Throws where it gives no result. */
  code?(call: CodeCall): Promise<unknown>
}

export interface GraderInput {
  /** The assertion's value, templates filled in. */
  readonly value: unknown
  readonly threshold: number | undefined
  readonly provider: string | undefined
  /** The case's input as text. */
  readonly input: string
  readonly vars: Vars
  readonly output: string
  readonly context: GradeContext
}

/** `reason` states what is the case, so that it reads right where the assertion is negated, too. */
export interface Finding {
  readonly pass: boolean
  /** 0 to 1; 1 or 0 by `pass` where not given. */
  readonly score?: number
  readonly reason: string
}

export interface Grader {
  /** As in promptfoo, without `not-`. */
  readonly type: string
  /** Why nothing can be graded by this value; undefined where it can. */
  problem(value: unknown): string | undefined
  grade(input: GraderInput): Finding | Promise<Finding>
}

/** A text as it is shown in a reason: quoted, and cut at 80 characters. */
export function shown(value: unknown): string {
  const text = typeof value === 'string' ? JSON.stringify(value) : (JSON.stringify(value) ?? 'nothing')
  return text.length > 82 ? `${text.slice(0, 80)}…` : text
}

export function needsText(value: unknown): string | undefined {
  return typeof value === 'string' || typeof value === 'number' ? undefined : 'needs a text as its value'
}
