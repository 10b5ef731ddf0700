// A job in the few words that status bar, tree and notification have room for.

import { isOver } from '../../core/finetune/job.ts'
import type { JobView } from '../../core/jobView.ts'
import { formatCount, modelName } from '../../shared/format.ts'

/** "Fine-tuning step 420 of 900, loss 0.41, 10 min"; `now` in epoch milliseconds. */
export function progressWords(job: JobView, now: number): string {
  const { step, totalSteps, loss, status } = job
  const total = totalSteps === null ? '' : ` of ${formatCount(totalSteps)}`
  const left = timeLeft(job, now)
  const parts = [
    step === null ? `: ${status.rawState}` : ` step ${formatCount(step)}${total}`,
    loss === null ? '' : `, loss ${loss.toFixed(2)}`,
    left === undefined ? '' : `, ${roughly(left)}`,
  ]
  return `Fine-tuning${parts.join('')}`
}

/** "running, step 120 of 400, loss 0.41". */
export function stateWords({ status, step, totalSteps, loss }: JobView): string {
  if (isOver(status)) return status.state
  const total = totalSteps === null ? '' : ` of ${formatCount(totalSteps)}`
  return [
    status.rawState,
    ...(step === null ? [] : [`step ${formatCount(step)}${total}`]),
    ...(loss === null ? [] : [`loss ${loss.toFixed(2)}`]),
  ].join(', ')
}

/** The end in a sentence. */
export function endWords({ baseModel, promptPath, status }: JobView): string {
  const what = `Fine-tuning ${modelName(baseModel)} for ${promptPath}`
  if (status.state === 'succeeded') return `${what} is done. Confirm that the tuned model is better.`
  if (status.state === 'cancelled') return `${what} was cancelled.`
  return `${what} failed: ${status.error?.message ?? status.rawState}`
}

/** Milliseconds until the end, by the backend's word, else by the pace so far. */
export function timeLeft({ status, step, totalSteps, events }: JobView, now: number): number | undefined {
  if (status.finishesAt !== undefined) return Math.max(0, status.finishesAt - now)
  if (step === null || totalSteps === null) return undefined
  const paced = events.filter(({ metrics }) => metrics !== undefined)
  const [first, last] = [paced[0], paced.at(-1)]
  const steps = (last?.metrics?.step ?? 0) - (first?.metrics?.step ?? 0)
  if (first === undefined || last === undefined || steps <= 0) return undefined
  const perStep = (last.at - first.at) / steps
  return Math.max(0, perStep * (totalSteps - step) - Math.max(0, now - last.at))
}

function roughly(ms: number): string {
  const seconds = Math.round(ms / 1000)
  if (seconds < 60) return `${seconds} s`
  const minutes = Math.round(seconds / 60)
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}
