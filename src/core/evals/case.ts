// What a case is, and how the splits are kept apart by type, so that a sealed case cannot reach a proposer unnoticed.
import type { CodePiece } from '../code.ts'
import type { Grade, GradePart } from '../grade.ts'
import type { Judging } from '../judge/question.ts'
import type { ChatMessage } from '../ports.ts'
import type { CaseOrigin } from './origin.ts'

export type Vars = Readonly<Record<string, unknown>>

/** One promptfoo assertion after defaults and templates were applied. */
export interface Assertion {
  /** Without the `not-` prefix. */
  readonly type: string
  readonly negated: boolean
  readonly value: unknown
  readonly threshold?: number
  readonly weight: number
  /** Model that judges, for model-graded assertions. */
  readonly provider?: string
  /** Embedding model, for assertions that compare meanings. */
  readonly embedder?: string
  readonly judging?: Judging
  /** Name under which the score is added up over cases. */
  readonly metric?: string
  /** Handed to code as `context.config`. */
  readonly config?: unknown
  /** Code that grades (`javascript`, `python`), or that says what the value is. */
  readonly code?: CodePiece
  /** Code that changes the output for this assertion alone. */
  readonly transform?: CodePiece
  /** Of an `assert-set`, which has its own threshold, weight and metric. */
  readonly assertions?: readonly Assertion[]
}

/** Those in sets, too, without the sets. */
export function flatAssertions(assertions: readonly Assertion[]): Assertion[] {
  return assertions.flatMap((assertion) => assertion.assertions ?? [assertion])
}

export interface Case {
  /** The author's id where there is one, else a hash of the input. Unique in an eval. */
  readonly id: string
  readonly vars: Vars
  readonly assertions: readonly Assertion[]
  /** Assertions that look across the outputs to this case: `select-best`, `max-score`. */
  readonly comparisons?: readonly Assertion[]
  /** What is sent, where a program writes the prompt. */
  readonly messages?: readonly ChatMessage[]
  /** The prompts that it is for, and the models that answer it, by promptfoo's references; absent: all. */
  readonly prompts?: readonly string[]
  readonly providers?: readonly string[]
  /** The model that answers it, whatever model is measured. */
  readonly model?: string
  /** Texts that stand before and behind the prompt for this case alone. */
  readonly prefix?: string
  readonly suffix?: string
  /** Code that makes of the model's answer the output that is judged. */
  readonly transform?: CodePiece
  /** Code that makes the grade of the case from those of its assertions. */
  readonly scoring?: CodePiece
  /** The output is given, and no model is called. */
  readonly output?: string
  /** With a threshold the weighted mean decides, as in promptfoo. */
  readonly threshold?: number
  /** Asked and graded on its own, before what is asked at once. */
  readonly serial?: true
  /** Draws of it in an eval, where it says so itself. */
  readonly repeats?: number
  /** Cases of one group are always in one split. */
  readonly group: string
  /** What a right answer looks like, where one value says it: for people, and for training rows. */
  readonly expected: string | undefined
  /** Where it comes from; absent where the user wrote it. */
  readonly origin?: CaseOrigin
  /** The input in one line, for lists: its beginning where it is long. */
  readonly title: string
  readonly source: { readonly file: string; readonly line: number }
}

export type SplitName = 'train' | 'select' | 'test'
declare const split: unique symbol
type In<S extends SplitName> = Case & { readonly [split]: S }
/** May be shown to a proposer, trained on, quoted. */
export type TrainCase = In<'train'>
/** Chosen on: never shown to a proposer, never trained on. */
export type SelectCase = In<'select'>
/** Sealed: comes out of a `TestVault` alone. */
export type TestCase = In<'test'>

/** The grade of a whole case from those of its assertions; undefined where a grader failed. */
export interface CaseGrade extends Grade {
  readonly parts: readonly GradePart[]
  /** Weighted mean score of the assertions of each metric. */
  readonly namedScores: Readonly<Record<string, number>>
}
