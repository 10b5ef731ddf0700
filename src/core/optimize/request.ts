// What the proposer is shown: the prompt with line ids, failures, passes, and what was tried in vain.
// Takes train cases alone.
import type { TrainCase } from '../evals/case.ts'
import { inputOf } from '../evals/input.ts'
import type { Cell } from '../ports.ts'
import type { PromptDocument } from '../prompt/document.ts'
import type { Candidate } from './candidates.ts'
import type { Failure } from './cluster.ts'
import type { ProposalRequest, ShownCase } from './contract.ts'
import { promptLines } from './draft.ts'
import type { Guard } from './guard.ts'

const PASSES = 4
/** Characters of an output that are shown. */
const OUTPUT_CHARS = 1200

export function requestFor(
  prompt: PromptDocument,
  guard: Guard,
  incumbent: Candidate,
  about: {
    readonly description: string
    readonly shown: readonly Failure[]
    readonly passing: readonly { readonly kase: TrainCase; readonly cell: Cell }[]
    readonly rejected: ProposalRequest['rejected']
    readonly alternatives: number
  },
): ProposalRequest {
  return {
    task: 'propose_edits',
    prompt: promptLines(incumbent.draft, (line) => guard.isProtected(line)),
    cluster: about.description,
    failures: about.shown.map((failure) => shownCase(prompt, failure)),
    passes: about.passing
      .slice(-PASSES)
      .map(({ kase, cell }) => ({ input: inputOf(prompt, kase), output: cell.output.slice(0, OUTPUT_CHARS) })),
    rejected: about.rejected,
    alternatives: about.alternatives,
    roomChars: guard.roomChars(incumbent),
    keep: guard.keep,
  }
}

export function shownCase(prompt: PromptDocument, { kase, cell }: Failure): ShownCase {
  return {
    input: inputOf(prompt, kase),
    output: cell.output.slice(0, OUTPUT_CHARS),
    expected: kase.expected ?? null,
    reason: cell.grade?.reason ?? '',
  }
}
