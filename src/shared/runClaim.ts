// What one finished run says about its prompt, in the few figures that lists have room for.
// Must never word a verdict that the reports do not carry.
import type { Difference, LeaderboardRow, Rate } from '../core/events.ts'
import { formatPoints } from './format.ts'
import type { RunSummary, RunView } from './viewModel.ts'

export interface RunClaim {
  /** The rate the run ended on: the winner's of a sweep, the first model's of an eval. */
  readonly rate: Rate | null
  /** The seed's rate on the same cases, where the run was a sweep. */
  readonly before: Rate | null
  readonly split: 'select' | 'test' | undefined
  /** "+18.3, credible". */
  readonly verdict: string | null
  readonly notice: string | null
}

const nothing: RunClaim = { rate: null, before: null, split: undefined, verdict: null, notice: null }

export function claimOf(run: RunView): RunClaim {
  if (run.sweep !== null) {
    const { seed, winner, sealed } = run.sweep
    const same = seed.candidateId === winner.candidateId
    return { ...rowClaim(winner), before: same ? null : seed.rate, verdict: same ? null : verdictOf(sealed) }
  }
  if (run.confirmation !== null) {
    const { arms, claim, tunedModel, baseModel } = run.confirmation
    const best = (model: string) => arms.find((arm) => arm.candidateId === 'best' && arm.model === model)
    const [tuned, base] = [best(tunedModel), best(baseModel)]
    return tuned === undefined ? nothing : { ...rowClaim(tuned), before: base?.rate ?? null, verdict: verdictOf(claim) }
  }
  const first = run.evaluation?.rows[0]
  return first === undefined ? nothing : rowClaim(first)
}

/** One line of the history. */
export function summaryOf(run: RunView): RunSummary {
  const { rate, split, verdict, notice } = claimOf(run)
  return {
    id: run.id,
    kind: run.kind,
    promptPath: run.promptPath,
    status: run.status,
    startedAt: run.startedAt,
    model: run.models[0],
    rate,
    split,
    verdict,
    usd: run.spend === null || run.spend.unpricedCalls > 0 ? null : run.spend.usd,
    notice: notice ?? run.notices[0] ?? null,
  }
}

function rowClaim({ rate, split, notice }: LeaderboardRow): RunClaim {
  return { ...nothing, rate, split, notice }
}

function verdictOf(difference: Difference | null): string | null {
  return difference === null ? null : `${formatPoints(difference.estimate)}, ${difference.verdict}`
}
