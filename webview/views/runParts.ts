// The pieces of a run in progress: header, score over calls, evidence so far, budget, edits.
// Must show estimates as estimates and never more than the events said.
import { html, nothing } from 'lit-html'
import type { ProposalOutcome } from '../../src/core/events.ts'
import { formatCount, formatCounted, formatDuration, formatMoney, formatMoneyOf } from '../../src/shared/format.ts'
import type { RunView } from '../../src/shared/viewModel.ts'
import { labelOf, openCompare, type ViewContext } from '../context.ts'
import { button } from '../ui/components.ts'
import { type IconName, icon } from '../ui/icons.ts'
import { bar, evidenceMeter, meter, wonLostBar } from '../ui/meter.ts'
import { link, note, section, withCode } from '../ui/parts.ts'
import { type StepPoint, stepChart } from '../ui/stepChart.ts'
import { wonAndLost } from '../ui/verdict.ts'

const EDITS_SHOWN = 6

export function splitLine({ splits }: RunView): string {
  const all = splits.train + splits.select + splits.test
  const sealed = splits.test === 0 ? 'none sealed' : `${formatCount(splits.test)} test (sealed)`
  return `${formatCounted(all, 'case')}: ${formatCount(splits.train)} train, ${formatCount(splits.select)} select, ${sealed}`
}

function totalCalls(run: RunView): number {
  return run.spend === null ? 0 : Object.values(run.spend.calls).reduce((sum, calls) => sum + calls, 0)
}

function searchCalls(run: RunView): number {
  return run.spend === null ? 0 : totalCalls(run) - run.spend.calls.test
}

export function runHeader({ act, now }: ViewContext, run: RunView) {
  const elapsed = Math.max(0, now - run.startedAt)
  const calls = totalCalls(run)
  const pace = calls > 0 && elapsed > 2000 ? [`${((calls * 1000) / elapsed).toFixed(1)} calls/s`] : []
  const facts = [...pace, formatDuration(Math.floor(elapsed / 1000) * 1000), ...run.models]
  const { step } = run
  return html`<div class="run-header">
      <h2 class="cut">${icon('sync', 'spin')} ${step === null ? 'Starting' : capital(step.text)}</h2>
      ${button({
        id: 'stop',
        text: 'Stop',
        icon: 'stop',
        title: 'Stop after the calls in flight and keep what was paid',
        onClick: () => act('run.cancel', { runId: run.id }),
      })}
    </div>
    ${
      step === null || step.total === 0
        ? nothing
        : html`<div class="step-bar">${bar(step.done / step.total, `${step.done} of ${step.total}`)}</div>`
    }
    <p class="small dim">${facts.join(' · ')}</p>
    <p class="small dim">${splitLine(run)}</p>`
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1)
}

export function scoreChart(context: ViewContext, run: RunView) {
  if (run.validated.length === 0 && run.status !== 'running') return nothing
  const points = run.validated.map((one): StepPoint => {
    const candidate = run.candidates.find((known) => known.id === one.candidateId)
    const look = candidate?.status === 'seed' ? 'seed' : candidate?.status === 'rolled-back' ? 'rolled-back' : 'step'
    return { ...one, label: candidate?.label ?? one.candidateId, look }
  })
  const { comparing } = run
  const content =
    points.length === 0
      ? html`<p class="dim">The seed is being measured.</p>`
      : html`${stepChart({
          points,
          limit: run.limits.searchCalls,
          spent: searchCalls(run),
          running: run.status === 'running',
          target: run.target,
          open:
            comparing === null
              ? null
              : {
                  label: labelOf(run, comparing.candidateId),
                  rate: comparing.rate,
                  n: comparing.n,
                  of: run.splits.select,
                },
          edits: run.proposals.map((one) => ({
            atCalls: one.atCalls,
            accepted: one.outcome === 'accepted',
            title: `${one.hypothesis}: ${one.detail}`,
          })),
          onPick: (candidateId) => openCompare(context, { pinned: candidateId }),
        })}
        ${optimism(run)}`
  return section(
    'Pass rate on select cases',
    content,
    // Of several models each answers each case.
    formatCounted(run.validated[0]?.rate.n ?? run.splits.select, run.models.length > 1 ? 'answer' : 'case'),
  )
}

function optimism(run: RunView) {
  if (run.exploratory || run.splits.test === 0)
    return note('Optimistic (used for choosing). Too few cases to hold any back: a hint, not a claim.')
  const when = run.sweep === null ? 'opened once at the end' : 'opened at the end'
  return note(
    `Optimistic (used for choosing). The claim comes from ${formatCount(run.splits.test)} sealed cases, ${when}.`,
  )
}

