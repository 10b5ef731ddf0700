// Is the job healthy, when is it done, what comes next? Progress, loss, rows, events, and the confirmation after it.
// Must say what cancelling loses, and show the last known state rather than none.
import { html, nothing } from 'lit-html'
import type { ConfirmationReport } from '../../src/core/events.ts'
import type { JobView } from '../../src/core/jobView.ts'
import type { JobState } from '../../src/core/ports.ts'
import {
  fileName,
  formatCount,
  formatCounted,
  formatDuration,
  isSimulated,
  modelName,
} from '../../src/shared/format.ts'
import type { ViewSnapshot } from '../../src/shared/viewModel.ts'
import type { ViewContext } from '../context.ts'
import { clockTime, dayAndTime } from '../time.ts'
import { button } from '../ui/components.ts'
import { confirmationReport } from '../ui/confirmation.ts'
import { type IconName, icon } from '../ui/icons.ts'
import { formatLoss, lossChart, lossCurves } from '../ui/lossChart.ts'
import { bar } from '../ui/meter.ts'
import { empty, facts, failure, note, notices, section } from '../ui/parts.ts'

const EVENTS_SHOWN = 8

export function isActive({ status }: JobView): boolean {
  return ['validating', 'queued', 'running', 'paused'].includes(status.state)
}

/** The job that the view is about: the latest of the picked prompt, else the latest of all. */
export function shownJob({ jobs, promptPath }: ViewSnapshot): JobView | undefined {
  const latest = jobs.toSorted((a, b) => b.createdAt - a.createdAt)
  return latest.find((job) => job.promptPath === promptPath) ?? latest[0]
}

export function trainingView(context: ViewContext) {
  const job = shownJob(context.snapshot)
  if (job === undefined)
    return empty(
      'No training yet.',
      button({ text: 'See the Diagnosis', onClick: () => context.goTo('diagnosis') }),
      'Training is worth its money only where prompting has run out of road. The diagnosis says whether it has.',
    )
  return html`${notices(isSimulated(job.backend) || isSimulated(job.baseModel) ? ['simulated'] : [])}
    <div class="two">
      <div>${header(context, job)} ${confirmation(context, job)} ${loss(job)}</div>
      <div>${jobFacts(context, job)} ${rows(job)} ${events(context, job)} ${then(context, job)}</div>
    </div>`
}

const stateWords: Readonly<Record<JobState, { text: string; icon: IconName; look: string }>> = {
  validating: { text: 'Checking the file', icon: 'sync', look: 'spin' },
  queued: { text: 'Queued', icon: 'clock', look: '' },
  running: { text: 'Training', icon: 'sync', look: 'spin' },
  paused: { text: 'Paused', icon: 'clock', look: '' },
  succeeded: { text: 'Trained', icon: 'checkDisc', look: 'good' },
  failed: { text: 'Training failed', icon: 'error', look: 'bad' },
  cancelled: { text: 'Training cancelled', icon: 'stop', look: 'dim' },
  unknown: { text: 'State unknown', icon: 'warning', look: 'warn' },
}

export function jobTitle(job: JobView) {
  const word = stateWords[job.status.state]
  const step =
    job.status.state === 'running' && job.step !== null
      ? `, step ${formatCount(job.step)}${job.totalSteps === null ? '' : ` of ${formatCount(job.totalSteps)}`}`
      : ''
  return html`${icon(word.icon, word.look)} ${word.text}${step}`
}

export function jobShare(job: JobView): number {
  if (job.status.state === 'succeeded') return 1
  return job.step === null || job.totalSteps === null ? 0 : job.step / job.totalSteps
}

/** "about 10 min left", where the backend or the pace says so. */
export function timeLeft(job: JobView, now: number): string | null {
  const { finishesAt } = job.status
  if (!isActive(job) || finishesAt === undefined || finishesAt <= now) return null
  return `about ${formatDuration(Math.round((finishesAt - now) / 10_000) * 10_000 || 10_000)} left`
}

function header({ act, now }: ViewContext, job: JobView) {
  const left = timeLeft(job, now)
  const { status } = job
  const known = [
    status.rawState !== status.state ? `${job.backend} says “${status.rawState}”` : null,
    left,
    status.trainedTokens === undefined ? null : formatCounted(status.trainedTokens, 'trained token'),
    isActive(job) ? whenClosed(job) : null,
  ].filter((text) => text !== null)
  return html`<div class="run-header">
      <h2 class="cut">${jobTitle(job)}</h2>
      ${
        isActive(job)
          ? button({
              text: 'Cancel Job',
              icon: 'stop',
              title: 'What was trained so far is lost; the backend may still bill it',
              onClick: () => act('job.cancel', { marker: job.marker }),
            })
          : nothing
      }
    </div>
    ${isActive(job) ? html`<div class="step-bar">${bar(jobShare(job), 'Progress of the job')}</div>` : nothing}
    ${status.error === undefined ? nothing : failure(status.error.message)}
    ${known.length === 0 ? nothing : html`<p class="small dim">${known.join(' · ')}</p>`}`
}

