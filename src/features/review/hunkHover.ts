// What is known of a changed line of the candidate: why it was tried, and what it won and lost.
// Plain, untrusted Markdown: the sentences were written by a model.
import * as vscode from 'vscode'
import { diffLines } from '../../core/prompt/diff.ts'
import type { Review, ReviewHunk } from '../../core/review.ts'
import { PlainMarkdown } from '../../platform/markdown.ts'
import { formatCounted, formatPBetter } from '../../shared/format.ts'
import { runOf } from './candidateUri.ts'
import { hunkAt, plainText } from './documentEdits.ts'
import type { ReviewService } from './reviewService.ts'

export function createHunkHover(service: ReviewService): vscode.HoverProvider {
  return {
    provideHover: async (document, position) => {
      const review = (await service.subject(runOf(document.uri)))?.review
      if (review === undefined) return undefined
      const hunk = evidenceAt(review, plainText(document.getText()), position.line)
      return hunk === undefined ? undefined : new vscode.Hover(wordsOf(review, hunk))
    },
  }
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

function wordsOf(review: Review, hunk: ReviewHunk): vscode.MarkdownString {
  const text = new PlainMarkdown()
  text.paragraph('', `Tunesmith: change ${review.hunks.indexOf(hunk) + 1} of ${review.hunks.length}`)
  for (const hypothesis of hunk.hypotheses) text.paragraph(hypothesis)
  const wins = `▲ ${hunk.wins} won · ▼ ${hunk.losses} lost on ${formatCounted(hunk.n, 'case')}`
  text.rule().paragraph(`${wins} · P(better) ${formatPBetter(hunk.pBetter)}`)
  return text.paragraph(`Used for choosing: optimistic. The whole candidate: ${review.score}.`).value
}
