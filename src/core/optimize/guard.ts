// Refuses candidates before they cost a call: lost variables, lost names and spans, leaks, bloat, duplicates. Never
// repairs.
import type { TrainCase } from '../evals/case.ts'
import { textsOf } from '../evals/caseText.ts'
import { gradedNames } from '../evals/gradedNames.ts'
import type { QuotesHeldBack } from '../evals/split.ts'
import { estimateTokens } from '../pricing.ts'
import type { PromptDocument } from '../prompt/document.ts'
import { checkCandidate, holds, keepersOf, type Quotation, tokenLimit } from '../prompt/invariants.ts'
import { placeholdersIn } from '../prompt/placeholders.ts'
import { protectedSpans, templateSpans } from '../prompt/spans.ts'
import type { Candidate } from './candidates.ts'

export class Guard {
  /** Texts that every candidate must hold verbatim: variables, spans, names, and sentences that forbid something. */
  readonly keep: readonly string[]
  readonly #seed: PromptDocument
  readonly #leaks: readonly string[]
  readonly #quotesHeldBack: QuotesHeldBack
  readonly #seen = new Set<string>()
  readonly #mayQuote: Quotation[] = []

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
    const first = checkCandidate(this.#seed, candidate.texts, {
      keep,
      leakSources: this.#leaks,
      quotesHeldBack: this.#quotesHeldBack,
      mayQuote: this.#mayQuote,
    })[0]
    return first === undefined ? undefined : `refused before any call: ${first.message}`
  }

  /** From now on this text, and no other, may quote these cases. */
  allowQuoting(text: string, cases: readonly TrainCase[]): void {
    this.#mayQuote.push({ text, sources: cases.flatMap(textsOf) })
  }

  /** Whether an example may hold the text: nothing in it is read as a template, nothing quotes a case held back. */
  mayShow(text: string): boolean {
    return !this.isProtected(text) && !this.#quotesHeldBack(text, '')
  }

  holdsInput(line: string): boolean {
    return templateSpans(line, this.#seed.engine).length > 0
  }

  isProtected(line: string): boolean {
    return protectedSpans(line, this.#seed.engine).length > 0 || placeholdersIn(line).length > 0
  }

  /** Characters the candidate may still grow by. */
  roomChars(candidate: Candidate): number {
    return 3 * this.roomTokens(candidate)
  }

  /** Tokens the candidate may still grow by. */
  roomTokens(candidate: Candidate): number {
    return Math.max(0, tokenLimit(this.#seed) - estimateTokens(candidate.texts.join('\n')))
  }
}

function normalise(texts: readonly string[]): string {
  return texts.join('\n').replace(/\s+/g, ' ').trim().toLowerCase()
}
