// The winning diff: each hunk with its hypothesis and what it won and lost while the search chose it.
// Must never find hunks of its own: they are the engine's.
import { diffSequences } from '../core/prompt/diff.ts'
import type { Review, ReviewHunk } from '../core/review.ts'
import { formatCounted, formatPBetter } from '../shared/format.ts'
import { type Look, paint } from './look.ts'
import { bullet, indent, oneLine, printable } from './text.ts'

/** The hunks of a review as a unified diff with sentences, one line of context around each. */
export function reviewView(review: Review, look: Look): string[] {
  const seed = linesOf(review.seedSource)
  const candidate = linesOf(review.candidateSource)
  return [
    paint(look, 'strong', `Changes to ${review.promptPath}: ${review.label}, ${review.score}`),
    ...review.hunks.flatMap((hunk, i) => [
      '',
      ...explanation(hunk, review.hunks[i - 1], look),
      ...indent(diff(hunk, seed, candidate, look), 2),
    ]),
  ]
}

function explanation(hunk: ReviewHunk, previous: ReviewHunk | undefined, look: Look): string[] {
  const line = `line ${hunk.seed.start + 1}`
  const same = previous !== undefined && previous.hypotheses.join('\n') === hunk.hypotheses.join('\n')
  if (same) return [paint(look, 'quiet', `  ${line}: the same edit`)]
  const worth =
    hunk.n === 0
      ? 'not measured apart from the whole'
      : `▲ ${hunk.wins} won, ▼ ${hunk.losses} lost of ${formatCounted(hunk.n, 'case')}, ` +
        `P(better) ${formatPBetter(hunk.pBetter)}; used for choosing, so optimistic`
  return [
    ...hunk.hypotheses.flatMap((hypothesis) => bullet('•', oneLine(hypothesis), look.width)),
    paint(look, 'quiet', `  ${line}: ${worth}`),
  ]
}

function diff(hunk: ReviewHunk, seed: readonly string[], candidate: readonly string[], look: Look): string[] {
  const { start, count } = hunk.seed
  const removed = seed.slice(start, start + count)
  const added = candidate.slice(hunk.candidate.start, hunk.candidate.start + hunk.candidate.count)
  const lines = [...removed, ...added].some((line) => line.includes(ESCAPED_BREAK))
    ? insideLines(removed, added)
    : [
        ...seed.slice(Math.max(0, start - 1), start).map(unchanged),
        ...removed.map((text): DiffLine => ({ sign: '-', text })),
        ...added.map((text): DiffLine => ({ sign: '+', text })),
        ...seed.slice(start + count, start + count + 1).map(unchanged),
      ]
  return lines
    .filter(({ sign, text }) => sign !== ' ' || text.trim() !== '')
    .map(({ sign, text }) => paint(look, tones[sign], `${sign} ${printable(text)}`.trimEnd()))
}

interface DiffLine {
  readonly sign: '-' | '+' | ' '
  readonly text: string
}

const tones = { '-': 'bad', '+': 'good', ' ': 'quiet' } as const
const unchanged = (text: string): DiffLine => ({ sign: ' ', text })

/** How JSON writes a line break: a whole prompt is then one line of the file. */
const ESCAPED_BREAK = '\\n'

/** What changed within long lines that hold a text with escaped line breaks, as if each break were one. */
function insideLines(removed: readonly string[], added: readonly string[]): DiffLine[] {
  const before = removed.flatMap((line) => line.split(ESCAPED_BREAK))
  const after = added.flatMap((line) => line.split(ESCAPED_BREAK))
  return diffSequences(before, after).flatMap(({ aStart, aCount, bStart, bCount }) => [
    ...before.slice(Math.max(0, aStart - 1), aStart).map(unchanged),
    ...before.slice(aStart, aStart + aCount).map((text): DiffLine => ({ sign: '-', text })),
    ...after.slice(bStart, bStart + bCount).map((text): DiffLine => ({ sign: '+', text })),
  ])
}

function linesOf(source: string): string[] {
  return source.split(/\r\n|\r|\n/)
}
