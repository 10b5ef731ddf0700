// Refuses candidates before they cost a call: lost variables, lost spans, leaks, bloat, duplicates. Never repairs.
import type { TrainCase } from '../evals/case.ts'
import { inputOf } from '../evals/input.ts'
import { estimateTokens } from '../pricing.ts'
import type { PromptDocument } from '../prompt/document.ts'
import { checkCandidate, tokenLimit } from '../prompt/invariants.ts'
import { protectedSpans } from '../prompt/spans.ts'
import type { Candidate } from './candidates.ts'

export class Guard {
  /** Texts that every candidate must hold verbatim. */
  readonly keep: readonly string[]
  readonly #seed: PromptDocument
  readonly #leaks: readonly string[]
  readonly #seen = new Set<string>()

  constructor(seed: PromptDocument, train: readonly TrainCase[]) {
    this.#seed = seed
    this.keep = [
      ...new Set(
        seed.messages.flatMap((message) => protectedSpans(message.text, seed.engine).map((span) => span.text)),
      ),
    ]
    this.#leaks = train.map((kase) => inputOf(seed, kase))
    this.#seen.add(normalise(seed.messages.map((message) => message.text)))
  }

  /** Why the candidate is refused, in a sentence; undefined where it may be measured. */
  problemWith(candidate: Candidate, parent: Candidate): string | undefined {
    const key = normalise(candidate.texts)
    if (key === normalise(parent.texts)) return 'refused before any call: it changes nothing, or its line is not there'
    if (this.#seen.has(key)) return 'refused before any call: the same prompt was tried before'
    this.#seen.add(key)
    return this.problemOf(candidate)
  }

  /** The same, whatever was tried before. */
  problemOf(candidate: Candidate): string | undefined {
    const problems = checkCandidate(this.#seed, candidate.texts, { keep: this.keep, leakSources: this.#leaks })
    const first = problems[0]
    return first === undefined ? undefined : `refused before any call: ${first.message}`
  }

  isProtected(line: string): boolean {
    return protectedSpans(line, this.#seed.engine).length > 0
  }

  /** Characters the candidate may still grow by. */
  roomChars(candidate: Candidate): number {
    const limit = tokenLimit(this.#seed)
    return Math.max(0, 3 * (limit - estimateTokens(candidate.texts.join('\n'))))
  }
}

function normalise(texts: readonly string[]): string {
  return texts.join('\n').replace(/\s+/g, ' ').trim().toLowerCase()
}
