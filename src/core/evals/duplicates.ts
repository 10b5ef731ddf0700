// Finds cases that say nearly the same, so that a split does not tear them apart. Exact, and fast on real text: two
// sets as similar as we ask for must share one of their rarest members (prefix filter; Chaudhuri et al. 2006).
import { stableJson } from '../hash.ts'
import type { Case } from './case.ts'
import { caseText } from './caseText.ts'
import { areSimilar, gramSets } from './wordGrams.ts'

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
  const sets = gramSets(textsWithout(sorted, shared), sorted.length)
  for (const [i, j] of candidates(sets)) {
    const [one, other, a, b] = [sorted[i]?.group, sorted[j]?.group, sets[i], sets[j]]
    if (one === undefined || other === undefined || a === undefined || b === undefined) continue
    if (!groups.same(one, other) && areSimilar(a, b, SIMILAR)) groups.unite(one, other)
  }
  return new Map(cases.map((kase) => [kase.id, groups.find(kase.group)]))
}

function* textsWithout(cases: readonly Told[], shared: ReadonlySet<string>): Generator<string> {
  for (const kase of cases) yield caseText(kase, shared)
}

/** Pairs of sets that share one of their rarest members, each pair once. */
function* candidates(sets: readonly Uint32Array[]): Generator<readonly [number, number]> {
  const postings = postingsOf(sets)
  const owners = Uint32Array.from(postings, (posting) => posting % sets.length)
  const firsts = new Uint32Array(postings.length)
  for (let p = 1; p < postings.length; p++)
    firsts[p] = memberOf(postings[p], sets) === memberOf(postings[p - 1], sets) ? (firsts[p - 1] ?? 0) : p
  // The postings, one set after the other; of one set in any order.
  const bySet = Uint32Array.from(owners.keys()).sort((p, q) => (owners[p] ?? 0) - (owners[q] ?? 0))
  const seen = new Int32Array(sets.length).fill(-1)
  for (const place of bySet) {
    const [one = 0, first = 0] = [owners[place], firsts[place]]
    for (const other of owners.subarray(first, Math.min(place, first + MOST_COMPARED))) {
      if (seen[other] === one) continue
      seen[other] = one
      yield [one, other]
    }
  }
}

function memberOf(posting = 0, sets: readonly Uint32Array[]): number {
  return Math.floor(posting / sets.length)
}

/** The rarest members of each set, so many that two sets of the asked similarity have one of them in common: member ×
 *  number of sets + the set's index, in order. Members of one set alone are left out. */
function postingsOf(sets: readonly Uint32Array[]): Float64Array {
  const frequency = frequencies(sets)
  const postings: Float64Array[] = []
  let total = 0
  for (const [i, set] of sets.entries()) {
    const wanted = set.length === 0 ? 0 : set.length - Math.ceil(SIMILAR * set.length - 1e-9) + 1
    let left = wanted
    for (const gram of set) if (frequency(gram) === 1) left--
    if (left <= 0) continue
    const common = set.filter((gram) => frequency(gram) > 1)
    const ranked = Float64Array.from(common, (gram) => frequency(gram) * 2 ** 32 + gram).sort()
    const rarest = ranked.subarray(0, left).map((rank) => (rank % 2 ** 32) * sets.length + i)
    postings.push(rarest)
    total += rarest.length
  }
  const all = new Float64Array(total)
  let at = 0
  for (const rarest of postings) {
    all.set(rarest, at)
    at += rarest.length
  }
  return all.sort()
}

/** In how many sets a member is, or more: members share counters, which only costs time. */
function frequencies(sets: readonly Uint32Array[]): (gram: number) => number {
  const members = sets.reduce((sum, set) => sum + set.length, 0)
  const bits = Math.min(26, Math.max(10, Math.floor(Math.log2(members + 1))))
  const counters = new Uint8Array(2 ** bits)
  const shift = 32 - bits
  for (const set of sets)
    for (const gram of set) {
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
