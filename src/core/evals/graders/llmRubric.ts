// `llm-rubric`: a model judges the output. The judge must pass it, and score it high enough where a threshold is set.
import type { Grader } from './grader.ts'

export const llmRubric: Grader = {
  type: 'llm-rubric',
  problem: (value) =>
    value === undefined || value === null || value === '' ? 'needs a rubric as its value' : undefined,
  grade: async ({ value, threshold, provider, input, output, context }) => {
    if (context.judge === undefined) throw new Error('An assertion asks for a judge, and there is none.')
    const rubric = typeof value === 'string' ? value : JSON.stringify(value)
    const { pass, score, reason } = await context.judge({ task: 'judge', rubric, input, output }, provider)
    const enough = threshold === undefined || score >= threshold
    return {
      pass: pass && enough,
      score,
      reason: pass && !enough ? `the judge scores it ${score}, below ${threshold}: ${reason}` : reason,
    }
  },
}
