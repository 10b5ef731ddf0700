// Leaves one edit out at a time: what each edit is worth in the company of the others, and whether it stays.
import type { TrainCase } from '../evals/case.ts'
import { runCells } from '../evals/run.ts'
import type { RunContext } from '../run.ts'
import type { Counts } from '../stats/intervals.ts'
import { armOf, type Candidate, type Candidates } from './candidates.ts'
import type { Guard } from './guard.ts'
import type { ModelFor } from './objective.ts'
import type { SearchTrace } from './trace.ts'

/** Draws on each case an edit mended: where all pass without it, it is not needed. */
const DRAWS = 2

/** What of the search's setup pruning needs. */
export interface PruneSetup {
  readonly context: RunContext
  readonly modelFor: ModelFor
  readonly candidates: Candidates
  readonly guard: Guard
  readonly order: readonly TrainCase[]
  readonly validator: { readonly size: number }
  /** Search calls kept for what comes after the search. */
  readonly keepCalls: number
}

export interface Pruned {
  readonly candidate: Candidate
  /** With the edit against without it, by edit id. */
  readonly worth: ReadonlyMap<string, Counts>
}

/** Drops edits that do not help, unless a later edit leans on them. Where the budget ends before an edit's turn, its
 *  gate's counts stand. */
export async function prune(
  { context, modelFor, candidates, guard, order: train, validator, keepCalls }: PruneSetup,
  best: Candidate,
  trace: SearchTrace,
): Promise<Pruned> {
  const keep = keepCalls + validator.size
  const worth = new Map<string, Counts>()
  for (const edit of best.edits) {
    const seen = trace.gates.get(edit.id)
    if (seen !== undefined) worth.set(edit.id, { wins: seen.wins, losses: seen.losses, ties: seen.ties, missing: 0 })
  }
  let kept = best
  for (const edit of best.edits.length > 1 ? best.edits : []) {
    const gated = trace.gates.get(edit.id)
    const fixed = train.filter((kase) => gated?.fixedIds.includes(kase.id))
    if (gated === undefined || fixed.length === 0) continue
    if (context.ledger.searchLeft - keep < DRAWS * fixed.length) break
    const without = candidates.create(
      best,
      kept.edits.filter((one) => one !== edit),
    )
    if (guard.problemOf(without) !== undefined) continue
    const missed = await failing(context, without, modelFor, fixed)
    worth.set(edit.id, { wins: missed, losses: gated.losses, ties: gated.ties + fixed.length - missed, missing: 0 })
    if (missed > 0) continue
    const { hypothesis, kind, id } = edit
    context.emit({
      type: 'proposal',
      proposal: {
        atCalls: context.ledger.searchCalls,
        editId: id,
        kind,
        hypothesis,
        outcome: 'rejected',
        detail: `left out at the end: what it mended passes without it (${fixed.length} cases, ${DRAWS} draws each)`,
      },
    })
    kept = without
  }
  return { candidate: kept, worth }
}

/** How many of `cases` fail in at least one draw. */
async function failing(
  context: RunContext,
  candidate: Candidate,
  modelFor: ModelFor,
  cases: readonly TrainCase[],
): Promise<number> {
  let passing = cases
  for (let repeat = 0; repeat < DRAWS && passing.length > 0; repeat++) {
    const cells = await runCells(
      context,
      passing.map((kase) => ({ arm: armOf(candidate, modelFor(kase)), kase, repeat })),
      'train',
      'leaving an edit out',
    )
    passing = passing.filter((_, i) => cells[i]?.grade?.pass !== false)
  }
  return cases.length - passing.length
}
