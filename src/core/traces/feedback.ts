// What the scores of a call say: that it failed, that a person was content, or nothing. Only a person's word makes an
// output an expected one.
import type { LoggedScore } from './record.ts'

/** What is known of one call's worth. `correction` and `praised` come of people alone. */
export interface Verdict {
  readonly failed?: string
  readonly praised: boolean
  readonly correction?: string
}

/** Not a matter of better or worse, or better the lower. */
const NO_QUALITY =
  /latency|cost|price|tokens?\b|duration|length|time|count|toxic|hallucinat|bias|risk|confidence|perplexity|entropy/i
/** A name that says that a person gave it, where the log does not. */
const PERSONAL = /(?:^|[^a-z])(?:user|human|thumbs?|feedback|annotat\w*|csat|stars?|customer)(?:[^a-z]|$)/i
const GOOD =
  /^(?:true|yes|y|good|great|excellent|positive|pos|up|thumbs?[ _-]?up|like|liked|correct|right|pass|passed|helpful|👍)$/iu
const BAD =
  /^(?:false|no|n|bad|poor|terrible|negative|neg|down|thumbs?[ _-]?down|dislike|disliked|incorrect|wrong|fail|failed|unhelpful|👎)$/iu
/** Highest marks of scales in use. */
const TOPS = [1, 5, 10, 100]

/** The scale of each score, as far as a log shows it. */
export class Scales {
  readonly #seen = new Map<string, { least: number; most: number }>()

  add({ name, value }: LoggedScore): void {
    if (value === undefined) return
    const { least, most } = this.#seen.get(name) ?? { least: value, most: value }
    this.#seen.set(name, { least: Math.min(least, value), most: Math.max(most, value) })
  }

  /** 0 for the worst, 1 for the best. */
  share(name: string, value: number): number {
    const { least = 0, most = 1 } = this.#seen.get(name) ?? {}
    const highest = Math.max(most, -least)
    const top = TOPS.find((one) => one >= highest) ?? highest
    const bottom = least < 0 ? -top : 0
    return (value - bottom) / (top - bottom)
  }
}

interface Judged {
  readonly error?: string | undefined
  readonly output?: string | undefined
  readonly scores: readonly LoggedScore[]
}

export function verdictOf({ error, output, scores }: Judged, scales: Scales): Verdict {
  const correction = scores.find((score) => score.correction !== undefined)?.correction
  const personal = scores.filter(isPersonal).map((score) => ({ score, share: shareOf(score, scales) }))
  const complaint = personal.find(({ share }) => share !== undefined && share <= 0.4)
  const failed =
    (error === undefined ? undefined : `It failed in use: ${clipped(error)}.`) ??
    (complaint === undefined ? undefined : `A person was not content with the output${said(complaint.score)}.`) ??
    (correction === undefined || output === undefined || correction.trim() === output.trim()
      ? undefined
      : 'A person corrected the output.') ??
    lowScore(scores, scales)
  const praised = error === undefined && complaint === undefined && personal.some(({ share }) => share === 1)
  return { praised, ...(failed !== undefined && { failed }), ...(correction !== undefined && { correction }) }
}

function lowScore(scores: readonly LoggedScore[], scales: Scales): string | undefined {
  for (const score of scores) {
    if (isPersonal(score) || NO_QUALITY.test(score.name)) continue
    const share = shareOf(score, scales)
    if (share !== undefined && share < 0.5)
      return `It scored ${score.label ?? score.value} for “${clipped(score.name)}” in use${said(score)}.`
  }
  return undefined
}

function isPersonal({ by, name, correction }: LoggedScore): boolean {
  return correction === undefined && (by === 'human' || (by === 'unknown' && PERSONAL.test(name)))
}

function shareOf({ name, value, label }: LoggedScore, scales: Scales): number | undefined {
  if (value !== undefined) return scales.share(name, value)
  if (label === undefined) return undefined
  return GOOD.test(label.trim()) ? 1 : BAD.test(label.trim()) ? 0 : undefined
}

function said({ comment }: LoggedScore): string {
  return comment === undefined ? '' : `: “${clipped(comment)}”`
}

function clipped(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim().replace(/\.$/, '')
  return line.length > 160 ? `${line.slice(0, 159)}…` : line
}
