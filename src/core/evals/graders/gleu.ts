// `gleu`: the lesser of precision and recall over runs of one to four words (Wu et al. 2016), for the best reference.
import { asTexts, needsTexts } from './grader.ts'
import { ngramCounts, overlap, runs } from './ngrams.ts'
import { similarity } from './similarity.ts'

const ORDERS = [1, 2, 3, 4]

export const gleu = similarity({
  type: 'gleu',
  name: 'GLEU',
  threshold: 0.5,
  problem: needsTexts,
  score: (output, value) => Math.max(...asTexts(value).map((reference) => gleuScore(output, reference))),
})

function gleuScore(output: string, reference: string): number {
  const [own, other] = [wordsOf(output), wordsOf(reference)]
  if (own.length === 0) return 0
  if (own.length === other.length && own.every((word, i) => word === other[i])) return 1
  const count = (words: readonly string[]) => ORDERS.reduce((sum, n) => sum + runs(words, n), 0)
  const longer = Math.max(count(own), count(other))
  const shared = ORDERS.reduce((sum, n) => sum + overlap(ngramCounts(own, n), ngramCounts(other, n)), 0)
  return other.length === 0 ? 0 : shared / longer
}

/** Lower case, without full stops at the end; none where nothing else is left. */
function wordsOf(text: string): string[] {
  const words = text.toLowerCase().trim().split(/\s+/)
  const bare = words.map((word) => word.replace(/(?<!\.)\.+$/, ''))
  return bare.some((word) => word !== '') ? bare : []
}
