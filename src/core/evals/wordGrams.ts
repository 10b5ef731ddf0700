// Texts as sets of hashed runs of words, packed: a hundred thousand of them fit into a few dozen megabytes.
import { wordsOf } from './caseText.ts'

/** Words in a run. */
const GRAM = 5
/** Hashes that are allocated at once: for many texts in blocks so large that the system takes them back afterwards. */
const BLOCK = { few: 2 ** 16, many: 2 ** 23 }
const MANY_TEXTS = 5000

/** The set of each of `count` texts, sorted and without repeats; a text of fewer words than a run is one run, one without words
 *  has none. */
export function gramSets(texts: Iterable<string>, count: number): Uint32Array[] {
  const size = count < MANY_TEXTS ? BLOCK.few : BLOCK.many
  let block = new Uint32Array(0)
  let used = 0
  const sets: Uint32Array[] = []
  for (const text of texts) {
    const words = wordsOf(text).map(fnv)
    const most = words.length === 0 ? 0 : Math.max(1, words.length - GRAM + 1)
    if (used + most > block.length) {
      block = new Uint32Array(Math.max(size, most))
      used = 0
    }
    const set = block.subarray(used, used + most)
    for (let i = 0; i < most; i++) set[i] = mixed(words, i, Math.min(words.length, i + GRAM))
    const unique = uniqueIn(set.sort())
    sets.push(set.subarray(0, unique))
    used += unique
  }
  return sets
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
