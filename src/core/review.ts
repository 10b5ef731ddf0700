// What the review shows: the winner as a file, and for each hunk of the diff what is known of the edits behind it.

import { buildDraft, draftTexts, seedDraft } from './optimize/draft.ts'
import { diffPrompts } from './prompt/promptDiff.ts'
import { parsePrompt, writePrompt } from './prompt/registry.ts'
import type { Counts } from './stats/intervals.ts'
import { probabilityBetter } from './stats/paired.ts'
import { contextOf, type SweepResult } from './sweepResult.ts'

export interface Review {
  readonly runId: number
  readonly promptPath: string
  /** The file as it was when the sweep began. */
  readonly seedSource: string
  /** The file with all of the winner's edits. */
  readonly candidateSource: string
  readonly label: string
  /** "+18.3 points, credible". */
  readonly score: string
  readonly hunks: readonly ReviewHunk[]
}

/** A run of changed lines in the candidate, with what is known of it. Used for choosing: optimistic. */
export interface ReviewHunk {
  /** 0-based first line and line count, in seed and candidate. */
  readonly seed: { readonly start: number; readonly count: number }
  readonly candidate: { readonly start: number; readonly count: number }
  /** One sentence for each edit that touched these lines. */
  readonly hypotheses: readonly string[]
  readonly wins: number
  readonly losses: number
  readonly n: number
  readonly pBetter: number
}

export function reviewOf(runId: number, sweep: SweepResult): Review | undefined {
  const { source, report, texts, edits, winnerId } = sweep
  if (winnerId === 'seed') return undefined
  const context = contextOf(source)
  const prompt = parsePrompt(source.path, source.source, context)
  const candidateSource = writePrompt(prompt, texts)
  const seed = seedDraft(prompt.messages)
  const touched = edits.map((edit) => {
    const without = writePrompt(
      prompt,
      draftTexts(
        buildDraft(
          seed,
          edits.filter((one) => one !== edit),
        ),
      ),
    )
    return { edit, hunks: diffPrompts(source.path, without, candidateSource, context) }
  })
  const worth = new Map(report.edits.map(({ id, difference }): [string, Counts] => [id, difference]))
  const hunks = diffPrompts(source.path, source.source, candidateSource, context).map((hunk): ReviewHunk => {
    const behind = touched.filter(({ hunks: own }) =>
      own.some(
        (one) =>
          one.after.start < hunk.after.start + Math.max(1, hunk.after.count) &&
          hunk.after.start < one.after.start + Math.max(1, one.after.count),
      ),
    )
    const counts = behind.map(({ edit }) => worth.get(edit.id)).filter((count) => count !== undefined)
    const sum = (of: (count: Counts) => number) => counts.reduce((total, count) => total + of(count), 0)
    const wins = sum((count) => count.wins)
    const losses = sum((count) => count.losses)
    return {
      seed: hunk.before,
      candidate: hunk.after,
      hypotheses: behind.map(({ edit }) => edit.hypothesis),
      wins,
      losses,
      n: wins + losses + sum((count) => count.ties),
      pBetter: probabilityBetter(wins, losses),
    }
  })
  const claim = report.sealed ?? report.optimistic
  const points = `${claim.estimate < 0 ? '−' : '+'}${(100 * Math.abs(claim.estimate)).toFixed(1)} points`
  return {
    runId,
    promptPath: source.path,
    seedSource: source.source,
    candidateSource,
    label: report.winner.label,
    score:
      report.sealed === null
        ? `${points} on select, ${report.exploratory ? 'exploratory' : 'optimistic'}`
        : `${points}, ${claim.verdict}`,
    hunks,
  }
}
