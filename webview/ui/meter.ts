// Bars: how much of a budget is gone, how a difference and a rate stand with their intervals.
// Must stay SVG with percentages: no inline style, hence right at every width and under the strict policy.
import { html, nothing, svg } from 'lit-html'
import type { Difference, Rate } from '../../src/core/events.ts'
import { formatInterval, formatPoints, formatRate, formatTightInterval, shareOf } from '../../src/shared/format.ts'

const at = (share: number): string => `${(Math.min(1, Math.max(0, share)) * 100).toFixed(2)}%`

/** Hatch for what is lost or held back; the frame draws it once a page. */
export function hatchPatterns() {
  return html`<svg class="defs" aria-hidden="true">
    ${['lost', 'held'].map(
      (
        name,
      ) => svg`<pattern id=${name} width="4" height="4" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
        <line class=${name} x1="1" y1="0" x2="1" y2="4" />
      </pattern>`,
    )}
  </svg>`
}

/** A thin bar; `held` is a share of the whole, from the right end. */
export function bar(share: number, label: string, held = 0) {
  return html`<svg class="bar" role="img" aria-label=${label}>
    <rect class="track" width="100%" height="4" rx="2" />
    ${held > 0 ? svg`<rect class="hatch" fill="url(#held)" x=${at(1 - held)} width=${at(held)} height="4" />` : nothing}
    ${share > 0 ? svg`<rect class="fill" width=${at(share)} height="4" rx="2" />` : nothing}
  </svg>`
}

/** One line of a budget: name, bar, figure. */
export function meter(name: string, share: number, figure: string, held = 0) {
  return html`<div class="meter">
    <span>${name}</span>${bar(share, `${name}: ${figure}`, held)}<span class="figure">${figure}</span>
  </div>`
}

/** Won, lost and the rest as shares of all cases. */
export function wonLostBar({ wins, losses }: Pick<Difference, 'wins' | 'losses'>, n: number) {
  const won = n === 0 ? 0 : wins / n
  const lost = n === 0 ? 0 : losses / n
  return html`<svg class="bar wide-bar" role="img" aria-label="${wins} won and ${losses} lost of ${n}">
    <rect class="track" width="100%" height="6" rx="2" />
    <rect class="won" width=${at(won)} height="6" rx="2" />
    <rect class="hatch" fill="url(#lost)" x=${at(won)} width=${at(lost)} height="6" />
  </svg>`
}

interface RateBar {
  readonly rate: Rate
  /** Hollow: the seed, a reference, or a cause that training does not mend. */
  readonly hollow?: boolean
  /** Marked with |, 0 to 1. */
  readonly before?: number | undefined
}

/** 0 to 100 %: bar = 95 % interval, dot = estimate, | = before. */
export function rateBar({ rate, hollow = false, before }: RateBar) {
  const label =
    rate.n === 0
      ? 'not measured'
      : `${formatRate(rate)} ${formatTightInterval(rate)}${before === undefined ? '' : `, before ${(before * 100).toFixed(1)} %`}`
  return html`<svg class="interval ${hollow ? 'hollow' : ''}" role="img" aria-label=${label}>
    <line class="axis" x1="0" x2="100%" y1="7" y2="7" />
    ${
      rate.n === 0
        ? nothing
        : svg`<rect class="range" x=${at(rate.low)} width=${at(rate.high - rate.low)} y="5" height="4" rx="2" />
            ${before === undefined ? nothing : svg`<line class="before" x1=${at(before)} x2=${at(before)} y1="1" y2="13" />`}
            <circle class="estimate" cx=${at(shareOf(rate))} cy="7" r=${hollow ? 3.25 : 4} />`
    }
  </svg>`
}

/** A difference around "no change", with its ends written below. */
export function differenceBar(difference: Difference) {
  const reach = Math.max(Math.abs(difference.low), Math.abs(difference.high))
  const half = [0.1, 0.2, 0.3, 0.5].find((limit) => limit >= reach) ?? 1
  const x = (value: number): number => (value + half) / (2 * half)
  const figure = Math.round(half * 100)
  return html`<figure class="forest">
    <svg class="interval" role="img" aria-label="${formatPoints(difference.estimate)} points, ${formatInterval(difference)}">
      <line class="axis" x1="0" x2="100%" y1="7" y2="7" />
      <line class="before" x1="50%" x2="50%" y1="1" y2="13" />
      <rect class="range" x=${at(x(difference.low))} width=${at((difference.high - difference.low) / (2 * half))} y="5" height="4" rx="2" />
      <circle class="estimate" cx=${at(x(difference.estimate))} cy="7" r="4" />
    </svg>
    <figcaption><span>−${figure}</span><span>0 (no change)</span><span>+${figure}</span></figcaption>
  </figure>`
}

/** Evidence from 1 to 20 on a logarithmic scale; below 1 the bar is empty. */
export function evidenceMeter(e: number) {
  const share = e <= 1 ? 0 : Math.min(1, Math.log(e) / Math.log(20))
  return meter('Evidence E', share, `${e >= 100 ? '> 99' : e.toFixed(1)} of 20`)
}
