// Cheap experiments on one failure, each of which points to one cause when it makes the answer right.
// Works on train and select cases alone.
import type { Case, TrainCase } from '../evals/case.ts'
import { inputOf } from '../evals/input.ts'
import type { PromptDocument, PromptMessage } from '../prompt/document.ts'

/** The prompt with one more sentence before the input. */
export function withHint(messages: readonly PromptMessage[], hint: string): string[] {
  return insertBeforeInput(messages, `Note: ${hint}`)
}

/** The prompt with answered cases before the input: what a model that knew the field would know. */
export function withAnsweredCases(
  messages: readonly PromptMessage[],
  prompt: PromptDocument,
  answered: readonly TrainCase[],
): string[] {
  const lines = answered.map(
    (kase) => `Input: ${oneLine(escapeBraces(inputOf(prompt, kase)))}\nAnswer: ${kase.expected}`,
  )
  return insertBeforeInput(messages, `Answered cases:\n\n${lines.join('\n\n')}\n`)
}

/** The train cases most like `kase` by tf-idf cosine over words, itself left out. */
export class Neighbours {
  readonly #prompt: PromptDocument
  readonly #cases: readonly TrainCase[]
  readonly #vectors: readonly Map<string, number>[]
  readonly #idf = new Map<string, number>()

  constructor(prompt: PromptDocument, cases: readonly TrainCase[]) {
    this.#prompt = prompt
    this.#cases = cases.filter((kase) => kase.expected !== undefined)
    const bags = this.#cases.map((kase) => words(inputOf(prompt, kase)))
    for (const bag of bags) for (const word of new Set(bag)) this.#idf.set(word, (this.#idf.get(word) ?? 0) + 1)
    for (const [word, count] of this.#idf) this.#idf.set(word, Math.log(1 + this.#cases.length / count))
    this.#vectors = bags.map((bag) => this.#vector(bag))
  }

  nearest(kase: Case, count: number): TrainCase[] {
    const wanted = this.#vector(words(inputOf(this.#prompt, kase)))
    return this.#cases
      .map((other, i) => ({ other, score: dot(wanted, this.#vectors[i] ?? new Map()) }))
      .filter(({ other }) => other.id !== kase.id && other.group !== kase.group)
      .sort((a, b) => b.score - a.score)
      .slice(0, count)
      .map(({ other }) => other)
  }

  #vector(bag: readonly string[]): Map<string, number> {
    const vector = new Map<string, number>()
    for (const word of bag) vector.set(word, (vector.get(word) ?? 0) + (this.#idf.get(word) ?? 0))
    const norm = Math.sqrt([...vector.values()].reduce((sum, x) => sum + x * x, 0)) || 1
    for (const [word, x] of vector) vector.set(word, x / norm)
    return vector
  }
}

/** Before the first line of the last message that holds a variable; the input itself stays last. */
function insertBeforeInput(messages: readonly PromptMessage[], block: string): string[] {
  const last = messages.length - 1
  return messages.map(({ text }, i) => {
    if (i !== last) return text
    const lines = text.split('\n')
    const at = lines.findIndex((line) => /\{\{|\$\{/.test(line))
    const index = at < 0 ? lines.length : at
    return [...lines.slice(0, index), block, ...lines.slice(index)].join('\n')
  })
}

/** Inputs are put into a template here, so what looks like a variable in them must not become one. */
function escapeBraces(text: string): string {
  return text.replaceAll('{{', '{ {').replaceAll('${', '$ {')
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}

function words(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []
}

function dot(a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>): number {
  let sum = 0
  for (const [word, x] of a) sum += x * (b.get(word) ?? 0)
  return sum
}
