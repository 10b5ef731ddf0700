// Should I take this, and which parts? The claim, then every edit with its reason and its wins and losses.
// Must offer no Accept where nothing beat the seed, or where the file is no longer the one that was measured.
import { html, nothing, svg } from 'lit-html'
import type { CandidateSummary, EditSummary, SweepReport } from '../../src/core/events.ts'
import { fileName, formatCounted, formatPBetter } from '../../src/shared/format.ts'
import type { RunView } from '../../src/shared/viewModel.ts'
import { openCompare, type ViewContext } from '../context.ts'
import { button, progressRing } from '../ui/components.ts'
import { empty, heading, link, note, notices, section, withCode } from '../ui/parts.ts'
import { verdict, wonAndLost } from '../ui/verdict.ts'
import { claimAndBlock, hasWinner, shortLabel } from './report.ts'

/** Lines of a hunk shown before it is folded. */
const HUNK_LINES = 12

export function candidateView(context: ViewContext) {
  const { run } = context.snapshot
  const toRun = button({ text: 'Open Run', onClick: () => context.goTo('run') })
  if (run === null) return empty('No candidate yet.', toRun)
  if (run.sweep === null)
    return run.status === 'running' && run.kind === 'sweep'
      ? html`${progressRing('The search goes on. The candidate stands here once it is over.')} ${lineage(context, run)}`
      : empty('This run proposed no candidate.', toRun)
  return report(context, run, run.sweep)
}

function report(context: ViewContext, run: RunView, sweep: SweepReport) {
  if (!hasWinner(sweep))
    return html`${notices(run.notices)} ${claimAndBlock(run, sweep)}
      <div class="buttons">${button({ text: 'See the Diagnosis', onClick: () => context.goTo('diagnosis') })}</div>
      ${lineage(context, run)}`
  return html`${notices(run.notices)}
    <div class="split-line candidate-title">
      <p class="lead-sentence"><strong>${shortLabel(sweep)}</strong> <span class="dim">against seed</span></p>
      <span class="dim small">${sweep.model}</span>
    </div>
    <div class="two two-reversed">
      <div>${claimAndBlock(run, sweep)} <div class="only-wide">${lineage(context, run)}</div></div>
      <div>
        ${heading(formatCounted(sweep.edits.length, 'edit'), 'each tested by leaving it out')}
        ${sweep.edits.map((edit, index) => editBlock(context, edit, index))}
        ${note('Wins and losses of an edit were used for choosing; only the whole candidate was tested on sealed cases.')}
        <div class="only-narrow">${lineage(context, run)}</div>
      </div>
    </div>
    ${actions(context, run)}`
}

function editBlock(context: ViewContext, edit: EditSummary, index: number) {
  const { difference } = edit
  const n = difference.wins + difference.losses + difference.ties
  return html`<article class="edit">
    <h3>Edit ${index + 1} <span class="dim regular">· ${edit.kind} · line ${edit.line}</span></h3>
    <p>${withCode(edit.hypothesis)}</p>
    ${hunk(edit)}
    <p class="small evidence">
      ${link(wonAndLost({ wins: difference.wins, losses: difference.losses }), () => openCompare(context, {}), 'See the cases in Compare')}
      <span class="dim">${formatCounted(n, 'case')}</span>
      <span class="dim">P(better) ${formatPBetter(difference.pBetter)}</span>
      ${verdict(difference.verdict)}
    </p>
  </article>`
}

function hunk({ removed, added }: EditSummary) {
  const all = [...removed.map((text) => ['removed', text] as const), ...added.map((text) => ['added', text] as const)]
  const line = ([look, text]: (typeof all)[number]) =>
    html`<div class=${look}><span class="hunk-sign">${look === 'removed' ? '−' : '+'}</span><span>${text}</span></div>`
  if (all.length <= HUNK_LINES) return html`<div class="hunk" dir="auto">${all.map(line)}</div>`
  const shown = all.slice(0, HUNK_LINES - 2)
  return html`<div class="hunk" dir="auto">${shown.map(line)}<details><summary>${all.length - shown.length} more lines</summary>${all
    .slice(shown.length)
    .map(line)}</details></div>`
}

function actions({ snapshot, act }: ViewContext, run: RunView) {
  const name = fileName(run.promptPath)
  if (snapshot.stale)
    return html`<div class="actions">
      ${note(`${name} changed since run ${run.id}. Accepting is off.`, 'warning', 'warn')}
      <div class="buttons">
        ${button({ text: 'Review in Diff', icon: 'diff', onClick: () => act('review.open', { runId: run.id }) })}
        ${button({ text: 'Run Again', onClick: () => act('run.start', { promptPath: run.promptPath, kind: 'sweep' }) })}
      </div>
    </div>`
  if (!snapshot.reviewable) return nothing
  return html`<div class="actions buttons">
    ${button({ text: 'Review in Diff', icon: 'diff', primary: true, onClick: () => act('review.open', { runId: run.id }) })}
    ${button({ text: 'Accept All', icon: 'checkAll', onClick: () => act('review.acceptAll', { runId: run.id }) })}
    ${button({ text: 'Discard', onClick: () => act('review.discard', { runId: run.id }) })}
  </div>`
}

/** From the seed to what the search stands on; what was rolled back hangs below. */
function lineage(context: ViewContext, run: RunView) {
  const kept = run.candidates.filter((one) => one.status !== 'rolled-back' && one.status !== 'validating')
  const rolledBack = run.candidates.filter((one) => one.status === 'rolled-back')
  if (kept.length < 2) return nothing
  const pick = (one: CandidateSummary) => openCompare(context, { pinned: one.id })
  const x = (index: number): string => `${((index + 0.5) / kept.length) * 100}%`
  return section(
    'Lineage',
    html`<svg class="chart lineage" role="img" aria-label="Lineage: ${kept.map((one) => one.label).join(', ')}">
        <line class="series" x1=${x(0)} x2=${x(kept.length - 1)} y1="8" y2="8" />
        ${kept.map(
          (
            one,
            index,
          ) => svg`<g class="pick" @click=${() => pick(one)}><title>${one.label}, ${one.tokens} tokens</title>
            <circle class=${one.status === 'seed' ? 'ring' : 'dot'} cx=${x(index)} cy="8" r="4.5" />
            <text class=${index === kept.length - 1 ? 'strong' : ''} x=${x(index)} y="28" text-anchor="middle"
              >${one.label.replace(/ winner$/, '')}</text></g>`,
        )}
      </svg>
      ${rolledBack.length === 0 ? nothing : note(`Rolled back on evidence: ${rolledBack.map((one) => one.label).join(', ')}.`, 'cross')}`,
  )
}
