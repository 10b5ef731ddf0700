// A verdict is always sign and word together; so are passes, failures and statuses.
// Must never let colour alone carry a meaning.
import { html, nothing } from 'lit-html'
import type { Difference, Verdict } from '../../src/core/events.ts'
import type { RunStatus } from '../../src/core/ports.ts'
import { formatCount } from '../../src/shared/format.ts'
import { type IconName, icon } from './icons.ts'

const signs: Readonly<Record<Verdict, { icon: IconName; look: string }>> = {
  credible: { icon: 'checkDisc', look: 'good' },
  likely: { icon: 'halfDisc', look: 'likely' },
  'no evidence': { icon: 'barredRing', look: 'dim' },
  worse: { icon: 'triangleDown', look: 'bad' },
}

/** `text` says more than the word alone, e.g. "+18.3, credible". */
export function verdict(word: Verdict, text: string = word) {
  return html`<span class="mark ${signs[word].look}">${icon(signs[word].icon)}<span>${text}</span></span>`
}

/** The verdict a host's short text ends with, e.g. "+18.3, credible". */
export function verdictIn(text: string): Verdict | undefined {
  const words: readonly Verdict[] = ['credible', 'likely', 'no evidence', 'worse']
  return words.find((word) => text.endsWith(word))
}

/** The text with its verdict's sign, where it names one. */
export function shortVerdict(text: string | null | undefined) {
  if (text === null || text === undefined) return html`<span class="dim">–</span>`
  const word = verdictIn(text)
  return word === undefined ? html`<span class="dim">${text}</span>` : verdict(word, text)
}

/** Pass, fail, or missing: a failed call is never a red cross. */
export function passSign(pass: boolean | null) {
  if (pass === null) return html`<span class="sign dim" title="missing">${icon('dash')}</span>`
  return pass
    ? html`<span class="sign good" title="pass">${icon('check')}<span class="hidden">pass</span></span>`
    : html`<span class="sign bad" title="fail">${icon('cross')}<span class="hidden">fail</span></span>`
}

export function passWord(pass: boolean | null) {
  if (pass === null) return html`<span class="mark dim">${icon('dash')}missing</span>`
  return pass
    ? html`<span class="mark good">${icon('check')}pass</span>`
    : html`<span class="mark bad">${icon('cross')}fail</span>`
}

type Counts = Pick<Difference, 'wins' | 'losses'> & { readonly ties?: number; readonly missing?: number }

/** "▲ 26 won · ▼ 4 lost · 90 same". */
export function wonAndLost(counts: Counts) {
  const missing = counts.missing ?? 0
  return html`<span class="nowrap"
    ><span class="mark good">${icon('triangleUp', 'little')}${formatCount(counts.wins)} won</span
    ><span class="dim"> · </span
    ><span class="mark bad">${icon('triangleDown', 'little')}${formatCount(counts.losses)} lost</span>${
      counts.ties === undefined ? nothing : html`<span class="dim"> · ${formatCount(counts.ties)} same</span>`
    }${missing === 0 ? nothing : html`<span class="dim"> · ${formatCount(missing)} missing</span>`}</span
  >`
}

const statusWords: Readonly<Record<RunStatus, string>> = {
  running: 'running',
  done: 'done',
  cancelled: 'stopped',
  budget: 'stopped by the budget',
  failed: 'failed',
}

/** A run that reached its budget did what it was told: never red. */
export function statusWord(status: RunStatus): string {
  return statusWords[status]
}
