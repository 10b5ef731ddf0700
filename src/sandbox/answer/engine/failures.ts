// What a proposer makes of the failures it is shown: form or meaning, and which words go with which answer.
// Must quote no input: single words leave it, never a run of them.
import type { ShownCase } from '../../../core/optimize/contract.ts'
import { synonymsOf } from '../lexicon.ts'
import { countTerms, isFunctionWord, nameKey, stem, termsOf, wordsOf } from '../text.ts'

/** Whether the right answer is in the output, but not in the right shape. */
export function isFormFailure(failure: ShownCase): boolean {
  if (failure.expected === null) return false
  return ` ${nameKey(failure.output)} `.includes(` ${nameKey(failure.expected)} `)
}

/** Failures of one expected answer, the most frequent first. */
export function byExpected(failures: readonly ShownCase[]): { expected: string; failures: ShownCase[] }[] {
  const groups = new Map<string, ShownCase[]>()
  for (const failure of failures) {
    if (failure.expected === null) continue
    groups.set(failure.expected, [...(groups.get(failure.expected) ?? []), failure])
  }
  return [...groups]
    .map(([expected, members]) => ({ expected, failures: members }))
    .sort((a, b) => b.failures.length - a.failures.length)
}

/**
 * Words that the inputs of `own` have and those of `others` lack, the most telling first. `jitter` blurs the order, as
 * a weaker proposer's would be.
 */
export function tellingWords(
  own: readonly string[],
  others: readonly string[],
  known: string,
  jitter: (word: string) => number,
): string[] {
  const taken = new Set(termsOf(known))
  const against = countTerms(others.flatMap((text) => [...new Set(termsOf(text))]))
  const scores = new Map<string, { word: string; score: number }>()
  for (const text of own) {
    const seen = new Set<string>()
    for (const word of wordsOf(text)) {
      const term = stem(word)
      if (seen.has(term) || taken.has(term) || !isTelling(word)) continue
      seen.add(term)
      const entry = scores.get(term) ?? { word, score: jitter(word) + (synonymsOf(word).length > 0 ? 0.3 : 0) }
      scores.set(term, { word: entry.word, score: entry.score + 1 })
    }
  }
  return [...scores]
    .map(([term, { word, score }]) => ({
      word,
      score: score - (1.5 * (against.get(term) ?? 0) * own.length) / Math.max(1, others.length),
    }))
    .sort((a, b) => b.score - a.score)
    .map(({ word }) => word)
}

function isTelling(word: string): boolean {
  return word.length > 2 && /^\p{L}+$/u.test(word) && !isFunctionWord(word)
}

/** "a, b or c" */
export function alternatives(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`
}
