// How Tunesmith says its numbers, the same in panel and terminal.
// Must stay pure text: no colour, no markup, no clock; and never turn "unknown" into a zero.
import type { Difference, Rate, Verdict } from '../core/events.ts'

const MINUS = '\u2212'

/** 0.617 → "61.7". */
export function formatShareFigure(share: number): string {
  return (share * 100).toFixed(1)
}

/** 0.617 → "61.7 %". */
export function formatShare(share: number): string {
  return `${formatShareFigure(share)} %`
}

/** Estimate of a rate; 0 where nothing was measured, so ask `n` first. */
export function shareOf(rate: Rate): number {
  return rate.n === 0 ? 0 : rate.k / rate.n
}

/** "61.7 %", or "not measured" without cases. */
export function formatRate(rate: Rate): string {
  return rate.n === 0 ? 'not measured' : formatShare(shareOf(rate))
}

/** "37 of 60 · 61.7 %". */
export function formatRateWithCount(rate: Rate): string {
  return rate.n === 0 ? 'not measured' : `${formatCountOf(rate)} · ${formatRate(rate)}`
}

/** "37 of 60". */
export function formatCountOf(rate: Rate): string {
  return `${formatCount(rate.k)} of ${formatCount(rate.n)}`
}

/** Difference of two shares in points, signed, with a true minus: 0.183 → "+18.3". */
export function formatPoints(difference: number): string {
  const figure = Math.abs(difference * 100).toFixed(1)
  if (figure === '0.0') return figure
  return `${difference < 0 ? MINUS : '+'}${figure}`
}

/** "95 % CI +9.5 to +26.5" from the ends of an interval of a difference. */
export function formatInterval(ends: Pick<Difference, 'low' | 'high'>): string {
  return `95 % CI ${formatPoints(ends.low)} to ${formatPoints(ends.high)}`
}

/** "(72–91)" from the ends of an interval of a rate, for tight columns. */
export function formatTightInterval(ends: Pick<Rate, 'low' | 'high'>): string {
  return `(${Math.round(ends.low * 100)}–${Math.round(ends.high * 100)})`
}

/** ".938", "> .999", "< .001". */
export function formatPBetter(p: number): string {
  if (p > 0.999) return '> .999'
  return p < 0.001 ? '< .001' : p.toFixed(3).slice(1)
}

/** US dollars as cents: one decimal, under one cent three. Null, where the price is unknown, is a word. */
export function formatMoney(usd: number | null | undefined): string {
  return usd === null || usd === undefined ? 'unknown' : `${centFigure(usd, centDecimals(usd))} ¢`
}

/** "6.9 of 25.0 ¢". */
export function formatMoneyOf(usd: number, cap: number): string {
  const decimals = centDecimals(cap)
  return `${centFigure(usd, decimals)} of ${centFigure(cap, decimals)} ¢`
}

function centDecimals(usd: number): number {
  return usd > 0 && usd < 0.009995 ? 3 : 1
}

function centFigure(usd: number, decimals: number): string {
  const cents = usd * 100
  return cents.toLocaleString('en-US', { minimumFractionDigits: decimals, maximumFractionDigits: decimals })
}

/** 36600 → "36,600". */
export function formatCount(n: number): string {
  return n.toLocaleString('en-US')
}

/** 1 → "1 case", 60 → "60 cases". */
export function formatCounted(n: number, one: string, many: string = `${one}s`): string {
  return `${formatCount(n)} ${n === 1 ? one : many}`
}

/** Once, twice, 3 times. */
export function formatTimes(n: number): string {
  return n === 1 ? 'once' : n === 2 ? 'twice' : `${formatCount(n)} times`
}

/** Milliseconds as people say them: "410 ms", "1.3 s", "35 s", "2 min 5 s", "1 h 10 min". */
export function formatDuration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`
  if (ms < 9950) return `${(ms / 1000).toFixed(1)} s`
  const seconds = Math.round(ms / 1000)
  if (seconds < 60) return `${seconds} s`
  if (seconds < 3600) return withRest(Math.floor(seconds / 60), 'min', seconds % 60, 's')
  const minutes = Math.round(seconds / 60)
  return withRest(Math.floor(minutes / 60), 'h', minutes % 60, 'min')
}

/** How long answers took, "–" where it was not measured. */
export function formatLatency(ms: number): string {
  return ms === 0 ? '–' : formatDuration(ms)
}

function withRest(whole: number, unit: string, rest: number, restUnit: string): string {
  return rest === 0 ? `${whole} ${unit}` : `${whole} ${unit} ${rest} ${restUnit}`
}

/** The sign that always stands with a verdict's word, so that neither colour nor shape is alone. */
export const verdictGlyphs: Readonly<Record<Verdict, string>> = {
  credible: '✔',
  likely: '◐',
  'no evidence': '⊖',
  worse: '▼',
}

/** "✔ credible". */
export function formatVerdict(verdict: Verdict): string {
  return `${verdictGlyphs[verdict]} ${verdict}`
}

/** "+18.3 points, credible". */
export function formatClaim(difference: Difference): string {
  return difference.verdict === 'no evidence'
    ? 'no evidence'
    : `${formatPoints(difference.estimate)} points, ${difference.verdict}`
}

/** "26 won, 4 lost, 90 same" and what is missing. */
export function formatWinsAndLosses(difference: Difference): string {
  const missing = difference.missing === 0 ? '' : `, ${formatCount(difference.missing)} missing`
  return `${formatCount(difference.wins)} won, ${formatCount(difference.losses)} lost, ${formatCount(difference.ties)} same${missing}`
}

/** Whether figures of this model, or of a job on this backend, come from the sandbox. */
export function isSimulated(id: string): boolean {
  return id === 'sandbox' || id.startsWith('sandbox:')
}

/** "openai:gpt-6-luna" → "gpt-6-luna", where the provider goes without saying; a sandbox's keeps it. */
export function modelName(id: string): string {
  return isSimulated(id) ? id : id.slice(id.indexOf(':') + 1)
}

/** "prompts/route.prompt.md" → "route.prompt.md"; the name of a prompt in the file stays: "agent.yaml#prompts/1". */
export function fileName(path: string): string {
  return /[^/]*\.[^/#]*#.*$|[^/]*$/.exec(path)?.[0] ?? path
}
