// What a sweep claims: the block that stands in Run once it is over, and in Candidate above the edits.
// Must put the sealed figure first, and say of the other one that it was used for choosing.
import { html, nothing } from 'lit-html'
import type { SweepReport } from '../../src/core/events.ts'
import { reportBlock } from '../../src/shared/reportBlock.ts'
import type { RunView } from '../../src/shared/viewModel.ts'
import type { ViewContext } from '../context.ts'
import { block } from '../ui/block.ts'
import { claim } from '../ui/claim.ts'
import { button } from '../ui/components.ts'
import { note } from '../ui/parts.ts'
import { statusWord, verdict } from '../ui/verdict.ts'

/** Whether anything beat the seed. */
export function hasWinner(report: SweepReport): boolean {
  return report.winner.candidateId !== report.seed.candidateId
}

/** "#7" of "#7 winner". */
export function shortLabel(report: SweepReport): string {
  return report.winner.label.replace(/ winner$/, '')
}

export function sweepReport(context: ViewContext, run: RunView, report: SweepReport) {
  return html`${claimAndBlock(run, report)}
    ${
      run.status === 'done'
        ? nothing
        : note(`${run.message ?? `The search was ${statusWord(run.status)}`} What was found until then is reported.`)
    }
    <div class="buttons">
      ${
        hasWinner(report)
          ? button({ text: 'See the Candidate', onClick: () => context.goTo('candidate') })
          : button({ text: 'See the Diagnosis', onClick: () => context.goTo('diagnosis') })
      }
    </div>`
}

/** The claim as a picture, then every figure it rests on. */
export function claimAndBlock(run: RunView, report: SweepReport) {
  return html`${picture(report)} ${block(reportBlock(report, run))}`
}

function picture(report: SweepReport) {
  if (!hasWinner(report))
    return html`<div class="claim">
      <div>${verdict('no evidence')}</div>
      <p class="lead-sentence">Nothing beat the seed: keep it.</p>
    </div>`
  return report.sealed === null
    ? html`${claim(report.optimistic, 'on select cases')}
        ${note('Optimistic (used for choosing). Too few cases to hold any back: a hint, not a claim.', 'warning')}`
    : claim(report.sealed, 'on sealed cases')
}
