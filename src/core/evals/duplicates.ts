// Finds cases that say nearly the same, so that a split does not tear them apart. Exact, and fast on real text: two
// sets as similar as we ask for must share one of their rarest members (prefix filter; Chaudhuri et al. 2006).
import { stableJson } from '../hash.ts'
import type { Case } from './case.ts'
import { caseText } from './caseText.ts'
import { areSimilar, GramPool, GramReader } from './wordGrams.ts'

/** Jaccard similarity of the word 5-grams from which on two cases are one. */
const SIMILAR = 0.8
/** A case that is like many finds one of the first; looking at the rest would only cost time. */
const MOST_COMPARED = 50

/** What a case says. */
export type Told = Pick<Case, 'id' | 'group' | 'vars' | 'expected'>

/** For each case id the key of the group it belongs to; the same key for cases of one group or of nearly one text. */
export function nearDuplicates(cases: readonly Told[]): Map<string, string> {
  const groups = new Groups()
  const shared = sharedNames(cases)
  const sorted = cases.toSorted((a, b) => (a.id < b.id ? -1 : 1))
  const { postings, sets } = postingsOf(sorted.length, (i) => {
    const kase = sorted[i]
    return kase === undefined ? '' : caseText(kase, shared)
  })
  for (const [i, j] of candidates(postings, sorted.length)) {
    const [one, other, a, b] = [sorted[i]?.group, sorted[j]?.group, sets[i], sets[j]]
    if (one === undefined || other === undefined || a === undefined || b === undefined) continue
    if (!groups.same(one, other) && areSimilar(a, b, SIMILAR)) groups.unite(one, other)
  }
  return new Map(cases.map((kase) => [kase.id, groups.find(kase.group)]))
}

/** Pairs of the `count` sets that share one of their rarest members, each pair once. */
function* candidates(postings: Float64Array, count: number): Generator<readonly [number, number]> {
  const memberOf = (posting = 0) => Math.floor(posting / count)
  const owners = Uint32Array.from(postings, (posting) => posting % count)
  const firsts = new Uint32Array(postings.length)
  for (let p = 1; p < postings.length; p++)
    firsts[p] = memberOf(postings[p]) === memberOf(postings[p - 1]) ? (firsts[p - 1] ?? 0) : p
  // The postings, one set after the other; of one set in any order.
  const bySet = Uint32Array.from(owners.keys()).sort((p, q) => (owners[p] ?? 0) - (owners[q] ?? 0))
  const seen = new Int32Array(count).fill(-1)
  for (const place of bySet) {
    const [one = 0, first = 0] = [owners[place], firsts[place]]
    for (const other of owners.subarray(first, Math.min(place, first + MOST_COMPARED))) {
      if (seen[other] === one) continue
      seen[other] = one
      yield [one, other]
    }
  }
}

interface Postings {
  /** Member × number of sets + the set's index, in order. */
  readonly postings: Float64Array
  /** The sets that have postings: no other set is like any. */
  readonly sets: readonly (Uint32Array | undefined)[]
}

/** The rarest members of each text's set, so many that two sets of the asked similarity have one of them in common; those
 *  of one set alone are left out. Reads each text twice, which costs less than to keep all sets. */
function postingsOf(count: number, textAt: (index: number) => string): Postings {
  const reader = new GramReader()
  const frequency = frequencies(count, (i) => reader.read(textAt(i)))
  const pool = new GramPool(count)
  const sets: (Uint32Array | undefined)[] = []
  const postings: number[] = []
  for (let i = 0; i < count; i++) {
    const set = reader.read(textAt(i))
    let left = set.length === 0 ? 0 : set.length - Math.ceil(SIMILAR * set.length - 1e-9) + 1
    for (const gram of set) if (frequency(gram) === 1) left--
    sets.push(left > 0 ? pool.keep(set) : undefined)
    if (left <= 0) continue
    const common = set.filter((gram) => frequency(gram) > 1)
    const ranked = Float64Array.from(common, (gram) => frequency(gram) * 2 ** 32 + gram).sort()
    for (const rank of ranked.subarray(0, left)) postings.push((rank % 2 ** 32) * count + i)
  }
  return { postings: Float64Array.from(postings).sort(), sets }
}

/** In how many sets a member is, or more: members share counters, which only costs time. */
function frequencies(count: number, setAt: (index: number) => Uint32Array): (gram: number) => number {
  const bits = Math.min(25, Math.max(10, Math.ceil(Math.log2(256 * count + 1))))
  const counters = new Uint8Array(2 ** bits)
  const shift = 32 - bits
  for (let i = 0; i < count; i++)
    for (const gram of setAt(i)) {
      const counter = gram >>> shift
      counters[counter] = Math.min(255, (counters[counter] ?? 0) + 1)
    }
  return (gram) => counters[gram >>> shift] ?? 0
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
function sharedNames(cases: readonly Told[]): ReadonlySet<string> {
  const [first, ...rest] = cases
  if (first === undefined || rest.length === 0) return new Set()
  const names = Object.keys(first.vars)
  const alike = names.filter((name) => {
    const value = stableJson(first.vars[name])
    return rest.every((kase) => stableJson(kase.vars[name]) === value)
  })
  return new Set(alike.length < names.length ? alike : [])
}
