// `select-best` and `max-score`: assertions that look across the outputs to one case. They hold where several models are
// measured; a run of one output for each case cannot evaluate them, and says so.
import type { Assertion, Case } from './case.ts'
import { needsText } from './graders/grader.ts'
import { graderOf, questionsOf } from './graders/registry.ts'
import { readMaxScore } from './maxScore.ts'

/** A judge is shown the outputs in one order and in the other. */
export const ORDERS = 2

const PROBLEMS: Readonly<Record<string, (value: unknown) => string | undefined>> = {
  'select-best': needsText,
  'max-score': (value) =>
    readMaxScore(value) === undefined ? 'needs {method, weights, threshold} as its value, or none' : undefined,
}

export const COMPARED_TYPES: readonly string[] = Object.keys(PROBLEMS)

export function isComparison({ type }: Pick<Assertion, 'type'>): boolean {
  return COMPARED_TYPES.includes(type)
}

/** Why nothing can be graded or compared by this value; undefined where it can. */
export function problemOf(type: string, value: unknown): string | undefined {
  return (PROBLEMS[type] ?? graderOf(type)?.problem)?.(value)
}

export function asksJudge(assertion: Assertion): boolean {
  return assertion.type === 'select-best' || questionsOf(assertion) > 0
}

/** Whether anything grades the output; else it is there to be looked at. */
export function isChecked({ assertions, comparisons }: Case): boolean {
  return assertions.length > 0 || comparisons !== undefined
}

/** Calls to judges that comparing the outputs to this case takes. */
export function comparisonCalls({ comparisons = [] }: Case): number {
  const judged = comparisons.find(({ type }) => type === 'select-best')
  return judged === undefined ? 0 : ORDERS * (judged.judging?.votes ?? 1)
}
