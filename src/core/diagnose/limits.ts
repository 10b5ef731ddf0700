// What a diagnosis may spend: the cases it looks through, and every probe on every failure.
import type { SplitResult } from '../evals/split.ts'
import { DIAGNOSED_CASES, MOST_FAILURES } from './diagnose.ts'

/** Four repeats, two draws each with a hint, with answered cases and on a bigger model, and the request for a hint. */
const CALLS_PER_FAILURE = 11

export function diagnosisLimits(splits: SplitResult, maxCalls: number | undefined) {
  const cases = Math.min(DIAGNOSED_CASES, splits.train.length)
  return { searchCalls: maxCalls ?? cases + MOST_FAILURES * CALLS_PER_FAILURE, testCalls: 0 }
}
