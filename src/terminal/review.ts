// The winning diff: each hunk with its hypothesis and what it won and lost while the search chose it.
// Must never compute a diff of its own: the hunks are the engine's.
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
  const context = (from: number) =>
    seed
      .slice(Math.max(0, from), from + 1)
      .filter((line) => line.trim() !== '')
      .map((line) => paint(look, 'quiet', `  ${printable(line)}`))
  const added = candidate.slice(hunk.candidate.start, hunk.candidate.start + hunk.candidate.count)
  return [
    ...context(start - 1),
    ...seed.slice(start, start + count).map((line) => paint(look, 'bad', `- ${printable(line)}`.trimEnd())),
    ...added.map((line) => paint(look, 'good', `+ ${printable(line)}`.trimEnd())),
    ...context(start + count),
  ]
}

function linesOf(source: string): string[] {
  return source.split(/\r\n|\r|\n/)
}
