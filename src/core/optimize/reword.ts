// The same prompt in other words: with one immaterial line more. What is drawn again under another wording evens out
// chance in the model's sampling and chance in the wording alike. Such a prompt is only ever tested, never adopted.
import type { Candidate, Candidates } from './candidates.ts'
import type { Edit } from './draft.ts'

const LINES = [
  'Read the input with care.',
  'Take the whole input into account.',
  'Go through the input from beginning to end.',
  'Look at every part of the input.',
  'Work from the input alone.',
  'Keep the whole input in view.',
]

/** The edit that makes wording `n`; none for 0, the prompt as it is. */
export function wordingEdits(n: number): readonly Edit[] {
  const text = LINES[(n - 1) % LINES.length]
  if (n === 0 || text === undefined) return []
  const hypothesis = 'Immaterial.'
  return [{ id: `w${n}`, op: 'insert_after', line: 'L0', text, hypothesis, kind: 'instruction', cluster: 'wording' }]
}

/** `candidate` in wording `n`. */
export function reworded(candidates: Pick<Candidates, 'create'>, candidate: Candidate, n: number): Candidate {
  return n === 0 ? candidate : candidates.create(candidate, [...candidate.edits, ...wordingEdits(n)])
}
