// `bleu`: overlap with one of the reference texts in runs of one to four words, with a penalty for brevity (Papineni et
// al. 2002), smoothed and weighted as in promptfoo.
import { asTexts, needsTexts } from './grader.ts'
import { ngramCounts, overlap, runs } from './ngrams.ts'
import { similarity } from './similarity.ts'

/** In place of a precision of 0, so that one missing order does not decide alone. */
const SMOOTHED = 1e-7

export const bleu = similarity({
  type: 'bleu',
  name: 'BLEU',
  threshold: 0.5,
  problem: needsTexts,
  score: (output, value) => bleuScore(output, asTexts(value)),
})

/** 0 to 1. Orders for which the output is too short are left out, and the others weighted up. */
function bleuScore(output: string, references: readonly string[]): number {
  if (output.trim() === '') return 0
  const words = wordsOf(output)
  const texts = references.map(wordsOf)
  const orders = [1, 2, 3, 4].filter((n) => runs(words, n) > 0)
  const logs = orders.map((n) => {
    const own = ngramCounts(words, n)
    const best = Math.max(...texts.map((text) => overlap(own, ngramCounts(text, n))))
    return Math.log(best === 0 ? SMOOTHED : best / runs(words, n))
  })
  const mean = logs.reduce((sum, log) => sum + log / logs.length, 0)
  return (
    brevity(
      words.length,
      closest(
        words.length,
        texts.map((text) => text.length),
      ),
    ) * Math.exp(mean)
  )
}

/** The reference length nearest to the output's; of two that are as near, the shorter. */
function closest(length: number, lengths: readonly number[]): number {
  return lengths.reduce((best, next) => {
    const [farther, nearer] = [Math.abs(best - length), Math.abs(next - length)]
    return nearer < farther || (nearer === farther && next < best) ? next : best
  })
}

function brevity(length: number, reference: number): number {
  return length > reference ? 1 : Math.exp(1 - reference / length)
}

function wordsOf(text: string): string[] {
  return text.toLowerCase().trim().split(/\s+/)
}
