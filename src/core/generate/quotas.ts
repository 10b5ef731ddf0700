// How many cases of which kind, and with which right output, a set of made cases may hold: so that no easy kind and no
// favourite answer fills it.
import { type MadeKind, madeKinds } from './contract.ts'
import type { DraftCase } from './draft.ts'

const SHARES: Readonly<Record<MadeKind, number>> = { typical: 0.5, edge: 0.25, hardNegative: 0.25 }
/** How far one answer may be above its even share. */
const ABOVE = 1.5

/** Cases wanted of each kind; they add up to `count`. */
export function kindQuotas(count: number): Readonly<Record<MadeKind, number>> {
  const edge = Math.round(SHARES.edge * count)
  const hardNegative = Math.min(count - edge, Math.round(SHARES.hardNegative * count))
  return { typical: count - edge - hardNegative, edge, hardNegative }
}

/** What is still wanted of each kind, `most` in all, spread as the quotas are; kinds with nothing left are not named. */
export function stillWanted(
  count: number,
  drafts: readonly DraftCase[],
  most: number,
): { readonly kind: MadeKind; readonly count: number }[] {
  const quotas = kindQuotas(count)
  const left = madeKinds.map((kind) => ({
    kind,
    left: Math.max(0, quotas[kind] - drafts.filter((draft) => draft.kind === kind).length),
  }))
  const all = left.reduce((sum, one) => sum + one.left, 0)
  let room = Math.min(most, all)
  return left.flatMap(({ kind, left: wanted }) => {
    const share = Math.min(room, wanted, Math.ceil((wanted * most) / Math.max(1, all)))
    room -= share
    return share === 0 ? [] : [{ kind, count: share }]
  })
}

/** Of the outputs that `answers` names, once for each case there is and once for each example: how many cases one may
 *  have, which are below half of their even share, and which are full. */
export function answerQuotas(count: number, answers: readonly string[], drafts: readonly DraftCase[]) {
  const known = [...new Set(answers)]
  const even = count / Math.max(2, known.length)
  const most = Math.max(1, Math.ceil(ABOVE * even))
  const have = (answer: string) => drafts.filter((draft) => draft.expected === answer).length
  return {
    most,
    rare: known.filter((answer) => have(answer) < even / 2),
    full: known.filter((answer) => have(answer) >= most),
  }
}
