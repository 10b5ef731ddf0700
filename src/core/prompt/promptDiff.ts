// The hunks between two versions of a prompt, so that whichever of them are taken, what stands between the messages
// stays: no hunk reaches out of the lines of a message, and none takes one message's line for another's.
import { InputError } from '../errors.ts'
import { type Change, diffLines, diffSequences, type Hunk, splitLines } from './diff.ts'
import type { ParseContext } from './document.ts'
import { parsePrompts, splitPath } from './registry.ts'

/** Lines [start, end) that hold one message, or several that share lines. */
interface Block {
  readonly start: number
  readonly end: number
}

/** Hunks as of `diffLines`; by the line alone where a version cannot be read or their structure differs. */
export function diffPrompts(path: string, before: string, after: string, context: ParseContext = {}): Hunk[] {
  const [a, b] = [splitLines(before), splitLines(after)]
  const blocks = pairsOf(messageLines(path, before, a, context), messageLines(path, after, b, context))
  if (blocks === undefined || !isSameBetween(a, b, blocks)) return diffLines(before, after)
  return blocks.flatMap(({ old, now, count }) => {
    const [left, right] = [a.slice(old.start, old.end), b.slice(now.start, now.end)]
    const changes = diffSequences(left, right)
    return (count === 1 ? changes : asOne(changes)).map(
      ({ aStart, aCount, bStart, bCount }): Hunk => ({
        before: { start: old.start + aStart, count: aCount },
        after: { start: now.start + bStart, count: bCount },
        removed: left.slice(aStart, aStart + aCount),
        added: right.slice(bStart, bStart + bCount),
      }),
    )
  })
}

/** The lines of each message in the order of the file; undefined where it cannot be read. */
function messageLines(
  path: string,
  source: string,
  lines: readonly string[],
  context: ParseContext,
): readonly Block[] | undefined {
  const starts = [0]
  for (const line of lines) starts.push((starts.at(-1) ?? 0) + line.length)
  const lineAt = (offset: number) =>
    Math.max(
      0,
      starts.findLastIndex((start) => start <= offset),
    )
  try {
    return parsePrompts(splitPath(path).file, source, context)
      .flatMap(({ sources }) => sources)
      .toSorted((x, y) => x.start - y.start)
      .map(({ start, end }) => ({
        start: lineAt(start),
        end: Math.min(lines.length, lineAt(Math.max(start, end - 1)) + 1),
      }))
  } catch (error) {
    if (InputError.is(error)) return undefined
    throw error
  }
}

/** Messages one to one; those that share a line in either version are one block. */
function pairsOf(old: readonly Block[] | undefined, now: readonly Block[] | undefined) {
  if (old === undefined || now === undefined || old.length !== now.length) return undefined
  const pairs: { old: Block; now: Block; count: number }[] = []
  for (const [i, one] of old.entries()) {
    const other = now[i] ?? one
    const last = pairs.at(-1)
    if (last !== undefined && (one.start < last.old.end || other.start < last.now.end))
      pairs[pairs.length - 1] = {
        old: { start: last.old.start, end: one.end },
        now: { start: last.now.start, end: other.end },
        count: last.count + 1,
      }
    else pairs.push({ old: one, now: other, count: 1 })
  }
  return pairs
}

function isSameBetween(
  a: readonly string[],
  b: readonly string[],
  pairs: readonly { old: Block; now: Block }[],
): boolean {
  const ends = [...pairs, { old: { start: a.length, end: 0 }, now: { start: b.length, end: 0 } }]
  return ends.every(({ old, now }, i) => {
    const [left, right] = [
      a.slice(pairs[i - 1]?.old.end ?? 0, old.start),
      b.slice(pairs[i - 1]?.now.end ?? 0, now.start),
    ]
    return left.length === right.length && left.every((line, k) => line === right[k])
  })
}

function asOne(changes: readonly Change[]): Change[] {
  const [first, last] = [changes[0], changes.at(-1)]
  if (first === undefined || last === undefined) return []
  return [
    {
      aStart: first.aStart,
      aCount: last.aStart + last.aCount - first.aStart,
      bStart: first.bStart,
      bCount: last.bStart + last.bCount - first.bStart,
    },
  ]
}
