// Finds cases that say nearly the same, so that a split does not tear them apart.
// MinHash over word 5-grams with banding (Broder 1997): near-linear in the number of cases.
import { stableJson } from '../hash.ts'
import type { Case } from './case.ts'
import { caseText, wordsOf } from './caseText.ts'

const SIMILAR = 0.8
const GRAM = 5
const BANDS = 10
const ROWS = 4
/** Near-duplicates of many cases find one of the first; the rest would only cost time. */
const MOST_IN_BUCKET = 20

/** For each case id the key of the group it belongs to; the same key for cases of one group or of nearly one text. */
export function nearDuplicates(cases: readonly Case[]): Map<string, string> {
  const parent = new Map<string, string>()
  const find = (key: string): string => {
    let root = key
    for (let up = parent.get(root); up !== undefined && up !== root; up = parent.get(root)) root = up
    parent.set(key, root)
    return root
  }
  const unite = (a: string, b: string) => {
    const [low = a, high = b] = [find(a), find(b)].toSorted()
    parent.set(high, low)
  }
  const shared = sharedNames(cases)
  const buckets = new Map<string, { readonly group: string; readonly grams: ReadonlySet<number> }[]>()
  for (const kase of cases.toSorted((a, b) => (a.id < b.id ? -1 : 1))) {
    const { group } = kase
    const grams = gramsOf(caseText(kase, shared))
    unite(group, group)
    for (const band of grams.size === 0 ? [] : signature(grams)) {
      const others = buckets.get(band) ?? []
      for (const other of others) if (jaccard(grams, other.grams) >= SIMILAR) unite(group, other.group)
      if (others.length < MOST_IN_BUCKET) others.push({ group, grams })
      buckets.set(band, others)
    }
  }
  return new Map(cases.map((kase) => [kase.id, find(kase.group)]))
}

/** Variables that every case has alike, such as a shared policy: they would make all cases look the same. */
function sharedNames(cases: readonly Case[]): ReadonlySet<string> {
  const [first, ...rest] = cases
  if (first === undefined || rest.length === 0) return new Set()
  const alike = Object.keys(first.vars).filter((name) => {
    const value = stableJson(first.vars[name])
    return rest.every((kase) => stableJson(kase.vars[name]) === value)
  })
  return new Set(alike)
}

/** Hashes of the runs of five words; of a shorter text, of the whole. */
function gramsOf(text: string): Set<number> {
  const words = wordsOf(text)
  if (words.length === 0) return new Set()
  const last = Math.max(1, words.length - GRAM + 1)
  return new Set(Array.from({ length: last }, (_, i) => fnv(words.slice(i, i + GRAM).join(' '))))
}

function signature(grams: ReadonlySet<number>): string[] {
  const mins = new Uint32Array(BANDS * ROWS).fill(0xffffffff)
  for (const gram of grams)
    for (let k = 0; k < mins.length; k++) {
      const hash = mix(gram ^ Math.imul(k + 1, 0x9e3779b1))
      if (hash < (mins[k] ?? 0)) mins[k] = hash
    }
  return Array.from({ length: BANDS }, (_, band) => `${band}:${mins.slice(band * ROWS, band * ROWS + ROWS).join(',')}`)
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

function mix(x: number): number {
  let h = Math.imul(x ^ (x >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return (h ^ (h >>> 16)) >>> 0
}
