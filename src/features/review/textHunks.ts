// Changed lines of a text and what is known of them. Pure; works on LF without a byte order mark, as the editor does.
import { diffLines, type Hunk } from '../../core/prompt/diff.ts'
import { applySplices, firstLineEnd, lineSplices } from '../../core/prompt/lines.ts'
import type { Review, ReviewHunk } from '../../core/review.ts'

/** The text as the editor has it: LF, without a byte order mark. */
export function plainText(text: string): string {
  return text.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n')
}

/** The hunk that covers `line` (0-based) of the old or the new text. A pure deletion or insertion covers its seam. */
export function hunkAt(hunks: readonly Hunk[], side: 'before' | 'after', line: number): Hunk | undefined {
  const covers = (hunk: Hunk, reach: number) => {
    const { start, count } = hunk[side]
    return count > 0 ? line >= start && line < start + count : Math.abs(line - start) <= reach
  }
  return hunks.find((hunk) => covers(hunk, 0)) ?? hunks.find((hunk) => covers(hunk, 1))
}

/** Whether the file's own line ends differ from line to line: an editor would rewrite lines that nobody changed. */
export function hasMixedLineEnds(text: string): boolean {
  const ends = new Set(text.match(/\r\n|\n|\r/g) ?? [])
  return ends.size > 1 || ends.has('\r')
}

/** Turns `raw` into `wanted`, which is LF without a byte order mark, changing only the lines that differ. */
export function withLines(raw: string, wanted: string): string {
  const mark = raw.startsWith('\uFEFF') ? '\uFEFF' : ''
  const text = raw.slice(mark.length)
  return mark + applySplices(text, lineSplices(text, wanted, firstLineEnd(text)))
}

/** The evidence for a 0-based line of the candidate as it now stands. Lines are matched by their place in the seed, for
 *  the candidate may have been edited since. */
export function evidenceAt(review: Review, candidate: string, line: number): ReviewHunk | undefined {
  const now = hunkAt(diffLines(plainText(review.seedSource), candidate), 'after', line)
  if (now === undefined) return undefined
  const end = now.before.start + now.before.count
  const inside = review.hunks.filter(({ seed }) => seed.start <= end && seed.start + seed.count >= now.before.start)
  const exact = inside.find(({ candidate: { start, count } }) => line >= start && line < start + count)
  return exact ?? inside[0]
}
