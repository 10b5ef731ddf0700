// What graders that are models have in common. Without a judge there is an error, never a score.
import { promptMessages } from '../../judge/messages.ts'
import type { Examination, Judgement, Question } from '../../judge/question.ts'
import type { GraderInput } from './grader.ts'

/** One question about the output, beside the case's input. */
export function judged<R>(
  input: GraderInput,
  { read, ...question }: Pick<Question<R>, 'ask' | 'rules' | 'rubric' | 'reply'> & { read(reply: R): Judgement },
): Promise<Judgement> {
  const shown = { input: input.input, output: input.output }
  return examined(input, async (ask) => read(await ask(questionOf(input, { ...question, shown }))))
}

export function examined({ provider, context }: GraderInput, examine: Examination): Promise<Judgement> {
  if (context.judge === undefined) throw new Error('An assertion asks for a judge, and there is none.')
  return context.judge(examine, provider)
}

/** With the case's variables, and the user's own prompt for the judge where there is one. */
export function questionOf<R>(
  { vars, judging }: GraderInput,
  question: Omit<Question<R>, 'vars' | 'rubricPrompt'> & { readonly values?: Readonly<Record<string, unknown>> },
): Question<R> {
  const { rubricPrompt } = judging ?? {}
  const { values, ...rest } = question
  return { ...rest, vars: { ...vars, ...values }, ...(rubricPrompt !== undefined && { rubricPrompt }) }
}

export function needsRubric(value: unknown): string | undefined {
  return value === undefined || value === null || value === '' ? 'needs a rubric as its value' : undefined
}

/** The user's own prompt for the judge with `rule` at its end. Throws where the assertion has none. */
export function promptWithRule(input: GraderInput, rule: string): GraderInput {
  const { rubricPrompt } = input.judging ?? {}
  if (rubricPrompt === undefined) throw new Error('The assertion has no prompt for its judge.')
  const messages = promptMessages(rubricPrompt)
  const last = messages.length - 1
  const asked = messages.map(({ role, content }, i) => ({
    role,
    content: i === last ? `${content}\n\n${rule}` : content,
  }))
  return { ...input, judging: { ...input.judging, rubricPrompt: asked } }
}