/** The candidate in progress against the seed. */
export function soFar(run: RunView) {
  const { comparing } = run
  if (comparing === null) return nothing
  const enough = comparing.e >= 20
  return section(
    `${labelOf(run, comparing.candidateId)} against seed, so far`,
    html`<div class="won-lost">
        <div class="split-line">${wonAndLost(comparing)}<span class="dim">${formatCounted(comparing.n, 'case')}</span></div>
        ${wonLostBar(comparing, comparing.n)}
      </div>
      ${evidenceMeter(comparing.e)}
      <p class="small dim">
        ${enough ? 'Enough: the gain counts, whenever you look.' : 'Not enough yet. At E = 20 the gain counts, whenever you look.'}
      </p>`,
  )
}

export function budget(run: RunView) {
  const { limits, spend } = run
  const search = searchCalls(run)
  const test = spend?.calls.test ?? 0
  const cached = spend === null || spend.cachedCalls === 0 ? nothing : cachedLine(spend.cachedCalls)
  return section(
    'Budget',
    html`${limits.searchCalls === 0 ? nothing : meter('Search calls', share(search, limits.searchCalls), `${formatCount(search)} of ${formatCount(limits.searchCalls)}`)}
    ${limits.testCalls === 0 ? nothing : meter('Test calls', share(test, limits.testCalls), testFigure(run, test), test === 0 && run.status === 'running' ? 1 : 0)}
    ${money(run)} ${cached}`,
    'cannot be overrun',
  )
}

function testFigure(run: RunView, test: number): string {
  return test === 0 && run.status === 'running'
    ? `${formatCount(run.limits.testCalls)} held back`
    : `${formatCount(test)} of ${formatCount(run.limits.testCalls)}`
}

function cachedLine(calls: number) {
  return html`<p class="small dim">${formatCounted(calls, 'answer')} came from the store and cost nothing.</p>`
}

function money({ limits, spend }: RunView) {
  const usd = spend?.usd ?? 0
  const unpriced = spend?.unpricedCalls ?? 0
  const atLeast = unpriced > 0 ? 'at least ' : ''
  return html`${
    limits.usd === undefined
      ? html`<div class="split-line small"><span>Money</span><span>${atLeast}${formatMoney(usd)}, no cap</span></div>`
      : meter('Money', share(usd, limits.usd), `${atLeast}${formatMoneyOf(usd, limits.usd)}`)
  }
  ${unpriced > 0 ? html`<p class="small dim">The price of ${formatCounted(unpriced, 'call')} is unknown.</p>` : nothing}`
}

function share(part: number, whole: number): number {
  return whole <= 0 ? 0 : Math.min(1, part / whole)
}

const outcomeIcons: Readonly<Record<ProposalOutcome['outcome'], { name: IconName; look: string }>> = {
  accepted: { name: 'checkDisc', look: 'good' },
  rejected: { name: 'cross', look: 'dim' },
  refused: { name: 'lock', look: 'dim' },
}

const outcomeWords: Readonly<Record<ProposalOutcome['outcome'], string>> = {
  accepted: 'accepted',
  rejected: 'rejected',
  refused: 'refused before any call',
}

/** What the search tried, latest first. */
export function editList({ ui, update }: ViewContext, run: RunView) {
  if (run.kind !== 'sweep' || run.proposals.length === 0) return nothing
  const latest = run.proposals.toReversed()
  const shown = ui.allEdits ? latest : latest.slice(0, EDITS_SHOWN)
  const accepted = run.proposals.filter((one) => one.outcome === 'accepted').length
  const rest = latest.length - shown.length
  return section(
    'Edits',
    html`<ul class="edits">
        ${shown.map((one) => {
          const { name, look } = outcomeIcons[one.outcome]
          return html`<li>
            <span class="figure dim" title="Search calls spent by then">${formatCount(one.atCalls)}</span>
            ${icon(name, look)}
            <div>
              <p>${withCode(one.hypothesis)}</p>
              <p class="small dim">${outcomeWords[one.outcome]}${one.detail === '' ? '' : `: ${one.detail}`}</p>
            </div>
          </li>`
        })}
      </ul>
      ${rest > 0 ? link(`${formatCount(rest)} earlier`, () => update({ allEdits: true })) : nothing}`,
    `${formatCount(accepted)} accepted · ${formatCount(run.proposals.length - accepted)} rejected`,
  )
}

/** Retries, missing answers, repaired replies: quiet, the last ones first. */
export function noteList(run: RunView) {
  if (run.notes.length === 0) return nothing
  const latest = run.notes.toReversed()
  return section(
    'Notes',
    html`${latest.slice(0, 3).map((text) => note(text))}
    ${
      latest.length > 3
        ? html`<details class="fold"><summary>${formatCounted(latest.length - 3, 'earlier note')}</summary>
            ${latest.slice(3).map((text) => note(text))}</details>`
        : nothing
    }`,
  )
}
