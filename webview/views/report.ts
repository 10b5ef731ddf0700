// What a sweep claims: the block that stands in Run once it is over, and in Candidate above the edits.
// Must put the sealed figure first, and say of the other one that it was used for choosing.
import { html, nothing } from 'lit-html'
import type { Difference, Spend, SweepReport } from '../../src/core/events.ts'
import {
  formatCounted,
  formatMoney,
  formatPBetter,
  formatPoints,
  formatRateWithCount,
  formatTimes,
} from '../../src/shared/format.ts'
import type { RunView } from '../../src/shared/viewModel.ts'
import type { ViewContext } from '../context.ts'
import { claim } from '../ui/claim.ts'
import { button } from '../ui/components.ts'
import { facts, lines, note } from '../ui/parts.ts'
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
  return html`${claimBlock(run, report)} ${reportFacts(run, report)} ${lines(report.sentences)}
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

export function claimBlock(_run: RunView, report: SweepReport) {
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

export function reportFacts(run: RunView, report: SweepReport) {
  if (!hasWinner(report)) return nothing
  const name = shortLabel(report)
  const sealed = report.sealed !== null
  const { seed, winner } = report
  return html`${facts([
    ['P(better)', formatPBetter((report.sealed ?? report.optimistic).pBetter)],
    [seed.label, formatRateWithCount(seed.rate)],
    [name, formatRateWithCount(winner.rate)],
    sealed ? ['Gain on select', `${formatPoints(report.optimistic.estimate)} · optimistic`] : undefined,
    sealed ? ['Test opened', formatTimes(report.testOpenings)] : undefined,
    ['Tokens', `${report.tokens.seed} → ${report.tokens.winner}`],
    ['Per 1,000 calls', fromTo(seed.usdPer1000, winner.usdPer1000)],
    run.spend === null ? undefined : ['Run cost', runCost(run.spend)],
  ])}
  ${
    sealed
      ? note(
          `Optimistic (used for choosing): ${formatPoints(report.optimistic.estimate)} on ${formatCounted(pairs(report.optimistic), 'select case')}. Believe the sealed figure.`,
        )
      : nothing
  }
  ${
    report.target === null
      ? nothing
      : note(
          report.winner.rate.low >= report.target
            ? `The target of ${wholeShare(report.target)} is reached.`
            : `The target of ${wholeShare(report.target)} is not shown to be reached.`,
        )
  }`
}

function fromTo(before: number | null, after: number | null): string {
  if (before === null || after === null) return `${formatMoney(before)} → ${formatMoney(after)}`
  return `${formatMoney(before).replace(' ¢', '')} → ${formatMoney(after)}`
}

function runCost(spend: Spend): string {
  const calls = Object.values(spend.calls).reduce((sum, one) => sum + one, 0)
  const cost = formatMoney(spend.usd)
  return `${formatCounted(calls, 'call')} · ${spend.unpricedCalls > 0 ? `at least ${cost}` : cost}`
}

/** A target as people set it: "90 %". */
function wholeShare(share: number): string {
  return `${Number((share * 100).toFixed(1))} %`
}

function pairs({ wins, losses, ties }: Difference): number {
  return wins + losses + ties
}
