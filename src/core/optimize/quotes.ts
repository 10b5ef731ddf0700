// Whether an edit quotes a case. A line that quotes a case proves nothing by mending it: it may hold the answer.
// Refuses nothing; says only which cases an edit may not be tested on.
import type { Case } from '../evals/case.ts'
import { wordsOf } from '../evals/caseText.ts'
import { inputOf } from '../evals/input.ts'
import type { PromptDocument } from '../prompt/document.ts'

const RUN = 3
/** Inputs that may share a run of words before it counts as a common phrase. */
const COMMON = 2

export class Quotes {
  readonly #prompt: PromptDocument
  readonly #seed: ReadonlySet<string>
  /** In how many inputs a sign stands. */
  readonly #inputs = new Map<string, number>()

  constructor(prompt: PromptDocument, cases: readonly Case[]) {
    this.#prompt = prompt
    this.#seed = signsOf(prompt.messages.map((message) => message.text).join('\n'))
    for (const kase of cases)
      for (const sign of signsOf(inputOf(prompt, kase))) this.#inputs.set(sign, (this.#inputs.get(sign) ?? 0) + 1)
  }

  /** True where `text` shares with the case's input what hardly any other input has, and the seed prompt has not. */
  quotes(text: string, kase: Case): boolean {
    const own = signsOf(inputOf(this.#prompt, kase))
    return [...signsOf(text)].some(
      (sign) => own.has(sign) && !this.#seed.has(sign) && (this.#inputs.get(sign) ?? 0) <= COMMON,
    )
  }
}

/** Runs of three words, and words with a digit, which are mostly names: order numbers, ids. */
function signsOf(text: string): Set<string> {
  const words = wordsOf(text)
  const runs = words.slice(RUN - 1).map((_, i) => words.slice(i, i + RUN).join(' '))
  return new Set([...runs, ...words.filter((word) => /\p{N}/u.test(word))])
}
