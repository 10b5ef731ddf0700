// Finds cases that say nearly the same, so that a split does not tear them apart. Exact, and fast on real text: two
// sets as similar as we ask for must share one of their rarest members (prefix filter; Chaudhuri et al. 2006).
import { stableJson } from '../hash.ts'
import type { Case } from './case.ts'
import { caseText, wordsOf } from './caseText.ts'

/** Jaccard similarity of the word 5-grams from which on two cases are one. */
const SIMILAR = 0.8
const GRAM = 5
/** A case that is like many finds one of the first; looking at the rest would only cost time. */
const MOST_COMPARED = 50

interface Indexed {
  readonly group: string
  readonly grams: ReadonlySet<number>
}

/** For each case id the key of the group it belongs to; the same key for cases of one group or of nearly one text. */
export function nearDuplicates(cases: readonly Case[]): Map<string, string> {
  const groups = new Groups()
  const shared = sharedNames(cases)
  const all: Indexed[] = cases
    .toSorted((a, b) => (a.id < b.id ? -1 : 1))
    .map((kase) => ({ group: kase.group, grams: gramsOf(caseText(kase, shared)) }))
  const frequency = new Map<number, number>()
  for (const { grams } of all) for (const gram of grams) frequency.set(gram, (frequency.get(gram) ?? 0) + 1)
  const index = new Map<number, Indexed[]>()
  for (const one of all) {
    for (const gram of rarest(one.grams, frequency)) {
      const others = index.get(gram) ?? []
      for (const other of others)
        if (!groups.same(one.group, other.group) && jaccard(one.grams, other.grams) >= SIMILAR)
          groups.unite(one.group, other.group)
      if (others.length < MOST_COMPARED) others.push(one)
      index.set(gram, others)
    }
  }
  return new Map(cases.map((kase) => [kase.id, groups.find(kase.group)]))
}

/** Union and find; the first name by order stands for all. */
class Groups {
  readonly #parent = new Map<string, string>()

  find(group: string): string {
    let root = group
    for (let up = this.#parent.get(root); up !== undefined; up = this.#parent.get(root)) root = up
    if (root !== group) this.#parent.set(group, root)
    return root
  }

  same(a: string, b: string): boolean {
    return this.find(a) === this.find(b)
  }

  unite(a: string, b: string): void {
    const [low = a, high = b] = [this.find(a), this.find(b)].toSorted()
    if (low !== high) this.#parent.set(high, low)
  }
}

/** Variables that every case has alike, such as a shared policy: they would make all cases look the same. */
function sharedNames(cases: readonly Case[]): ReadonlySet<string> {
  const [first, ...rest] = cases
  if (first === undefined || rest.length === 0) return new Set()
  const names = Object.keys(first.vars)
  const alike = names.filter((name) => {
    const value = stableJson(first.vars[name])
    return rest.every((kase) => stableJson(kase.vars[name]) === value)
  })
  return new Set(alike.length < names.length ? alike : [])
}

/** Hashes of the runs of five words; of a shorter text, of the whole. */
function gramsOf(text: string): Set<number> {
  const words = wordsOf(text)
  if (words.length === 0) return new Set()
  const last = Math.max(1, words.length - GRAM + 1)
  return new Set(Array.from({ length: last }, (_, i) => fnv(words.slice(i, i + GRAM).join(' '))))
}

/** So many of the rarest members that two sets of the asked similarity have one of them in common. */
function rarest(grams: ReadonlySet<number>, frequency: ReadonlyMap<number, number>): number[] {
  const count = grams.size === 0 ? 0 : grams.size - Math.ceil(SIMILAR * grams.size - 1e-9) + 1
  return [...grams].toSorted((a, b) => (frequency.get(a) ?? 0) - (frequency.get(b) ?? 0) || a - b).slice(0, count)
}

function jaccard(a: ReadonlySet<number>, b: ReadonlySet<number>): number {
  let shared = 0
  for (const gram of a) if (b.has(gram)) shared++
  return shared / (a.size + b.size - shared || 1)
}

/** FNV-1a, 32 bit. */
function fnv(text: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  return hash >>> 0
}
