// The claim of a run: verdict, the one number, its interval, and what was counted.
// Must say which cases it was measured on; a figure that was used for choosing is called optimistic.
import { html, nothing } from 'lit-html'
import type { Difference } from '../../src/core/events.ts'
import { formatInterval, formatPoints } from '../../src/shared/format.ts'
import { differenceBar, wonLostBar } from './meter.ts'
import { verdict, wonAndLost } from './verdict.ts'

/** `on` ends the sentence: "points on sealed cases". */
export function claim(difference: Difference, on: string, lead: unknown = nothing) {
  const n = difference.wins + difference.losses + difference.ties
  return html`<div class="claim">
    <div>${verdict(difference.verdict)}</div>
    ${lead}
    <p class="one-number"><strong>${formatPoints(difference.estimate)}</strong> <span class="dim">points ${on}</span></p>
    <p class="dim">${formatInterval(difference)}</p>
    ${differenceBar(difference)}
    <div class="won-lost">
      ${wonAndLost(difference)} ${wonLostBar(difference, n)}
    </div>
  </div>`
}

/** One line: verdict, difference, interval. */
export function claimLine(difference: Difference) {
  return html`${verdict(difference.verdict)}
    <span class="nowrap">${formatPoints(difference.estimate)} points</span>,
    <span class="dim nowrap">${formatInterval(difference)}</span>`
}
