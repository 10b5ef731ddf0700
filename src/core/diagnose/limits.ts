// What a diagnosis may spend: the cases it looks through, and every probe on every failure.
import type { SplitResult } from '../evals/split.ts'
import { DIAGNOSED_CASES, MOST_FAILURES } from './diagnose.ts'

/** Four repeats, hint, answered cases and bigger model for each failure, and one request for a hint. */
const CALLS_PER_FAILURE = 8

export function diagnosisLimits(splits: SplitResult, maxCalls: number | undefined) {
  const cases = Math.min(DIAGNOSED_CASES, splits.train.length)
  return { searchCalls: maxCalls ?? cases + MOST_FAILURES * CALLS_PER_FAILURE, testCalls: 0 }
}
