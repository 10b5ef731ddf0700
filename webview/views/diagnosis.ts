// Why does the rest fail, and what is worth doing? Causes with intervals, then one recommendation with its money.
// Must keep the alternatives visible, stopping among them, and say "too few" where there are too few.
import { html, nothing } from 'lit-html'
import type { Cause, DiagnosisReport, PlateauStatement } from '../../src/core/events.ts'
import { formatCount, formatCounted, formatMoney, formatRate, formatTightInterval } from '../../src/shared/format.ts'
import type { RunView } from '../../src/shared/viewModel.ts'
import type { ViewContext } from '../context.ts'
import { button, progressRing } from '../ui/components.ts'
import { icon } from '../ui/icons.ts'
import { rateBar } from '../ui/meter.ts'
import { empty, facts, lines, link, note, notices, section } from '../ui/parts.ts'
import { runHeader } from './runParts.ts'

/** Below this many failures a share says nothing. */
const LEAST_FAILURES = 5
/** Training can help with these. */
const trainable: readonly Cause[] = ['knowledge', 'capability', 'noise']

export function diagnosisView(context: ViewContext) {
  const { run } = context.snapshot
  const toRun = button({ text: 'Open Run', onClick: () => context.goTo('run') })
  if (run === null) return empty('Nothing to diagnose yet.', toRun)
  if (run.diagnosis !== null) return diagnosis(context, run, run.diagnosis)
  if (run.status === 'running')
    return run.kind === 'diagnosis'
      ? html`${notices(run.notices)} ${runHeader(context, run)} ${progressRing('Probing the failures…')}`
      : empty('A diagnosis looks at what still fails once the search is over.', toRun)
  if (run.sweep === null) return empty('A diagnosis follows a search for a better prompt.', toRun)
  return html`${notices(run.notices)} ${plateau(run.sweep.plateau)}
    <div class="section">
      <p>
        Each failure that is left is tested for its cause: noise, instruction, knowledge, capability, label or format.
        The probes cost calls, within the run's own budget.
      </p>
      <div class="buttons">
        ${button({
          text: 'Find Out Why the Rest Fails',
          primary: true,
          onClick: () => context.act('diagnosis.start', { runId: run.id }),
        })}
      </div>
    </div>`
}

function plateau(it: PlateauStatement) {
  return html`<div class="claim">
    <div><span class="mark ${it.plateau ? 'warn' : 'dim'}">${icon(it.plateau ? 'warning' : 'info')}${it.plateau ? 'plateau' : 'no plateau yet'}</span></div>
    <p class="lead-sentence">${it.statement}</p>
    <ul class="conditions">
      ${it.conditions.map(
        ({ met, text }) => html`<li class="small dim">
          ${icon(met ? 'check' : 'cross', met ? 'good' : '')}<span>${text}<span class="hidden">${met ? ', met' : ', not met'}</span></span>
        </li>`,
      )}
    </ul>
  </div>`
}

function diagnosis(context: ViewContext, run: RunView, report: DiagnosisReport) {
  return html`${notices(run.notices)}
    <div class="two">
      <div>${plateau(report.plateau)} ${causes(context, run, report)}</div>
      <div>${recommendation(context, run, report)} ${alternatives(report)}</div>
    </div>`
}

function causes(context: ViewContext, run: RunView, report: DiagnosisReport) {
  if (report.probed < LEAST_FAILURES)
    return section(
      'Why the rest fails',
      html`<p>Too few failures to say: ${formatCounted(report.probed, 'failure')} probed.</p>`,
    )
  const sorted = report.causes.toSorted((a, b) => b.rate.k - a.rate.k)
  return section(
    'Why the rest fails',
    html`${sorted.map(
      ({ cause, rate, probe, caseIds }) => html`<div class="cause">
        <span>${cause.slice(0, 1).toUpperCase()}${cause.slice(1)}</span>
        ${rateBar({ rate, hollow: !trainable.includes(cause) })}
        <span class="figure"><strong>${formatCount(rate.k)}</strong> <span class="dim">· ${formatRate(rate).replace('.0 ', ' ')} ${formatTightInterval(rate)}</span></span>
        <div class="cause-probe small dim">${probe} ${caseList(context, run, caseIds)}</div>
      </div>`,
    )}
    <p class="foot-note">Share of failures with 95 % CI, 0 to 100 %. Filled: training can help. Hollow: fix it elsewhere. Train and select cases only.</p>`,
    `${formatCounted(report.probed, 'failure')} probed`,
  )
}

function caseList({ act }: ViewContext, run: RunView, caseIds: readonly string[]) {
  if (caseIds.length === 0) return nothing
  return html`<details class="fold">
    <summary>${formatCounted(caseIds.length, 'case')}</summary>
    <ul class="case-ids">
      ${caseIds.map((caseId) => html`<li>${link(caseId, () => act('case.openSource', { runId: run.id, caseId }), 'Open in its file')}</li>`)}
    </ul>
  </details>`
}

function recommendation(context: ViewContext, run: RunView, { recommendation: it, model }: DiagnosisReport) {
  return html`<section class="box" aria-label="Recommendation">
    <p class="small dim">Recommendation</p>
    <p class="lead-sentence strong">${it.headline}</p>
    ${lines(it.reasons)}
    ${
      it.action === 'fine-tune'
        ? facts([
            ['Model', model],
            ['Usable rows', formatCount(it.usableRows)],
            ['Training, once', it.trainingUsd === null ? 'unknown' : `about ${formatMoney(it.trainingUsd)}`, 'strong'],
          ])
        : nothing
    }
    ${recommended(context, run, it)}
  </section>`
}

function recommended({ act, goTo }: ViewContext, run: RunView, it: DiagnosisReport['recommendation']) {
  if (it.action === 'fine-tune')
    return html`<div class="buttons">
        ${button({
          text: 'Build Training Set and Train…',
          primary: true,
          onClick: () => act('job.submit', { runId: run.id }),
        })}
      </div>
      ${note('You see what is sent and what it costs before anything leaves this machine.', 'lock')}`
  if (it.action === 'prompt')
    return html`<div class="buttons">
      ${button({
        text: 'Search Again',
        primary: true,
        onClick: () => act('run.start', { promptPath: run.promptPath, kind: 'sweep' }),
      })}
    </div>`
  return it.action === 'stop'
    ? html`<div class="buttons">${button({ text: 'See the Candidate', onClick: () => goTo('candidate') })}</div>`
    : nothing
}

function alternatives({ recommendation: it }: DiagnosisReport) {
  if (it.alternatives.length === 0) return nothing
  return section('Instead', html`<ul class="rows">${it.alternatives.map((text) => html`<li>${text}</li>`)}</ul>`)
}
