// The targeted gate: an edit is tested on the failures it claims to mend, on others of their kind, and on passes that
// it must not break. Stops as soon as the answer is clear.
import type { TrainCase } from '../evals/case.ts'
import { runCells } from '../evals/run.ts'
import type { Cell, ChatModel } from '../ports.ts'
import type { RunContext } from '../run.ts'
import { armOf, type Candidate } from './candidates.ts'
import type { Failure } from './cluster.ts'

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
  readonly broken: number
  /** Cases looked at. */
  readonly n: number
  readonly cells: readonly Cell[]
}

const BROKEN_AT_MOST = 1

export async function gate(
  context: RunContext,
  model: ChatModel,
  candidate: Candidate,
  cases: GateCases,
): Promise<GateResult> {
  const arm = armOf(candidate, model)
  const run = (some: readonly { readonly kase: TrainCase }[], repeat = 0) =>
    runCells(
      context,
      some.map(({ kase }) => ({ arm, kase, repeat })),
      'train',
      'testing an edit',
    )
  const passed = (cells: readonly Cell[]) => cells.filter((cell) => cell.grade?.pass).length
  const train = (failures: readonly Failure[]) => failures.map(({ kase }) => ({ kase: kase as TrainCase }))
  const single = cases.shown.length + cases.unseen.length < 2
  const needed = single ? 1 : 2

  const shown = await run(train(cases.shown))
  let fixed = passed(shown)
  if (single && fixed === 1) fixed = passed(await run(train(cases.shown), 1))
  const parts = [`fixed ${fixed} of ${shown.length} shown`]
  const done = (accepted: boolean, broken: number, cells: readonly Cell[]): GateResult => ({
    accepted,
    detail: parts.join(', '),
    fixed,
    broken,
    n: cells.length,
    cells,
  })
  if (fixed < Math.min(needed, shown.length)) return done(false, 0, shown)

  const unseen = await run(train(cases.unseen))
  fixed += passed(unseen)
  if (unseen.length > 0) parts.push(`${passed(unseen)} of ${unseen.length} unseen`)
  if (fixed < needed) return done(false, 0, [...shown, ...unseen])

  const guards = await run(cases.guards.map((kase) => ({ kase })))
  const broken = guards.filter((cell) => cell.grade?.pass === false).length
  parts.push(`broke ${broken} of ${guards.length}`)
  const accepted = broken <= (single ? 0 : BROKEN_AT_MOST) && fixed > broken
  return done(accepted, broken, [...shown, ...unseen, ...guards])
}
