// Chooses the passing cases that an edit must not break. Takes train cases alone.
import type { TrainCase } from '../evals/case.ts'
import { wordsOf } from '../evals/caseText.ts'
import { inputOf } from '../evals/input.ts'
import type { PromptDocument } from '../prompt/document.ts'
import type { Random } from '../random.ts'

const LEAST = 4
const MOST = 24
/** Of the search calls. */
const SHARE = 1 / 60

/** Guards of one gate: what the budget can afford. */
export function guardCount(presetCalls: number): number {
  return Math.max(LEAST, Math.min(MOST, Math.floor(SHARE * presetCalls)))
}

/** `text`: what the edits change. `mended`: ids of cases that were mended by what goes. */
export interface Change {
  readonly text: string
  readonly mended: readonly string[]
}

/** What was mended by an edit that goes, all of it; of the others half share words with the change, since it acts on
 *  them, and the rest is drawn by chance. */
export function pickGuards(
  prompt: PromptDocument,
  passing: readonly { readonly kase: TrainCase }[],
  { text, mended }: Change,
  random: Random,
  count: number,
): TrainCase[] {
  const words = new Set(wordsOf(text).filter((word) => word.length > 3))
  const shared = new Map(
    passing.map(({ kase }) => [kase, wordsOf(inputOf(prompt, kase)).filter((word) => words.has(word)).length]),
  )
  const cases = passing.map(({ kase }) => kase)
  const owed = cases.filter(({ id }) => mended.includes(id))
  const drawn = random.shuffle(cases.filter((kase) => !owed.includes(kase)))
  const of = (kase: TrainCase) => shared.get(kase) ?? 0
  const near = drawn.filter((kase) => of(kase) > 0).toSorted((a, b) => of(b) - of(a))
  const first = near.slice(0, Math.ceil(count / 2))
  return [...owed, ...[...first, ...drawn.filter((kase) => !first.includes(kase))].slice(0, count)]
}
