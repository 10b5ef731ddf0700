// `model-graded-closedqa`: whether the output meets one criterion, yes or no. As in promptfoo, `not-` does not turn it
// round.
import * as z from 'zod'
import { type Grader, needsText } from './grader.ts'
import { judged } from './judged.ts'

const reply = z.object({ reason: z.string(), answer: z.enum(['Y', 'N']) })
const RULES =
  'You say whether an output meets one criterion, which stands as the rubric. Judge by that criterion alone. ' +
  'Reason first, then decide. Reply with JSON {"reason", "answer"}, answer "Y" or "N".'

export const closedQa: Grader = {
  type: 'model-graded-closedqa',
  problem: needsText,
  negation: 'ignored',
  questions: () => 1,
  grade: (input) =>
    judged(input, {
      ask: 'closed-qa',
      rules: RULES,
      rubric: String(input.value),
      reply,
      read: ({ reason, answer }) => ({ pass: answer === 'Y', score: Number(answer === 'Y'), reason }),
    }),
}
