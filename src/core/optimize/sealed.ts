// Opens the sealed split for a sweep's one claim: seed and winner on the same cases, in turns.
// Nothing is chosen after this.
import { leaderboardRow } from '../evals/leaderboard.ts'
import { passes, runCells } from '../evals/run.ts'
import type { LeaderboardRow } from '../events.ts'
import { sha256, stableJson } from '../hash.ts'
import type { RunContext } from '../run.ts'
import { type Counts, countPairs } from '../stats/intervals.ts'
import { armOf, type Candidate } from './candidates.ts'
import type { SweepPlan } from './plan.ts'

export interface SealedResult {
  readonly seed: LeaderboardRow
  readonly winner: LeaderboardRow
  readonly counts: Counts
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
  const arms = [armOf(seed, plan.model), armOf(winner, plan.model)]
  const rollouts = cases.flatMap((kase) => arms.map((arm) => ({ arm, kase, repeat: 0 })))
  const cells = await runCells(context, rollouts, 'test', 'opening the sealed cases')
  const of = (candidate: Candidate) => cells.filter((cell) => cell.candidateId === candidate.id)
  return {
    seed: leaderboardRow(of(seed), seed, plan.model, 'test'),
    winner: leaderboardRow(of(winner), { id: winner.id, label: `${winner.label} winner` }, plan.model, 'test'),
    counts: countPairs(passes(of(seed)), passes(of(winner))),
    openings,
  }
}
