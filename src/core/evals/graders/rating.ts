// `rating`: a judge that is asked by the user's own prompt (`rubricPrompt`) gives a number, which passes from a
// threshold on. It stands under `metadata.tunesmith.check`, since promptfoo has no such assertion.
import * as z from 'zod'
import type { Grader } from './grader.ts'
import { judged, promptWithRule } from './judged.ts'

const schema = z
  .strictObject({
    /** The lowest and the highest number. */
    range: z.tuple([z.number(), z.number()]),
    /** The number that passes, in the same range. */
    passFrom: z.number(),
  })
  .refine(({ range: [low, high] }) => low < high)

/** What a `rating` goes by. Throws where `value` is none. */
export function readRating(value: unknown): z.infer<typeof schema> {
  return schema.parse(value)
}

export const rating: Grader = {
  type: 'rating',
  problem: (value) =>
    schema.safeParse(value).success ? undefined : 'needs {range: [low, high], passFrom: number} as its value',
  questions: () => 1,
  grade: (input) => {
    const {
      range: [low, high],
      passFrom,
    } = readRating(input.value)
    const rule = `Reason first, then give a number from ${low} to ${high}. Reply with JSON {"reason", "number"}.`
    return judged(promptWithRule(input, rule), {
      ask: 'rubric',
      rules: '',
      rubric: `a number from ${low} to ${high}`,
      reply: z.object({ reason: z.string(), number: z.number().min(low).max(high) }),
      read: ({ reason, number }) => ({
        pass: number >= passFrom,
        score: (number - low) / (high - low),
        reason: `the judge gives ${number}, ${number >= passFrom ? 'at least' : 'below'} ${passFrom}: ${reason}`,
      }),
    })
  },
}
