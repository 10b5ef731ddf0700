// `answer-relevance`: a judge makes up three questions that the output would answer, and their vectors lie near that of
// the real one (Ragas; Es et al. 2023, arXiv 2309.15217). The real one is the variable `query`, else the prompt.
import * as z from 'zod'
import { cosine } from '../../stats/vectors.ts'
import type { Grader } from './grader.ts'
import { examined, questionOf } from './judged.ts'

const QUESTIONS = 3
const THRESHOLD = 0.5
const reply = z.object({ question: z.string().min(1) })
const RULES =
  'You are given an answer. Write the question that it answers, in one sentence. Reply with JSON {"question"}.'

export const answerRelevance: Grader = {
  type: 'answer-relevance',
  problem: () => undefined,
  questions: () => QUESTIONS,
  embeddings: (_, votes) => 1 + QUESTIONS * votes,
  grade: async (input) => {
    const { vars, context, embedder, threshold = THRESHOLD } = input
    const { embed } = context
    if (embed === undefined) throw new Error('An assertion asks for an embedding model, and there is none.')
    const real = await embed(typeof vars.query === 'string' ? vars.query : (context.prompt?.() ?? ''), embedder)
    const shown = { answer: input.output }
    return examined(input, async (ask) => {
      const near = await Promise.all(
        Array.from({ length: QUESTIONS }, async (_, draw) => {
          const made = await ask(questionOf(input, { ask: 'question', rules: RULES, rubric: '', shown, reply, draw }))
          return { ...made, score: cosine(real, await embed(made.question, embedder)) }
        }),
      )
      const score = near.reduce((sum, one) => sum + one.score, 0) / near.length
      const furthest = near.toSorted((a, b) => a.score - b.score)[0]
      const reason = `the relevance is ${score.toFixed(2)}, the threshold ${threshold}; the output would answer ${JSON.stringify(furthest?.question)}`
      return { pass: score >= threshold - Number.EPSILON, score, reason }
    })
  },
}
