// Leaves one edit out at a time: what each edit is worth in the company of the others, and whether it stays.
import type { TrainCase } from '../evals/case.ts'
import { passes, runCells } from '../evals/run.ts'
import type { ChatModel } from '../ports.ts'
import { Random } from '../random.ts'
import type { RunContext } from '../run.ts'
import { type Counts, countPairs } from '../stats/intervals.ts'
import { probabilityBetter } from '../stats/paired.ts'
import { armOf, type Candidate, type Candidates } from './candidates.ts'
import type { Edit } from './draft.ts'
import type { SearchTrace } from './trace.ts'

const GUARDS = 20
const KEEP_P = 0.6

export interface Pruned {
  readonly candidate: Candidate
  /** With the edit against without it, by edit id. */
  readonly worth: ReadonlyMap<string, Counts>
}

/** Drops edits that do not help. Where the budget ends before an edit's turn, its gate's counts stand. */
export async function prune(
  context: RunContext,
  model: ChatModel,
  candidates: Candidates,
  best: Candidate,
  train: readonly TrainCase[],
  trace: SearchTrace,
  keepCalls: number,
): Promise<Pruned> {
  const worth = new Map<string, Counts>()
  for (const edit of best.edits) {
    const seen = trace.gates.get(edit.id)
    if (seen !== undefined) worth.set(edit.id, { wins: seen.wins, losses: seen.losses, ties: seen.ties, missing: 0 })
  }
  let kept = best
  for (const edit of best.edits.length > 1 ? best.edits : []) {
    const cases = casesFor(edit, train, trace, context.seed)
    if (context.ledger.searchLeft - keepCalls < 2 * cases.length) break
    const without = candidates.create(
      best,
      kept.edits.filter((one) => one !== edit),
    )
    const run = async (candidate: Candidate) =>
      passes(
        await runCells(
          context,
          cases.map((kase) => ({ arm: armOf(candidate, model), kase, repeat: 0 })),
          'train',
          'leaving an edit out',
        ),
      )
    const counts = countPairs(await run(without), await run(kept))
    worth.set(edit.id, counts)
    if (probabilityBetter(counts.wins, counts.losses) >= KEEP_P) continue
    const { hypothesis, kind, id } = edit
    context.emit({
      type: 'proposal',
      proposal: {
        atCalls: context.ledger.searchCalls,
        editId: id,
        kind,
        hypothesis,
        outcome: 'rejected',
        detail: `left out at the end: with it ${counts.wins} won, ${counts.losses} lost of ${cases.length}`,
      },
    })
    kept = without
  }
  return { candidate: kept, worth }
}

/** The cases the edit was gated on, and others drawn by chance. */
function casesFor(edit: Edit, train: readonly TrainCase[], trace: SearchTrace, seed: string): TrainCase[] {
  const gated = new Set(trace.gates.get(edit.id)?.caseIds)
  const others = new Random(seed, `prune ${edit.id}`).shuffle(train.filter((kase) => !gated.has(kase.id)))
  return [...train.filter((kase) => gated.has(kase.id)), ...others.slice(0, GUARDS)]
}
