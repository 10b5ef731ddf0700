// Finds cases that say nearly the same, so that a split does not tear them apart.
// MinHash over word 5-grams with banding (Broder 1997): near-linear in the number of cases.
import type { Case } from './case.ts'

const SIMILAR = 0.8
const GRAM = 5
const BANDS = 10
const ROWS = 4

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
  const grams = cases.map((kase) => gramsOf(textOf(kase)))
  const buckets = new Map<string, number[]>()
  for (const [i, kase] of cases.entries()) {
    const own = grams[i] ?? new Set()
    unite(kase.group, kase.group)
    for (const band of signature(own)) {
      const others = buckets.get(band) ?? []
      for (const j of others)
        if (jaccard(own, grams[j] ?? new Set()) >= SIMILAR) unite(kase.group, cases[j]?.group ?? kase.group)
      if (others.length < 20) buckets.set(band, [...others, i])
    }
  }
  return new Map(cases.map((kase) => [kase.id, find(kase.group)]))
}

function textOf(kase: Case): string {
  return Object.entries(kase.vars)
    .filter(([, value]) => value !== kase.expected)
    .map(([, value]) => (typeof value === 'string' ? value : JSON.stringify(value)))
    .join(' ')
}

/** Hashes of the runs of five words; of a shorter text, of the whole. */
function gramsOf(text: string): Set<number> {
  const words = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []
  const last = Math.max(1, words.length - GRAM + 1)
  return new Set(Array.from({ length: last }, (_, i) => fnv(words.slice(i, i + GRAM).join(' '))))
}

function signature(grams: ReadonlySet<number>): string[] {
  const mins = Array.from({ length: BANDS * ROWS }, () => 0xffffffff)
  for (const gram of grams)
    for (let k = 0; k < mins.length; k++) mins[k] = Math.min(mins[k] ?? 0, mix(gram ^ Math.imul(k + 1, 0x9e3779b1)))
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
