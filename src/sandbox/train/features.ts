// Turns a text into hashed features: words, word pairs and runs of letters, weighted and of unit length.
// Must be a pure function of the text: training and serving see the same numbers.
import { wordsOf } from '../answer/text.ts'

/** A sparse vector: parallel arrays of indices (ascending, without repeats) and weights. */
export interface Features {
  readonly indices: Uint32Array
  readonly weights: Float32Array
}

const SHORTEST_RUN = 3
const LONGEST_RUN = 5
const WORD_WEIGHT = 1.6
const RUN_WEIGHT = 0.5

/** `size` is the number of hash buckets, a power of two. */
export function featuresOf(text: string, size: number): Features {
  const counts = new Map<number, number>()
  const count = (feature: string): void => {
    const index = hash(feature) & (size - 1)
    counts.set(index, (counts.get(index) ?? 0) + 1)
  }
  const words = wordsOf(text)
  const strong = new Set<number>()
  for (const [i, word] of words.entries()) {
    for (const feature of [`w ${word}`, ...(i > 0 ? [`p ${words[i - 1]} ${word}`] : [])]) {
      count(feature)
      strong.add(hash(feature) & (size - 1))
    }
    const padded = ` ${word} `
    for (let run = SHORTEST_RUN; run <= LONGEST_RUN; run++) {
      for (let at = 0; at + run <= padded.length; at++) count(`c ${padded.slice(at, at + run)}`)
    }
  }
  return normalised(counts, strong)
}

function normalised(counts: ReadonlyMap<number, number>, strong: ReadonlySet<number>): Features {
  const indices = Uint32Array.from(counts.keys()).sort()
  const weights = Float32Array.from(
    indices,
    (index) => (strong.has(index) ? WORD_WEIGHT : RUN_WEIGHT) * (1 + Math.log(counts.get(index) ?? 1)),
  )
  const length = Math.sqrt(weights.reduce((sum, weight) => sum + weight * weight, 0)) || 1
  return { indices, weights: weights.map((weight) => weight / length) }
}

/** FNV-1a (Fowler, Noll, Vo), 32 bits, with a final mix so that the low bits are good. */
function hash(text: string): number {
  let value = 0x811c9dc5
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193)
  value = Math.imul(value ^ (value >>> 15), 0x2c1b3c6d)
  return (value ^ (value >>> 13)) >>> 0
}
