// Opens the sealed split for a sweep's one claim: seed and winner on the same cases, in turns, on each model.
// Nothing is chosen after this.
import { type GradedCell, runCells } from '../evals/run.ts'
import { sha256, stableJson } from '../hash.ts'
import type { RunContext } from '../run.ts'
import { armOf, type Candidate } from './candidates.ts'
import type { SweepPlan } from './plan.ts'

export interface SealedResult {
  readonly cells: readonly GradedCell[]
  readonly openings: number
}

/** Undefined where no case is sealed. */
export async function openSealed(
  context: RunContext,
  plan: SweepPlan,
  seed: Candidate,
  winner: Candidate,
): Promise<SealedResult | undefined> {
  const { vault } = plan.splits
  if (vault.size === 0) return undefined
  const cases = vault.open(
    { runId: context.id, candidateHash: sha256(stableJson(winner.texts)), at: context.clock.now() },
    context.store,
  )
  const openings = context.store.testOpenings(vault.hash)
  const arms = plan.sealedModels.flatMap((model) => [armOf(seed, model), armOf(winner, model)])
  const rollouts = cases.flatMap((kase) => arms.map((arm) => ({ arm, kase, repeat: 0 })))
  return { cells: await runCells(context, rollouts, 'test', 'opening the sealed cases'), openings }
}
