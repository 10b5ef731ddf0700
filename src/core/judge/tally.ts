// Votes into one judgement. A vote that failed is missing: it never makes the panel smaller. Pure functions.
import type { Judgement } from './question.ts'

export interface Tally {
  readonly passes: number
  readonly fails: number
  readonly missing: number
}

export function countVotes(votes: readonly (Judgement | undefined)[]): Tally {
  const passes = votes.filter((vote) => vote?.pass === true).length
  const fails = votes.filter((vote) => vote?.pass === false).length
  return { passes, fails, missing: votes.length - passes - fails }
}

/** More than half of all votes decide, missing ones counted among all; undefined where neither side has as many. The
 *  score is the mean of the votes there are. */
export function tally(votes: readonly (Judgement | undefined)[]): Judgement | undefined {
  const { passes, fails } = countVotes(votes)
  const needed = votes.length / 2
  if (passes <= needed && fails <= needed) return undefined
  const pass = passes > needed
  const valid = votes.filter((vote) => vote !== undefined)
  const speaker = valid.find((vote) => vote.pass === pass)
  const score = valid.reduce((sum, vote) => sum + vote.score, 0) / valid.length
  const count = votes.length === 1 ? '' : `${pass ? passes : fails} of ${votes.length} votes: `
  return { pass, score, reason: `${count}${speaker?.reason ?? ''}` }
}
