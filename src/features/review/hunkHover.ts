// What is known of a changed line of the candidate: why it was tried, and what it won and lost.
// Plain, untrusted Markdown: the sentences were written by a model.
import * as vscode from 'vscode'
import type { Review, ReviewHunk } from '../../core/review.ts'
import { PlainMarkdown } from '../../platform/markdown.ts'
import { formatCounted, formatPBetter } from '../../shared/format.ts'
import { runOf } from './candidateUri.ts'
import type { ReviewService } from './reviewService.ts'
import { evidenceAt, plainText } from './textHunks.ts'

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

function wordsOf(review: Review, hunk: ReviewHunk): vscode.MarkdownString {
  const text = new PlainMarkdown()
  text.paragraph('', `Tunesmith: change ${review.hunks.indexOf(hunk) + 1} of ${review.hunks.length}`)
  for (const hypothesis of hunk.hypotheses) text.paragraph(hypothesis)
  text.rule().paragraph(evidenceWords(hunk))
  return text.paragraph(`Used for choosing: optimistic. The whole candidate: ${review.score}.`).value
}

function evidenceWords({ wins, losses, n, pBetter }: ReviewHunk): string {
  if (n === 0) return 'Not measured apart from the other changes.'
  return `▲ ${wins} won · ▼ ${losses} lost on ${formatCounted(n, 'case')} · P(better) ${formatPBetter(pBetter)}`
}
