// `choice`: a judge that is asked by the user's own prompt (`rubricPrompt`) chooses one of some words, each with its
// score. It stands under `metadata.tunesmith.check`, since promptfoo has no such assertion. What is none of the words is
// an error, never a score.
import * as z from 'zod'
import type { Grader } from './grader.ts'
import { judged, promptWithRule } from './judged.ts'

const schema = z.strictObject({
  /** The words with their scores, 0 to 1. */
  choices: z.record(z.string().min(1), z.number().min(0).max(1)).refine((all) => Object.keys(all).length > 1),
  /** The words that pass. */
  passing: z.array(z.string()),
})

/** What a `choice` is made between. Throws where `value` is none. */
export function readChoice(value: unknown): z.infer<typeof schema> {
  return schema.parse(value)
}

export const choice: Grader = {
  type: 'choice',
  problem: (value) =>
    schema.safeParse(value).success
      ? undefined
      : 'needs {choices: {word: score, …}, passing: [word, …]} as its value, with scores from 0 to 1',
  questions: () => 1,
  grade: (input) => {
    const { choices, passing } = readChoice(input.value)
    const words = Object.keys(choices)
    const rule = `Reason first, then choose one of ${words.map((word) => JSON.stringify(word)).join(', ')}. Reply with JSON {"reason", "choice"}.`
    return judged(promptWithRule(input, rule), {
      ask: 'rubric',
      rules: '',
      rubric: words.join(', '),
      reply: z.object({ reason: z.string(), choice: z.enum(words) }),
      read: (said) => ({
        pass: passing.includes(said.choice),
        score: choices[said.choice] ?? 0,
        reason: `the judge chooses ${JSON.stringify(said.choice)}: ${said.reason}`,
      }),
    })
  },
}
