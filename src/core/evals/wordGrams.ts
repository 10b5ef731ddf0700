// Texts as sets of hashed runs of words, packed: of a hundred thousand texts they take a few dozen megabytes at most.
import { wordsOf } from './caseText.ts'

/** Words in a run. */
const GRAM = 5
/** Hashes that are allocated at once: for many texts in blocks so large that the system takes them back afterwards. */
const BLOCK = { few: 2 ** 12, many: 2 ** 23 }
const MANY_TEXTS = 5000

/** Reads texts into one piece of memory, one after the other. */
export class GramReader {
  #scratch = new Uint32Array(1024)

  /** The set of the text, sorted and without repeats, until the next text is read; a text of fewer words than a run is
   *  one run, one without words has none. */
  read(text: string): Uint32Array {
    const words = wordsOf(text).map(fnv)
    const most = words.length === 0 ? 0 : Math.max(1, words.length - GRAM + 1)
    if (most > this.#scratch.length) this.#scratch = new Uint32Array(2 * most)
    const set = this.#scratch.subarray(0, most)
    for (let i = 0; i < most; i++) set[i] = mixed(words, i, Math.min(words.length, i + GRAM))
    return set.subarray(0, uniqueIn(set.sort()))
  }
}

/** Keeps sets of up to `texts` texts. */
export class GramPool {
  readonly #size: number
  #block = new Uint32Array(0)
  #used = 0

  constructor(texts: number) {
    this.#size = texts < MANY_TEXTS ? BLOCK.few : BLOCK.many
  }

  keep(set: Uint32Array): Uint32Array {
    if (this.#used + set.length > this.#block.length) {
      this.#block = new Uint32Array(Math.max(this.#size, set.length))
      this.#used = 0
    }
    this.#block.set(set, this.#used)
    const kept = this.#block.subarray(this.#used, this.#used + set.length)
    this.#used += set.length
    return kept
  }
}

/** Whether the sets have so much in common that their Jaccard similarity is `share` or more. */
export function areSimilar(a: Uint32Array, b: Uint32Array, share: number): boolean {
  const enough = (share * (a.length + b.length)) / (1 + share) - 1e-9
  let shared = 0
  let i = 0
  let j = 0
  while (shared + Math.min(a.length - i, b.length - j) >= enough && i < a.length && j < b.length) {
    const order = (a[i] ?? 0) - (b[j] ?? 0)
    if (order === 0) shared++
    if (order <= 0) i++
    if (order >= 0) j++
  }
  return shared > 0 && shared >= enough
}

function uniqueIn(sorted: Uint32Array): number {
  let size = 0
  for (const gram of sorted) if (size === 0 || sorted[size - 1] !== gram) sorted[size++] = gram
  return size
}

function mixed(words: readonly number[], from: number, to: number): number {
  let hash = 0
  for (let i = from; i < to; i++) {
    hash = Math.imul(hash ^ (words[i] ?? 0), 0x9e3779b1)
    hash ^= hash >>> 15
  }
  return hash >>> 0
}

/** FNV-1a, 32 bit. */
function fnv(text: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  return hash >>> 0
}
