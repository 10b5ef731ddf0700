// What graders that are models have in common. Without a judge there is an error, never a score.
import type { Judgement, Question } from '../../judge/question.ts'
import type { GraderInput } from './grader.ts'

export function judged<R>(
  { input, output, vars, provider, judging, context }: GraderInput,
  question: Pick<Question<R>, 'ask' | 'rules' | 'rubric' | 'reply' | 'read'>,
): Promise<Judgement> {
  if (context.judge === undefined) throw new Error('An assertion asks for a judge, and there is none.')
  const { rubricPrompt } = judging ?? {}
  return context.judge(
    { ...question, input, output, vars, ...(rubricPrompt !== undefined && { rubricPrompt }) },
    provider,
  )
}

export function needsRubric(value: unknown): string | undefined {
  return value === undefined || value === null || value === '' ? 'needs a rubric as its value' : undefined
}
