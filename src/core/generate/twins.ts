// Whether an input says what another one says already. Beside the engine's own search for near-duplicates, which needs
// runs of words, short inputs are compared by their words alone.
import { caseText, wordsOf } from '../evals/caseText.ts'
import { nearDuplicates, type Told } from '../evals/duplicates.ts'
import { sha256 } from '../hash.ts'
import type { DraftCase } from './draft.ts'

/** Share of words in common from which on two short inputs are one. */
const ALIKE = 0.75
const SHORT = 25

export class Twins {
  readonly #told: Told[] = []
  readonly #words: ReadonlySet<string>[] = []

  constructor(cases: readonly Told[]) {
    for (const kase of cases) this.#add(kase)
  }

  /** Takes the draft in, unless its twin is there. */
  add(draft: Pick<DraftCase, 'vars' | 'expected'>): boolean {
    const one = { id: `draft ${this.#told.length}`, vars: draft.vars, expected: draft.expected }
    const told = { ...one, group: sha256(wordsOf(caseText(one)).join(' ')) }
    if (this.#has(told)) return false
    this.#add(told)
    return true
  }

  #has(told: Told): boolean {
    const words = new Set(wordsOf(caseText(told)))
    if (words.size <= SHORT) return this.#words.some((other) => other.size <= SHORT && alike(words, other) >= ALIKE)
    const groups = nearDuplicates([...this.#told, told])
    return this.#told.some(({ id }) => groups.get(id) === groups.get(told.id))
  }

  #add(told: Told): void {
    this.#told.push(told)
    this.#words.push(new Set(wordsOf(caseText(told))))
  }
}

function alike(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  let both = 0
  for (const word of a) if (b.has(word)) both++
  return both / (a.size + b.size - both || 1)
}
