// `llm-rubric`: a model judges the output. The judge must pass it, and score it high enough where a threshold is set.
import * as z from 'zod'
import type { Grader } from './grader.ts'
import { judged, needsRubric } from './judged.ts'

const reply = z.object({ reason: z.string(), pass: z.boolean(), score: z.number().min(0).max(1) })
const RULES =
  'You grade one output against a rubric. How long the output is does not matter. ' +
  'Reason first, then decide. Reply with JSON {"reason", "pass", "score"}, score from 0 to 1.'

export const llmRubric: Grader = {
  type: 'llm-rubric',
  problem: needsRubric,
  questions: () => 1,
  grade: async (input) => {
    const { value, threshold } = input
    const rubric = typeof value === 'string' ? value : JSON.stringify(value)
    const { pass, score, reason } = await judged(input, {
      ask: 'rubric',
      rules: RULES,
      rubric,
      reply,
      read: (said) => said,
    })
    const enough = threshold === undefined || score >= threshold
    return {
      pass: pass && enough,
      score,
      reason: pass && !enough ? `the judge scores it ${score}, below ${threshold}: ${reason}` : reason,
    }
  },
}
