// Refuses candidates before they cost a call: lost variables, lost names and spans, leaks, bloat, duplicates. Never
// repairs.
import type { TrainCase } from '../evals/case.ts'
import { textsOf } from '../evals/caseText.ts'
import { gradedNames } from '../evals/gradedNames.ts'
import type { QuotesHeldBack } from '../evals/split.ts'
import { estimateTokens } from '../pricing.ts'
import type { PromptDocument } from '../prompt/document.ts'
import { checkCandidate, holds, keepersOf, tokenLimit } from '../prompt/invariants.ts'
import { placeholdersIn } from '../prompt/placeholders.ts'
import { protectedSpans } from '../prompt/spans.ts'
import type { Candidate } from './candidates.ts'

export class Guard {
  /** Texts that every candidate must hold verbatim: variables, spans, names, and sentences that forbid something. */
  readonly keep: readonly string[]
  readonly #seed: PromptDocument
  readonly #leaks: readonly string[]
  readonly #quotesHeldBack: QuotesHeldBack
  readonly #seen = new Set<string>()

  constructor(seed: PromptDocument, train: readonly TrainCase[], quotesHeldBack: QuotesHeldBack) {
    this.#seed = seed
    this.#quotesHeldBack = quotesHeldBack
    const texts = seed.messages.map((message) => message.text)
    const spans = texts.flatMap((text) => protectedSpans(text, seed.engine).map((span) => span.text))
    const graded = gradedNames(train).filter((name) => holds(texts.join('\n'), name))
    this.keep = [...new Set([...spans, ...keepersOf(seed), ...graded])]
    this.#leaks = train.flatMap(textsOf)
    this.#seen.add(normalise(texts))
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
    const { keep } = this
    const context = { keep, leakSources: this.#leaks, quotesHeldBack: this.#quotesHeldBack }
    const first = checkCandidate(this.#seed, candidate.texts, context)[0]
    return first === undefined ? undefined : `refused before any call: ${first.message}`
  }

  isProtected(line: string): boolean {
    return protectedSpans(line, this.#seed.engine).length > 0 || placeholdersIn(line).length > 0
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
