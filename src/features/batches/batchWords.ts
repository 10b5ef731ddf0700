// Runs that wait for batches, in the few words that a status bar item and its tooltip have room for.
import { fileName, formatCount } from '../../shared/format.ts'
import type { RunView } from '../../shared/viewModel.ts'

/** "Batches: 1,200 of 5,000 answers", over all that are waited for. */
export function waitingWords(views: readonly RunView[]): string {
  const steps = views.flatMap(({ step }) => step ?? [])
  if (steps.length === 0) return 'Batches: sending'
  const sum = (of: (step: { readonly done: number; readonly total: number }) => number) =>
    steps.reduce((total, step) => total + of(step), 0)
  return `Batches: ${formatCount(sum(({ done }) => done))} of ${formatCount(sum(({ total }) => total))} answers`
}

/** "reply.prompt.md on openai:gpt-6-luna: waiting for batches at OpenAI, 1,200 of 5,000". */
export function runWords({ promptPath, models, step }: RunView): string {
  const what = `${fileName(promptPath)} on ${models.join(', ')}`
  if (step === null) return `${what}: sending`
  return `${what}: ${step.text}, ${formatCount(step.done)} of ${formatCount(step.total)}`
}
