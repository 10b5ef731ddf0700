// `rouge-n`: F1 of the words that output and reference share (ROUGE-1 of Lin 2004), split as the Penn Treebank is.
import { treeBankTokenize } from 'js-rouge'
import { ngramCounts, overlap } from './ngrams.ts'
import { similarity } from './similarity.ts'

export const rouge = similarity({
  type: 'rouge-n',
  name: 'ROUGE-1',
  threshold: 0.75,
  problem: (value) => (typeof value === 'string' ? undefined : 'needs a text as its value'),
  score: (output, value) => rougeScore(wordsOf(output), wordsOf(String(value))),
})

function rougeScore(own: readonly string[], other: readonly string[]): number {
  const shared = overlap(ngramCounts(own, 1), ngramCounts(other, 1))
  if (shared === 0) return 0
  const [precision, recall] = [shared / own.length, shared / other.length]
  return (2 * precision * recall) / (precision + recall)
}

function wordsOf(text: string): string[] {
  return treeBankTokenize(text.toLowerCase())
}
