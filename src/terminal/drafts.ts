// What came of an order of cases: the drafts, what was refused and why, what it cost.

import type { Spend } from '../core/events.ts'
import type { DraftCase } from '../core/generate/draft.ts'
import type { GenerationEvent, GenerationOrder, RefusedCase } from '../core/generate/order.ts'
import { formatCounted } from '../shared/format.ts'
import { KINDS } from './draftListing.ts'
import { type Look, paint } from './look.ts'
import { spendLine } from './spend.ts'
import { bullet } from './text.ts'

export interface Drafting {
  readonly drafts: readonly DraftCase[]
  readonly refused: readonly RefusedCase[]
  readonly spend: Spend | undefined
  readonly end: { readonly status: string; readonly message: string | null } | undefined
  readonly notes: readonly string[]
}

export function reduceDrafting(view: Drafting, event: GenerationEvent): Drafting {
  switch (event.type) {
    case 'drafted':
      return { ...view, drafts: [...view.drafts, ...event.drafts] }
    case 'refused':
      return { ...view, refused: [...view.refused, ...event.refused] }
    case 'spend':
      return { ...view, spend: event.spend }
    case 'note':
      return { ...view, notes: [...view.notes, event.text] }
    case 'finished':
      return { ...view, end: { status: event.status, message: event.message } }
    case 'started':
      return view
  }
}

export function draftSummary(
  { drafts, refused, spend, end, notes }: Drafting,
  order: GenerationOrder,
  look: Look,
): string[] {
  const counts = Object.entries(KINDS).flatMap(([kind, words]) => {
    const n = drafts.filter((draft) => draft.kind === kind).length
    return n === 0 ? [] : [`${n} ${words}`]
  })
  const reasons = Map.groupBy(refused, ({ reason }) => reason)
  const mark = drafts.length === order.count ? paint(look, 'good', '✓') : paint(look, 'caution', '!')
  return [
    ...bullet(
      mark,
      `${formatCounted(drafts.length, 'case')}${counts.length === 0 ? '' : `: ${counts.join(', ')}`}. Read each before you accept it: a model wrote them.`,
      look.width,
    ),
    ...(end?.message == null ? [] : bullet(' ', end.message, look.width)),
    ...[...reasons].flatMap(([reason, all]) =>
      bullet(paint(look, 'quiet', '·'), `${all.length} refused: ${reason}.`, look.width),
    ),
    ...notes.flatMap((text) => bullet(paint(look, 'quiet', '·'), text, look.width)),
    ...(spend === undefined ? [] : bullet(' ', spendLine(spend, [order.model]), look.width)),
  ]
}
