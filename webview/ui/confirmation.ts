// A confirmation: four arms on the sealed cases, the claim that was declared before, and what follows.
// Must name the arms in words and keep the claim apart from the other contrasts.
import { html, nothing } from 'lit-html'
import type { ConfirmationReport } from '../../src/core/events.ts'
import {
  formatCounted,
  formatMoney,
  formatRate,
  formatTightInterval,
  formatTimes,
  modelName,
} from '../../src/shared/format.ts'
import { claim, claimLine } from './claim.ts'
import { rateBar } from './meter.ts'
import { lines, note, section } from './parts.ts'

const decisions: Readonly<Record<ConfirmationReport['decision'], string>> = {
  promote: 'Promote the tuned model.',
  keep: 'Keep the base model with the best prompt.',
  'roll back': 'Roll back to the base model.',
}

export function confirmationReport(report: ConfirmationReport) {
  const n = report.arms[0]?.rate.n ?? 0
  return html`${claim(
    report.claim,
    'on sealed cases',
    html`<p class="lead-sentence">${decisions[report.decision]}</p>`,
  )}
  ${lines(report.sentences)}
  ${
    report.exploratory
      ? note('Too few cases to prove anything: this is a hint.', 'warning')
      : note(
          `Tuned with the best prompt against base with the best prompt, declared before the split was opened. Opened ${formatTimes(report.testOpenings)}.`,
        )
  }
  ${section(
    'Arms',
    html`<ul class="arms">
      ${report.arms.map(
        (arm) => html`<li>
          <span class="cut"><strong>${arm.model === report.tunedModel ? 'tuned' : 'base'}</strong> with ${arm.label}</span>
          <span class="arm-model small dim cut" title=${arm.model}>${modelName(arm.model)}</span>
          ${rateBar({ rate: arm.rate, hollow: arm.model !== report.tunedModel })}
          <span class="figure">${formatRate(arm.rate)} <span class="dim">${formatTightInterval(arm.rate)}</span></span>
          <span class="figure dim">${formatMoney(arm.usdPer1000)}</span>
        </li>`,
      )}
    </ul>
    <p class="foot-note">pass rate with 95 % CI · cost per 1,000 calls</p>`,
    formatCounted(n, 'sealed case'),
  )}
  ${
    report.contrasts.length === 0
      ? nothing
      : section(
          'Other contrasts',
          html`<ul class="rows">
            ${report.contrasts.map((one) => html`<li><p class="small dim">${one.label}</p>${claimLine(one.difference)}</li>`)}
          </ul>`,
        )
  }`
}
