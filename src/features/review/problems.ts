// What a text that shall replace the user's file would lose or break of it, and whether that forbids it. Pure.
import { InputError } from '../../core/errors.ts'
import type { Problem, ProblemCode } from '../../core/prompt/invariants.ts'
import { problemsBetween } from '../../core/prompt/validate.ts'
import type { Review } from '../../core/review.ts'
import { plainText } from './textHunks.ts'

/** Without these the program around the prompt would break. */
const BREAKING: ReadonlySet<ProblemCode> = new Set([
  'variable-lost',
  'variable-renamed',
  'placeholder-lost',
  'roles',
  'format',
  'delimiter',
])

/** Problems of `text` as the new file, against the file that the run began with. */
export function problemsOf({ promptPath, seedSource }: Review, text: string): Problem[] {
  try {
    return problemsBetween(promptPath, plainText(seedSource), text)
  } catch (error) {
    // The run read the file by other means, e.g. a format from the settings.
    if (InputError.is(error)) return []
    throw error
  }
}

/** Why `text` may not be taken; undefined where it may. */
export function breakingProblem(review: Review, text: string): Problem | undefined {
  return problemsOf(review, text).find(({ code }) => isBreaking(code))
}

export function isBreaking(code: ProblemCode): boolean {
  return BREAKING.has(code)
}
