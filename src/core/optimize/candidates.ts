// The candidates of one sweep: numbered, measured, and told to the readers as they change.

import type { Arm } from '../evals/run.ts'
import type { CandidateSummary } from '../events.ts'
import type { ChatModel } from '../ports.ts'
import { estimateTokens } from '../pricing.ts'
import type { RunContext } from '../run.ts'
import { buildDraft, type Draft, draftTexts, type Edit, seedDraft } from './draft.ts'

export interface Candidate {
  readonly id: string
  readonly label: string
  readonly parentId: string | undefined
  readonly edits: readonly Edit[]
  readonly draft: Draft
  readonly texts: readonly string[]
  readonly tokens: number
}

export class Candidates {
  readonly seed: Candidate
  readonly #context: RunContext
  #count = 0

  constructor(context: RunContext) {
    this.#context = context
    const draft = seedDraft(context.task.prompt.messages)
    this.seed = this.#make('seed', 'seed', undefined, [], draft)
    this.tell(this.seed, 'seed')
  }

  /** A further candidate: the seed with these edits. Not told to readers until it is worth showing. */
  create(parent: Candidate, edits: readonly Edit[]): Candidate {
    const number = ++this.#count
    return this.#make(`c${number}`, `#${number}`, parent.id, edits, buildDraft(this.seed.draft, edits))
  }

  /** Readers learn of the candidate, or that its status changed; its text is kept for the review. */
  tell(candidate: Candidate, status: CandidateSummary['status']): void {
    const { id, parentId, tokens, edits } = candidate
    const label = status === 'winner' && id !== 'seed' ? `${candidate.label} winner` : candidate.label
    this.keep(candidate)
    this.#context.emit({
      type: 'candidate',
      candidate: { id, label, parentId, status, tokens, editIds: edits.map((edit) => edit.id) },
    })
  }

  /** Keeps its text, without a word to readers. */
  keep({ id, texts, edits }: Candidate): void {
    this.#context.store.saveDocument(this.#context.id, `candidate/${id}`, { texts, edits })
  }

  #make(id: string, label: string, parentId: string | undefined, edits: readonly Edit[], draft: Draft): Candidate {
    const texts = draftTexts(draft)
    return { id, label, parentId, edits, draft, texts, tokens: estimateTokens(texts.join('\n')) }
  }
}

export function armOf(candidate: Candidate, model: ChatModel): Arm {
  return { candidateId: candidate.id, texts: candidate.texts, model }
}
