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

/** Half of them share words with the edit, since it acts on them; the rest is drawn by chance. */
export function pickGuards(
  prompt: PromptDocument,
  passing: readonly { readonly kase: TrainCase }[],
  editText: string,
  random: Random,
  count: number,
): TrainCase[] {
  const words = new Set(wordsOf(editText).filter((word) => word.length > 3))
  const shared = new Map(
    passing.map(({ kase }) => [kase, wordsOf(inputOf(prompt, kase)).filter((word) => words.has(word)).length]),
  )
  const drawn = random.shuffle(passing.map(({ kase }) => kase))
  const of = (kase: TrainCase) => shared.get(kase) ?? 0
  const near = drawn.filter((kase) => of(kase) > 0).toSorted((a, b) => of(b) - of(a))
  const first = near.slice(0, Math.ceil(count / 2))
  return [...first, ...drawn.filter((kase) => !first.includes(kase))].slice(0, count)
}
