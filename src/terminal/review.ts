// The winning diff: each hunk with its hypothesis and what it won and lost while the search chose it.
// Must never compute a diff of its own: the hunks are the engine's.
import type { Review, ReviewHunk } from '../core/review.ts'
import { formatPBetter } from '../shared/format.ts'
import { type Look, paint } from './look.ts'
import { bullet, indent, oneLine, printable } from './text.ts'

/** The hunks of a review as a unified diff with sentences, one line of context around each. */
export function reviewView(review: Review, look: Look): string[] {
  const seed = linesOf(review.seedSource)
  const candidate = linesOf(review.candidateSource)
  return [
    paint(look, 'strong', `Changes to ${review.promptPath}: ${review.label}, ${review.score}`),
    ...review.hunks.flatMap((hunk) => ['', ...hunkView(hunk, seed, candidate, look)]),
  ]
}

function hunkView(hunk: ReviewHunk, seed: readonly string[], candidate: readonly string[], look: Look): string[] {
  const before = seed.slice(Math.max(0, hunk.seed.start - 1), hunk.seed.start)
  const after = seed.slice(hunk.seed.start + hunk.seed.count, hunk.seed.start + hunk.seed.count + 1)
  const removed = seed.slice(hunk.seed.start, hunk.seed.start + hunk.seed.count)
  const added = candidate.slice(hunk.candidate.start, hunk.candidate.start + hunk.candidate.count)
  const plain = (line: string) => paint(look, 'quiet', `  ${printable(line)}`)
  return [
    ...hunk.hypotheses.flatMap((sentence) => bullet('•', oneLine(sentence), look.width)),
    paint(
      look,
      'quiet',
      `  line ${hunk.seed.start + 1}: ▲ ${hunk.wins} won, ▼ ${hunk.losses} lost of ${hunk.n} cases, ` +
        `P(better) ${formatPBetter(hunk.pBetter)}; used for choosing, so optimistic`,
    ),
    ...indent(
      [
        ...before.filter(written).map(plain),
        ...removed.map((line) => paint(look, 'bad', `- ${printable(line)}`)),
        ...added.map((line) => paint(look, 'good', `+ ${printable(line)}`)),
        ...after.filter(written).map(plain),
      ],
      2,
    ),
  ]
}

function linesOf(source: string): string[] {
  return source.split(/\r\n|\r|\n/)
}

function written(line: string): boolean {
  return line.trim() !== ''
}
