// Successive halving: many whole prompts, one question, the same cases in the same order for everyone.
import type { TrainCase } from '../evals/case.ts'
import { passes, runCells } from '../evals/run.ts'
import type { Cell } from '../ports.ts'
import type { RunContext } from '../run.ts'
import { type Counts, countPairs } from '../stats/intervals.ts'
import { probabilityBetter } from '../stats/paired.ts'
import { armOf, type Candidate } from './candidates.ts'
import type { ModelFor } from './objective.ts'

export interface Screened {
  readonly candidate: Candidate
  /** "12 of 16 cases right; the incumbent 6". */
  readonly detail: string
  /** Against the incumbent. */
  readonly counts: Counts
}

export interface ScreenResult {
  /** Undefined where none is likely (P ≥ .80) to be better than the incumbent. */
  readonly best: Screened | undefined
  readonly others: readonly Screened[]
}

/** Never dropped where P(better than the last one kept) reaches this. */
const KEEP_P = 0.4
const ADOPT_P = 0.8
const FIRST_BLOCK = 4
const LARGEST_BLOCK = 32

/** Runs contestants and incumbent on `cases`, halving the field each round, within `calls` calls. */
export async function screen(
  context: RunContext,
  modelFor: ModelFor,
  incumbent: Candidate,
  contestants: readonly Candidate[],
  cases: readonly TrainCase[],
  calls: number,
): Promise<ScreenResult> {
  const cells = new Map<string, Cell[]>([incumbent, ...contestants].map((candidate) => [candidate.id, []]))
  const of = (candidate: Candidate) => cells.get(candidate.id) ?? []
  let field = [...contestants]
  let block = Math.max(FIRST_BLOCK, Math.floor(calls / (3 * (contestants.length + 1))))
  let used = 0
  let left = calls
  const over = (a: Candidate, b: Candidate) => {
    const shared = Math.min(of(a).length, of(b).length)
    const counts = countPairs(passes(of(a).slice(0, shared)), passes(of(b).slice(0, shared)))
    return {
      counts,
      net: counts.wins - counts.losses,
      pBetter: probabilityBetter(counts.wins, counts.losses),
    }
  }
  while (field.length > 0 && used < cases.length) {
    const running = [incumbent, ...field]
    const next = cases.slice(used, used + Math.min(block, Math.floor(left / running.length)))
    if (next.length < Math.min(FIRST_BLOCK, cases.length - used)) break
    used += next.length
    left -= next.length * running.length
    const rollouts = next.flatMap((kase) => running.map((c) => ({ arm: armOf(c, modelFor(kase)), kase, repeat: 0 })))
    for (const cell of await runCells(context, rollouts, 'train', 'comparing whole prompts'))
      cells.get(cell.candidateId)?.push(cell)
    field = field.toSorted((a, b) => over(incumbent, b).net - over(incumbent, a).net || a.tokens - b.tokens)
    if (field.length === 1) continue
    const cut = field[Math.ceil(field.length / 2) - 1] as Candidate
    const kept = field.filter((one, rank) => rank < field.length / 2 || over(cut, one).pBetter >= KEEP_P)
    field = kept.length === field.length ? field.slice(0, -1) : kept
    block = Math.min(LARGEST_BLOCK, block * 2)
  }
  const right = (candidate: Candidate, n: number) =>
    of(candidate)
      .slice(0, n)
      .filter((cell) => cell.grade?.pass).length
  const screened = contestants.map((candidate) => {
    const n = of(candidate).length
    return {
      candidate,
      counts: over(incumbent, candidate).counts,
      detail: `${right(candidate, n)} of ${n} train cases right; the prompt it would replace ${right(incumbent, n)}`,
    }
  })
  const leader = field[0]
  const best =
    leader !== undefined && over(incumbent, leader).pBetter >= ADOPT_P
      ? screened.find(({ candidate }) => candidate === leader)
      : undefined
  return { best, others: screened.filter((one) => one !== best) }
}
