// Plays the proposer: looks at the shown failures and picks among the edits it can think of. Better sizes think of
// better ones, and none is always right.
import type { Proposal, ProposalReply, ProposalRequest } from '../../../core/optimize/contract.ts'
import type { Size } from '../ability.ts'
import { adviceEdits, type Draw, deletions, formEdits, meaningEdits, shuffled, trims } from './edits.ts'
import { isFormFailure } from './failures.ts'
import { type PromptView, viewPrompt } from './promptView.ts'
import { rewrites } from './rewrites.ts'

interface Wit {
  /** Share of alternatives that are general advice. */
  readonly advice: number
  /** Most words taken from the failures into one edit. */
  readonly words: number
  /** How badly the telling words are told from the others. */
  readonly blur: number
}

const WITS: Readonly<Record<Size, Wit>> = {
  small: { advice: 0.45, words: 3, blur: 3 },
  medium: { advice: 0.25, words: 4, blur: 1.5 },
  large: { advice: 0.12, words: 6, blur: 0.6 },
}
const MOST_PROPOSALS = 8

export function propose(request: ProposalRequest, size: Size, draw: Draw): ProposalReply {
  const wit = WITS[size]
  const view = viewPrompt(request.prompt)
  const useful = usefulEdits(request, view, wit, draw)
  const advice = [...adviceEdits(view, draw), ...deletions(view), ...shuffled(trims(view), draw)]
  const wanted = Math.min(MOST_PROPOSALS, Math.max(1, request.alternatives))
  const picked: Proposal[] = []
  const pool = [...useful]
  while (picked.length < wanted && (pool.length > 0 || advice.length > 0)) {
    const idle = pool.length === 0 || draw(`idle ${picked.length}`) < wit.advice
    const next = (idle ? advice.shift() : undefined) ?? pool.shift() ?? advice.shift()
    if (next && isAllowed(next, request, picked)) picked.push(next)
  }
  return { proposals: picked.length > 0 ? picked : [lastResort(request, view)] }
}

function usefulEdits(request: ProposalRequest, view: PromptView, wit: Wit, draw: Draw): Proposal[] {
  if (request.task === 'rewrite_prompt') return rewrites(request, view, draw, wit.words, wit.blur)
  const form = request.failures.filter(isFormFailure).length
  const forms = formEdits(request, view, draw)
  const meanings = interleaved(meaningEdits(request, view, draw, wit.words, wit.blur), draw)
  return form * 2 >= request.failures.length ? [...forms, ...meanings] : [...meanings, ...forms]
}

/** Definitions and tie-breaks in an order that differs from request to request. */
function interleaved(edits: readonly Proposal[], draw: Draw): Proposal[] {
  return edits
    .map((edit, i) => ({ edit, order: i + 2 * draw(`turn ${i}`) }))
    .sort((a, b) => a.order - b.order)
    .map(({ edit }) => edit)
}

/** Within the room, not tried before, and unlike the other alternatives. */
function isAllowed(proposal: Proposal, request: ProposalRequest, picked: readonly Proposal[]): boolean {
  const replaced = proposal.op === 'replace' ? request.prompt.find((line) => line.id === proposal.line)?.text.length : 0
  const rewritten = proposal.op === 'rewrite' ? sizeOf(request, proposal.line) : 0
  const growth = proposal.text.length - (replaced ?? 0) - rewritten
  const tried = request.rejected.some(({ hypothesis }) => hypothesis === proposal.hypothesis)
  const doubled = picked.some(
    ({ text, line, hypothesis }) =>
      hypothesis === proposal.hypothesis || (text === proposal.text && line === proposal.line),
  )
  return growth <= request.roomChars && !tried && !doubled
}

/** Characters of all lines of the role that holds `id`. */
function sizeOf(request: ProposalRequest, id: string): number {
  const role = request.prompt.find((line) => line.id === id)?.role
  return request.prompt.filter((line) => line.role === role).reduce((sum, line) => sum + line.text.length + 1, 0)
}

/** A reply needs a proposal; where nothing fits, one that is short. */
function lastResort(request: ProposalRequest, view: PromptView): Proposal {
  const hypothesis = `Nothing else comes to mind after ${request.rejected.length} rejected ideas`
  return { hypothesis, kind: 'instruction', op: 'insert_after', ...view.insert('Answer with care.') }
}