function loss(job: JobView) {
  const { train, valid } = lossCurves(job.events)
  if (train.length + valid.length < 2)
    return isActive(job) ? section('Loss', html`<p class="dim">No reading yet.</p>`) : nothing
  const best = valid.reduce<(typeof valid)[number] | undefined>(
    (low, one) => (low === undefined || one.loss < low.loss ? one : low),
    undefined,
  )
  const last = valid.at(-1)
  return section(
    'Loss',
    html`${lossChart({ events: job.events, totalSteps: job.totalSteps, running: isActive(job) })}
    ${
      best !== undefined && last !== undefined && last.step > best.step
        ? note(
            `Validation loss was lowest at step ${formatCount(best.step)} (${formatLoss(best.loss)}) and has not improved for ${formatCounted(last.step - best.step, 'step')}.`,
            'warning',
          )
        : nothing
    }`,
    job.loss === null ? nothing : `last ${formatLoss(job.loss)}`,
  )
}

function jobFacts({ now }: ViewContext, job: JobView) {
  const fact = (name: string, value: unknown) => html`<dt>${name}</dt><dd>${value}</dd>`
  return section(
    'Job',
    html`<dl class="facts left">
      ${fact('Job', job.jobId === null ? 'being submitted' : html`<code class="plain">${job.jobId}</code>`)}
      ${fact('Prompt', fileName(job.promptPath))} ${fact('Backend', job.backend)} ${fact('Base', modelName(job.baseModel))}
      ${job.status.tunedModel === undefined ? nothing : fact('Tuned model', html`<code class="plain">${job.status.tunedModel}</code>`)}
      ${fact('Started', `${dayAndTime(job.createdAt, now)}, from run ${job.runId}`)}
    </dl>`,
  )
}

function rows({ rows: it }: JobView) {
  return section(
    'Rows',
    facts([
      ['Corrected failures', formatCount(it.corrected)],
      ['Replayed passes', formatCount(it.replayed)],
      it.untested === 0 ? undefined : ['Cases without an answer', formatCount(it.untested)],
      ['Train', formatCount(it.corrected + it.replayed + it.untested), 'strong'],
      ['Validation', formatCount(it.valid)],
      ['Left out: near a sealed case', formatCount(it.leftOut)],
    ]),
  )
}

function events({ now }: ViewContext, { events: all }: JobView) {
  if (all.length === 0) return nothing
  // Readings stand in the chart; the list keeps the last one and those with a validation.
  const last = all.at(-1)
  const latest = all
    .filter((one) => one === last || one.metrics === undefined || one.metrics.validLoss !== undefined)
    .toReversed()
  const line = (event: JobView['events'][number]) => html`<li>
    <time class="dim" title=${dayAndTime(event.at, now)}>${clockTime(event.at)}</time>
    <span class=${event.level === 'error' ? 'bad' : event.level === 'warn' ? 'warn' : ''}>${event.message}</span>
  </li>`
  return section(
    'Events',
    html`<ol class="events">${latest.slice(0, EVENTS_SHOWN).map(line)}</ol>
      ${
        latest.length > EVENTS_SHOWN
          ? html`<details class="fold"><summary>${formatCount(latest.length - EVENTS_SHOWN)} earlier</summary>
              <ol class="events">${latest.slice(EVENTS_SHOWN).map(line)}</ol></details>`
          : nothing
      }`,
  )
}

function then({ act, snapshot }: ViewContext, job: JobView) {
  if (['failed', 'cancelled'].includes(job.status.state) || confirmationOf(snapshot, job) !== null) return nothing
  const done = job.status.state === 'succeeded'
  const confirming = snapshot.run?.kind === 'confirmation' && snapshot.run.status === 'running'
  return section(
    'Then',
    html`<p>Confirm: base and tuned, each with the seed prompt and the best prompt, on the sealed cases.</p>
      <div class="buttons">
        ${button({
          text: done ? 'Confirm on Sealed Cases…' : 'Confirm When Done',
          primary: done && !confirming,
          disabled: !done || confirming,
          onClick: () => act('job.confirm', { marker: job.marker }),
        })}
      </div>`,
  )
}

/** The confirmation of this job's model, once there is one. */
export function confirmationOf({ run }: ViewSnapshot, job: JobView): ConfirmationReport | null {
  const report = run?.confirmation ?? null
  return report !== null && report.tunedModel === job.status.tunedModel ? report : null
}

function confirmation({ snapshot }: ViewContext, job: JobView) {
  const report = confirmationOf(snapshot, job)
  return report === null ? nothing : section('Confirmation', confirmationReport(report))
}

/** The sandbox trains inside the extension; every other backend trains elsewhere. */
function whenClosed({ backend }: JobView): string {
  return backend === 'sandbox' ? 'pauses while VS Code is closed' : 'goes on when VS Code is closed'
}
