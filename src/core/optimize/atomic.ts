// What a proposal changes, as one atomic edit. A replacement that keeps nothing of its line is two claims in one: that
// the new line helps, and that the old one is not needed. Only the first is tested; the old line stays.
import { wordsOf } from '../evals/caseText.ts'
import type { Proposal } from './contract.ts'
import type { Draft } from './draft.ts'

export function atomic(proposal: Proposal, draft: Draft): Proposal {
  if (proposal.op !== 'replace') return proposal
  const lines = draft.messages.flatMap((message) => message.lines)
  const old = lines.find((line) => line.id === proposal.line)
  if (old === undefined || old.text.trim() === '') return proposal
  const others = new Set(lines.filter((line) => line !== old).flatMap((line) => wordsOf(line.text)))
  const own = (text: string) => wordsOf(text).filter((word) => !others.has(word))
  const kept = new Set(own(old.text))
  return kept.size === 0 || own(proposal.text).some((word) => kept.has(word))
    ? proposal
    : { ...proposal, op: 'insert_after' }
}

/** Whether the edit only takes words away: it promises nothing for the failures, only that nothing needs those words. */
export function takesAway(edit: Proposal, draft: Draft): boolean {
  if (edit.op === 'delete') return true
  if (edit.op !== 'replace') return false
  const old = draft.messages.flatMap((message) => message.lines).find((line) => line.id === edit.line)
  const left = wordsOf(old?.text ?? '')
  const kept = wordsOf(edit.text)
  return kept.length < left.length && kept.every((word) => takeOne(left, word))
}

function takeOne(words: string[], word: string): boolean {
  const at = words.indexOf(word)
  if (at >= 0) words.splice(at, 1)
  return at >= 0
}
