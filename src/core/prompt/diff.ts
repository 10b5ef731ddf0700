// The shortest line diff of two texts, as hunks that can be applied one by one. Lines keep their line ends, so a hunk
// is exact to the byte.

/** `aCount` items at `aStart` were replaced by `bCount` items at `bStart`. Counts are never both 0. */
export interface Change {
  readonly aStart: number
  readonly aCount: number
  readonly bStart: number
  readonly bCount: number
}

/** 0-based first line and line count; `before` counts lines of the whole old text, `after` those of the whole new. */
export interface Hunk {
  readonly before: { readonly start: number; readonly count: number }
  readonly after: { readonly start: number; readonly count: number }
  /** Lines with their line ends. */
  readonly removed: readonly string[]
  readonly added: readonly string[]
}

/** Lines with their line ends; the last one may lack it. */
export function splitLines(text: string): string[] {
  return text.match(/[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+$/g) ?? []
}

export function diffLines(before: string, after: string): Hunk[] {
  const a = splitLines(before)
  const b = splitLines(after)
  return diffSequences(a, b).map(({ aStart, aCount, bStart, bCount }) => ({
    before: { start: aStart, count: aCount },
    after: { start: bStart, count: bCount },
    removed: a.slice(aStart, aStart + aCount),
    added: b.slice(bStart, bStart + bCount),
  }))
}

/** Applies hunks of one diff to the old text they were made from. Throws where the old lines are not there. */
export function applyHunks(source: string, hunks: readonly Hunk[]): string {
  const lines = splitLines(source)
  for (const hunk of [...hunks].sort((x, y) => y.before.start - x.before.start)) {
    const { start, count } = hunk.before
    if (hunk.removed.some((line, k) => lines[start + k] !== line) || start > lines.length)
      throw new Error(`The lines of the hunk at line ${start + 1} are not in this text.`)
    lines.splice(start, count, ...hunk.added)
  }
  return lines.join('')
}

export function applyHunk(source: string, hunk: Hunk): string {
  return applyHunks(source, [hunk])
}

/** The hunk that undoes this one in the whole new text. */
export function invertHunk(hunk: Hunk): Hunk {
  return { before: hunk.after, after: hunk.before, removed: hunk.added, added: hunk.removed }
}

/** The hunk as it stands once `applied`, other hunks of the same diff, are in the text. */
export function rebaseHunk(hunk: Hunk, applied: readonly Hunk[]): Hunk {
  const shift = applied
    .filter((other) => other.before.start < hunk.before.start)
    .reduce((sum, other) => sum + other.after.count - other.before.count, 0)
  return { ...hunk, before: { start: hunk.before.start + shift, count: hunk.before.count } }
}

/** Shortest edit script between two sequences, in ascending order (E. Myers, An O(ND) Difference Algorithm, 1986). */
export function diffSequences(a: readonly string[], b: readonly string[]): Change[] {
  const shorter = Math.min(a.length, b.length)
  let head = 0
  while (head < shorter && a[head] === b[head]) head++
  let tail = 0
  while (tail < shorter - head && a.at(-1 - tail) === b.at(-1 - tail)) tail++
  const changes = diffMiddles(a.slice(head, a.length - tail), b.slice(head, b.length - tail))
  return changes.map((change) => ({ ...change, aStart: change.aStart + head, bStart: change.bStart + head }))
}

function diffMiddles(a: readonly string[], b: readonly string[]): Change[] {
  const known = new Map<string, number>()
  const intern = (item: string) => {
    const id = known.get(item) ?? known.size
    known.set(item, id)
    return id
  }
  const left = a.map(intern)
  const right = b.map(intern)
  const marks = { a: new Uint8Array(a.length), b: new Uint8Array(b.length) }
  // An item that only one side has is in no common subsequence: leaving it out keeps the search small.
  const [leftIds, rightIds] = [new Set(left), new Set(right)]
  const aKept = keepCommon(left, rightIds, marks.a)
  const bKept = keepCommon(right, leftIds, marks.b)
  new Comparison(aKept, bKept, marks).run()
  return changesOf(marks.a, marks.b)
}

interface Kept {
  readonly ids: Int32Array
  /** Index in the whole sequence. */
  readonly at: Int32Array
}

function keepCommon(ids: readonly number[], others: ReadonlySet<number>, changed: Uint8Array): Kept {
  const at: number[] = []
  for (const [index, id] of ids.entries()) {
    if (others.has(id)) at.push(index)
    else changed[index] = 1
  }
  return { ids: Int32Array.from(at, (index) => ids[index] ?? 0), at: Int32Array.from(at) }
}

/** The linear-space divide and conquer of the paper: find a point in the middle of a shortest path, then both sides. */
class Comparison {
  readonly #a: Kept
  readonly #b: Kept
  readonly #marks: { readonly a: Uint8Array; readonly b: Uint8Array }
  /** Furthest x on each diagonal, walking from the start and from the end. Diagonal d is at index d + #zero. */
  readonly #forward: Int32Array
  readonly #backward: Int32Array
  readonly #zero: number

  constructor(a: Kept, b: Kept, marks: { readonly a: Uint8Array; readonly b: Uint8Array }) {
    this.#a = a
    this.#b = b
    this.#marks = marks
    this.#zero = b.ids.length + 1
    this.#forward = new Int32Array(a.ids.length + b.ids.length + 3)
    this.#backward = new Int32Array(a.ids.length + b.ids.length + 3)
  }

  run(): void {
    const open: [number, number, number, number][] = [[0, this.#a.ids.length, 0, this.#b.ids.length]]
    for (let area = open.pop(); area !== undefined; area = open.pop()) {
      let [aLow, aHigh, bLow, bHigh] = area
      while (aLow < aHigh && bLow < bHigh && this.#same(aLow, bLow)) {
        aLow++
        bLow++
      }
      while (aLow < aHigh && bLow < bHigh && this.#same(aHigh - 1, bHigh - 1)) {
        aHigh--
        bHigh--
      }
      if (aLow === aHigh || bLow === bHigh) {
        for (let i = aLow; i < aHigh; i++) this.#marks.a[this.#a.at[i] ?? 0] = 1
        for (let j = bLow; j < bHigh; j++) this.#marks.b[this.#b.at[j] ?? 0] = 1
      } else {
        const [x, y] = this.#middle(aLow, aHigh, bLow, bHigh)
        open.push([aLow, x, bLow, y], [x, aHigh, y, bHigh])
      }
    }
  }

  #same(i: number, j: number): boolean {
    return this.#a.ids[i] === this.#b.ids[j]
  }

  /** A point on a shortest path through the area, where the walks from both corners meet. */
  #middle(aLow: number, aHigh: number, bLow: number, bHigh: number): [number, number] {
    const [a, b] = [this.#a.ids, this.#b.ids]
    const [forward, backward, zero] = [this.#forward, this.#backward, this.#zero]
    const lowest = aLow - bHigh
    const highest = aHigh - bLow
    const fromStart = aLow - bLow
    const fromEnd = aHigh - bHigh
    const odd = ((fromStart - fromEnd) & 1) !== 0
    let [fLow, fHigh, rLow, rHigh] = [fromStart, fromStart, fromEnd, fromEnd]
    forward[fromStart + zero] = aLow
    backward[fromEnd + zero] = aHigh
    for (;;) {
      if (fLow > lowest) forward[--fLow - 1 + zero] = -1
      else fLow++
      if (fHigh < highest) forward[++fHigh + 1 + zero] = -1
      else fHigh--
      for (let d = fHigh; d >= fLow; d -= 2) {
        let x = Math.max((forward[d - 1 + zero] ?? 0) + 1, forward[d + 1 + zero] ?? 0)
        while (x < aHigh && x - d < bHigh && a[x] === b[x - d]) x++
        forward[d + zero] = x
        if (odd && rLow <= d && d <= rHigh && (backward[d + zero] ?? 0) <= x) return [x, x - d]
      }
      if (rLow > lowest) backward[--rLow - 1 + zero] = 0x7fffffff
      else rLow++
      if (rHigh < highest) backward[++rHigh + 1 + zero] = 0x7fffffff
      else rHigh--
      for (let d = rHigh; d >= rLow; d -= 2) {
        let x = Math.min(backward[d - 1 + zero] ?? 0, (backward[d + 1 + zero] ?? 0) - 1)
        while (x > aLow && x - d > bLow && a[x - 1] === b[x - d - 1]) x--
        backward[d + zero] = x
        if (!odd && fLow <= d && d <= fHigh && x <= (forward[d + zero] ?? 0)) return [x, x - d]
      }
    }
  }
}

function changesOf(a: Uint8Array, b: Uint8Array): Change[] {
  const changes: Change[] = []
  let i = 0
  let j = 0
  while (i < a.length || j < b.length) {
    const [aStart, bStart] = [i, j]
    while (a[i] === 1) i++
    while (b[j] === 1) j++
    if (i > aStart || j > bStart) changes.push({ aStart, aCount: i - aStart, bStart, bCount: j - bStart })
    else {
      i++
      j++
    }
  }
  return changes
}
