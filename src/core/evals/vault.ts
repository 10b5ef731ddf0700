// The sealed split. Its cases come out here and nowhere else, once for each claim, and each opening is recorded first.
import { sha256 } from '../hash.ts'
import type { RunStore } from '../ports.ts'
import type { TestCase } from './case.ts'
import { textsOf } from './caseText.ts'
import { QuoteIndex } from './quoteIndex.ts'

export interface Claim {
  readonly runId: number
  /** Hash of what the claim is about, so that it cannot be chosen after looking. */
  readonly candidateHash: string
  /** Epoch milliseconds. */
  readonly at: number
}

export class TestVault {
  /** Same cases, same hash, whatever their order. */
  readonly hash: string
  readonly size: number
  readonly #cases: readonly TestCase[]
  #quotes: QuoteIndex | undefined

  constructor(cases: readonly TestCase[]) {
    this.#cases = cases
    this.size = cases.length
    this.hash = sha256(
      cases
        .map((kase) => kase.id)
        .toSorted()
        .join('\n'),
    )
  }

  /** The sealed cases, for one claim. */
  open(claim: Claim, store: Pick<RunStore, 'recordTestOpening'>): readonly TestCase[] {
    store.recordTestOpening(this.hash, claim)
    return this.#cases
  }

  /** Whether `text` quotes a sealed case in words that `known` has not. No opening: it tells nothing but what the text
   *  itself says, and nothing of how anyone did on the case. */
  quotes(text: string, known: string): boolean {
    this.#quotes ??= new QuoteIndex(this.#cases.flatMap(textsOf))
    return this.#quotes.quoted(text, known) !== undefined
  }
}
