// `factuality`: whether the facts of the output agree with those of a reference answer, in promptfoo's five categories.
// As in promptfoo, `not-` does not turn it round.
import * as z from 'zod'
import { type Grader, type GraderInput, needsText } from './grader.ts'
import { judged } from './judged.ts'

const LETTERS = ['A', 'B', 'C', 'D', 'E'] as const
type Letter = (typeof LETTERS)[number]
const reply = z.object({ reason: z.string(), category: z.enum(LETTERS) })

/** What each category says of the output, and promptfoo's score for it. */
const CATEGORIES: Readonly<Record<Letter, { readonly says: string; readonly score: number }>> = {
  A: { says: 'the output is a subset of the reference and consistent with it', score: 1 },
  B: { says: 'the output is a superset of the reference and consistent with it', score: 1 },
  C: { says: 'the output has the same facts as the reference', score: 1 },
  D: { says: 'the output contradicts the reference', score: 0 },
  E: { says: 'the output differs from the reference, but not in its facts', score: 1 },
}
const NAMES: Readonly<Record<string, Letter>> = {
  subset: 'A',
  superset: 'B',
  agree: 'C',
  disagree: 'D',
  differButFactual: 'E',
}
const RULES =
  'You compare the facts of an output with those of a reference answer, which stands as the rubric. Style, grammar and ' +
  `length do not matter. Categories: ${LETTERS.map((letter) => `${letter}: ${CATEGORIES[letter].says}`).join('; ')}. ` +
  'Reason first, then decide. Reply with JSON {"reason", "category"}.'

export const factuality: readonly Grader[] = ['factuality', 'model-graded-factuality'].map((type) => ({
  type,
  problem: needsText,
  negation: 'ignored',
  questions: () => 1,
  grade: (input: GraderInput) =>
    judged(input, {
      ask: 'factuality',
      rules: RULES,
      rubric: String(input.value),
      reply,
      read: ({ reason, category }) => {
        const score = scoreOf(category, input.judging?.factuality ?? {})
        return { pass: score > 0, score, reason: `(${category}) ${CATEGORIES[category].says}: ${reason}` }
      },
    }),
}))

/** Scores of `options.factuality` go by name, as promptfoo's do. */
function scoreOf(letter: Letter, own: Readonly<Record<string, number>>): number {
  const name = Object.keys(NAMES).find((key) => NAMES[key] === letter) ?? ''
  return own[name] ?? CATEGORIES[letter].score
}
