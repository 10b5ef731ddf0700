// `g-eval`: a score from 0 to 10 by a criterion, its steps written down before (Liu et al. 2023, arXiv 2303.16634). Of
// several criteria, each is asked by itself, and the mean counts.
import * as z from 'zod'
import { type Grader, needsTexts } from './grader.ts'
import { judged } from './judged.ts'

const reply = z.object({ steps: z.array(z.string()), reason: z.string(), score: z.number().min(0).max(10) })
const THRESHOLD = 0.7
const RULES =
  'You score one output by one criterion, which stands as the rubric. First write down two to four steps that check ' +
  'it, then follow them. How long the output is does not matter. ' +
  'Reply with JSON {"steps", "reason", "score"}, score from 0 (not met at all) to 10 (met in full).'

export const gEval: Grader = {
  type: 'g-eval',
  problem: needsTexts,
  questions: (value) => (Array.isArray(value) ? value.length : 1),
  grade: async (input) => {
    const threshold = input.threshold ?? THRESHOLD
    const criteria = Array.isArray(input.value) ? input.value : [input.value]
    const findings = await Promise.all(
      criteria.map((criterion) =>
        judged(input, {
          ask: 'g-eval',
          rules: RULES,
          rubric: String(criterion),
          reply,
          read: ({ reason, score }) => ({ pass: score / 10 >= threshold, score: score / 10, reason }),
        }),
      ),
    )
    const score = findings.reduce((sum, finding) => sum + finding.score, 0) / Math.max(1, findings.length)
    return {
      pass: score >= threshold,
      score,
      reason: `${Math.round(score * 100) / 100} of the ${threshold} needed: ${findings.map(({ reason }) => reason).join('; ')}`,
    }
  },
}
