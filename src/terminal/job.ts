// A fine-tuning job in words: what goes in, how far it is, how it ended.
// Must never say that a job ended well unless the backend says so.
import type { JobView } from '../core/jobView.ts'
import { formatCount, formatCounted, formatDuration } from '../shared/format.ts'
import { labelledModel } from './leaderboard.ts'
import { type Look, paint } from './look.ts'
import { bullet, oneLine } from './text.ts'

/** What was sent for training. */
export function jobSubmittedView(job: JobView, look: Look): string[] {
  return [
    paint(look, 'strong', `Fine-tuning job ${job.marker} · ${job.promptPath} · base ${labelledModel(job.baseModel)}`),
    ...bullet(' ', `Training set: ${trainingSet(job)}. No sealed case is among them.`, look.width),
  ]
}

function trainingSet({ rows }: JobView): string {
  const { corrected, replayed, untested, valid, leftOut } = rows
  const parts = [
    `${formatCounted(corrected, 'corrected failure')}`,
    ...(replayed > 0 ? [`${formatCounted(replayed, 'case')} that passed before, so that nothing is unlearned`] : []),
    ...(untested > 0 ? [`${formatCounted(untested, 'case')} the best prompt was not tried on`] : []),
    ...(valid > 0 ? [`${formatCount(valid)} held back to watch the loss`] : []),
    ...(leftOut > 0 ? [`${formatCount(leftOut)} left out`] : []),
  ]
  return parts.join('; ')
}

/** "job 7f3a · running · step 120 of 400 · loss 0.431 · about 40 s left"; `now` in epoch milliseconds. */
export function jobProgressLine(job: JobView, now: number): string {
  const { finishesAt, rawState, state } = job.status
  return [
    `job ${job.marker}`,
    state === rawState ? state : `${state} (${oneLine(rawState)})`,
    ...(job.step === null
      ? []
      : [`step ${formatCount(job.step)}${job.totalSteps === null ? '' : ` of ${formatCount(job.totalSteps)}`}`]),
    ...(job.loss === null ? [] : [`loss ${job.loss.toFixed(3)}`]),
    ...(finishesAt === undefined || finishesAt <= now ? [] : [`about ${formatDuration(finishesAt - now)} left`]),
  ].join(' · ')
}

/** How the job ended, or where it stands. */
export function jobEndView(job: JobView, look: Look): string[] {
  const { state, tunedModel, error } = job.status
  if (state === 'succeeded')
    return bullet(
      paint(look, 'good', '✓'),
      `Training done${lossPart(job)}. Tuned model: ${tunedModel === undefined ? 'not named by the backend' : labelledModel(tunedModel)}`,
      look.width,
    )
  if (state === 'failed' || state === 'cancelled')
    return bullet(
      paint(look, 'bad', '✗'),
      `Job ${state}${error === undefined ? '.' : `: ${oneLine(error.message)} (${oneLine(error.code)})`}`,
      look.width,
    )
  return [`Job ${job.marker} is ${state}.`]
}

function lossPart({ events }: JobView): string {
  const losses = events.flatMap(({ metrics }) => (metrics?.trainLoss === undefined ? [] : [metrics.trainLoss]))
  const [first] = losses
  const last = losses.at(-1)
  return first === undefined || last === undefined || losses.length < 2
    ? ''
    : `, training loss ${first.toFixed(3)} → ${last.toFixed(3)}`
}
