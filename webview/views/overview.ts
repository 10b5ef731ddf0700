// What needs me, and how does each prompt stand? Waiting things first, then all prompts, then jobs.
// Must lead straight to the place where something can be done.
import { html, nothing } from 'lit-html'
import type { JobView } from '../../src/core/jobView.ts'
import { fileName, formatClaim, formatRate, isSimulated, modelName, shareOf } from '../../src/shared/format.ts'
import type { PromptRow } from '../../src/shared/viewModel.ts'
import type { ViewContext } from '../context.ts'
import { type IconName, icon } from '../ui/icons.ts'
import { bar, rateBar } from '../ui/meter.ts'
import { empty, link, section, shortNotice, tag } from '../ui/parts.ts'
import { shortVerdict } from '../ui/verdict.ts'
import { confirmationOf, isActive, jobShare, jobTitle, timeLeft } from './training.ts'

const MOST_WAITING = 5

interface Waiting {
  readonly icon: IconName
  readonly look: string
  readonly what: unknown
  readonly more: string
  readonly action: string
  readonly go: () => void
}

export function overviewView(context: ViewContext) {
  const { snapshot } = context
  if (snapshot.prompts.length === 0)
    return empty(
      'No prompts found in this workspace.',
      nothing,
      'Prompt files of any format in use are found by themselves: .prompt.md, .prompty, chat JSON, and plain text that an eval file names.',
    )
  return html`${waiting(context)} ${prompts(context)} ${jobs(context)}`
}

function waiting(context: ViewContext) {
  const all = waitingOf(context).slice(0, MOST_WAITING)
  if (all.length === 0) return nothing
  return section(
    'Waiting for You',
    html`<ul class="rows waiting">
      ${all.map(
        (one) => html`<li>
          ${icon(one.icon, one.look)}
          <div><p>${one.what}</p><p class="small dim">${one.more}</p></div>
          ${link(one.action, one.go)}
        </li>`,
      )}
    </ul>`,
  )
}

function waitingOf(context: ViewContext): readonly Waiting[] {
  const { snapshot, goTo } = context
  const { run } = snapshot
  const found: Waiting[] = []
  if (run?.sweep && snapshot.reviewable)
    found.push({
      icon: 'checkDisc',
      look: 'good',
      what: html`Winner ${run.sweep.winner.label.replace(/ winner$/, '')} for <strong>${fileName(run.promptPath)}</strong>`,
      more:
        run.sweep.sealed === null
          ? 'a hint: too few cases for a claim'
          : `${formatClaim(run.sweep.sealed)}, on sealed cases`,
      action: 'Review',
      go: () => goTo('candidate'),
    })
  for (const job of snapshot.jobs) if (confirmationOf(snapshot, job) === null) found.push(...jobWaiting(context, job))
  return found
}

function jobWaiting({ act, goTo }: ViewContext, job: JobView): readonly Waiting[] {
  const go = () => {
    act('prompt.select', { path: job.promptPath })
    goTo('training')
  }
  const name = html`<strong>${fileName(job.promptPath)}</strong>`
  if (job.status.state === 'succeeded')
    return [
      {
        icon: 'checkDisc',
        look: 'good',
        what: html`Tuned model for ${name}`,
        more: 'not confirmed on sealed cases yet',
        action: 'Confirm',
        go,
      },
    ]
  if (job.status.state === 'failed')
    return [
      {
        icon: 'error',
        look: 'bad',
        what: html`Training for ${name} failed`,
        more: job.status.error?.message ?? '',
        action: 'Look',
        go,
      },
    ]
  return []
}

function prompts(context: ViewContext) {
  const rows = context.snapshot.prompts
  return section(
    'Prompts',
    html`<ul class="rows prompts only-narrow">
        ${rows.map((row) => narrowRow(context, row))}
      </ul>
      <table class="prompts only-wide">
        <thead>
          <tr>
            <th scope="col">Prompt</th><th scope="col">Pass rate, 95 % CI (| = before)</th><th></th>
            <th scope="col">Last verdict</th><th scope="col">Format</th><th scope="col">Cases</th>
            <th scope="col" class="figure">Run</th>
          </tr>
        </thead>
        <tbody>${rows.map((row) => wideRow(context, row))}</tbody>
      </table>
      ${rows.some((row) => row.rate) ? html`<p class="foot-note only-narrow">Bar: pass rate with 95 % CI, 0 to 100 %. | is the rate before the last change.</p>` : nothing}`,
  )
}

function openPrompt({ act, goTo }: ViewContext, row: PromptRow): void {
  act('prompt.select', { path: row.path })
  goTo('run')
}

function barOf(row: PromptRow) {
  return row.rate ? rateBar({ rate: row.rate, before: row.before ? shareOf(row.before) : undefined }) : nothing
}

function standing(row: PromptRow) {
  if (row.verdict !== null) return shortVerdict(row.verdict)
  return html`<span class="dim">${row.rate === null ? 'not measured' : 'measured'}</span>`
}

function where(row: PromptRow): string {
  const from = row.lastRunId === null ? [] : [`run ${row.lastRunId}`]
  return [row.format, row.evalPath === null ? 'no cases yet' : fileName(row.evalPath), ...from].join(' · ')
}

function narrowRow(context: ViewContext, row: PromptRow) {
  return html`<li>
    <button class="row" title=${row.path} aria-current=${row.path === context.snapshot.promptPath} @click=${() => openPrompt(context, row)}>
      <span class="cut">${fileName(row.path)}</span>
      <span class="row-right">${standing(row)}</span>
      ${row.rate ? html`<span class="row-bar">${barOf(row)}<span class="small dim figure">${formatRate(row.rate)}</span></span>` : nothing}
      <span class="small dim row-whole cut">${row.notice ? tag(shortNotice(row.notice)) : nothing} ${where(row)}</span>
    </button>
  </li>`
}

function wideRow(context: ViewContext, row: PromptRow) {
  return html`<tr>
    <td class="nowrap" title=${row.path}>${link(fileName(row.path), () => openPrompt(context, row))} ${row.notice ? tag(shortNotice(row.notice)) : nothing}</td>
    <td class="bar-cell">${row.rate ? barOf(row) : html`<span class="dim">not measured</span>`}</td>
    <td class="figure">${row.rate ? formatRate(row.rate) : ''}</td>
    <td>${row.rate || row.verdict ? standing(row) : nothing}</td>
    <td class="dim">${row.format}</td>
    <td class="dim">${row.evalPath === null ? 'none yet' : fileName(row.evalPath)}</td>
    <td class="figure dim">${row.lastRunId ?? '–'}</td>
  </tr>`
}

function jobs(context: ViewContext) {
  const active = context.snapshot.jobs.filter(isActive)
  if (active.length === 0) return nothing
  return section(
    'Jobs',
    html`<ul class="rows jobs">
      ${active.map((job) => {
        const more = [
          job.loss === null ? null : `loss ${job.loss.toFixed(2)}`,
          timeLeft(job, context.now),
          modelName(job.baseModel),
        ].filter((text) => text !== null)
        return html`<li>
          <div class="split-line">
            <span class="cut">${jobTitle(job)} <span class="dim">for ${fileName(job.promptPath)}</span></span>
            <span class="dim">${Math.round(jobShare(job) * 100)} %</span>
          </div>
          ${bar(jobShare(job), `Job for ${fileName(job.promptPath)}`)}
          <p class="small dim">${isSimulated(job.backend) ? tag('simulated') : nothing} ${more.join(' · ')}</p>
        </li>`
      })}
    </ul>`,
    link('Open', () => context.goTo('training'), 'Open Training'),
  )
}
