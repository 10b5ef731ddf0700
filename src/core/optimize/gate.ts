// The targeted gate: an edit is tested on the failures it claims to mend, on others of their kind, and on passes that
// it must not break. Stops as soon as the answer is clear.
import type { TrainCase } from '../evals/case.ts'
import { runCells } from '../evals/run.ts'
import type { Cell } from '../ports.ts'
import type { RunContext } from '../run.ts'
import { armOf, type Candidate } from './candidates.ts'
import type { Failure } from './cluster.ts'
import type { ModelFor } from './objective.ts'

export interface GateCases {
  /** Shown to the proposer. */
  readonly shown: readonly Failure[]
  /** Of the same cluster, never shown. */
  readonly unseen: readonly Failure[]
  /** Pass on the incumbent. */
  readonly guards: readonly TrainCase[]
}

export interface GateResult {
  readonly accepted: boolean
  /** "fixed 4 of 4 shown, 2 of 2 unseen; broke 0 of 6". */
  readonly detail: string
  readonly fixed: number
  readonly fixedIds: readonly string[]
  readonly broken: number
  /** Cases looked at. */
  readonly n: number
  readonly cells: readonly Cell[]
}

/** Draws in which a fix must hold where it is the only one. */
const SURE = 3

/** `noisy`: the same request may be answered otherwise when made again, so that fixes and breaks are drawn again
 *  before they count. */
export async function gate(
  context: RunContext,
  modelFor: ModelFor,
  parent: Candidate,
  candidate: Candidate,
  cases: GateCases,
  noisy: boolean,
): Promise<GateResult> {
  const cells: Cell[] = []
  const parts: string[] = []
  const run = async (who: Candidate, some: readonly TrainCase[], repeat: number) => {
    const rollouts = some.map((kase) => ({ arm: armOf(who, modelFor(kase)), kase, repeat }))
    const drawn = await runCells(context, rollouts, 'train', 'testing an edit')
    if (who === candidate) cells.push(...drawn)
    return some.filter((_, i) => drawn[i]?.grade?.pass)
  }
  const without = (all: readonly TrainCase[], some: readonly TrainCase[]) => all.filter((one) => !some.includes(one))
  const train = (failures: readonly Failure[]) => failures.map(({ kase }) => kase as TrainCase)
  const done = (accepted: boolean, fixed: readonly TrainCase[], broken: number): GateResult => ({
    accepted,
    detail: parts.join(', '),
    fixed: fixed.length,
    fixedIds: fixed.map((kase) => kase.id),
    broken,
    n: new Set(cells.map((cell) => cell.caseId)).size,
    cells,
  })

  const shown = train(cases.shown)
  let fixed = await run(candidate, shown, 0)
  if (noisy && fixed.length > 0) fixed = await run(candidate, fixed, 1)
  for (let repeat = 2; noisy && repeat < SURE && fixed.length === 1; repeat++)
    fixed = await run(candidate, fixed, repeat)
  parts.push(`fixed ${fixed.length} of ${shown.length} shown${noisy ? ' for sure' : ''}`)
  if (fixed.length === 0) return done(false, fixed, 0)

  if (!noisy) {
    const unseen = train(cases.unseen)
    const more = await run(candidate, unseen, 0)
    if (unseen.length > 0) parts.push(`${more.length} of ${unseen.length} unseen`)
    fixed = [...fixed, ...more]
    if (fixed.length < Math.min(2, shown.length + unseen.length)) return done(false, fixed, 0)
  }

  const guards = [...cases.guards]
  let broken = without(guards, await run(candidate, guards, 0))
  if (noisy && broken.length > 0) {
    broken = without(broken, await run(candidate, broken, 1))
    // A case that passes only now and then was never a guard.
    for (const repeat of [1, 2]) if (broken.length > 0) broken = await run(parent, broken, repeat)
  }
  parts.push(`broke ${broken.length} of ${guards.length}`)
  return done(broken.length <= (fixed.length > 1 ? 1 : 0), fixed, broken.length)
}
