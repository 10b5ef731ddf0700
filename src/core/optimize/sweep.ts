// One sweep from start to claim: preflight, search, pruning, matrix over models, sealed report.
// The sealed split is opened once, at the end, for seed and winner together.
import { untilSpent } from '../budget.ts'
import type { SelectCase } from '../evals/case.ts'
import { leaderboardRow } from '../evals/leaderboard.ts'
import { runCells } from '../evals/run.ts'
import type { LeaderboardRow } from '../events.ts'
import type { Cell, ChatModel } from '../ports.ts'
import { Random } from '../random.ts'
import type { RunContext } from '../run.ts'
import { differenceOf } from '../stats/intervals.ts'
import { armOf, type Candidate, Candidates } from './candidates.ts'
import { TrainEvidence } from './evidence.ts'
import type { SweepPlan } from './plan.ts'
import { plateauOf } from './plateau.ts'
import { beforeSpending, measureNoise } from './preflight.ts'
import { reportOf } from './report.ts'
import { openSealed } from './sealed.ts'
import { Search } from './search.ts'
import type { SearchOutcome } from './setup.ts'
import { SearchTrace } from './trace.ts'
import { Validator } from './validate.ts'

const HEADROOM = 0.97

export async function sweep(context: RunContext, plan: SweepPlan): Promise<void> {
  const { splits, models, model, proposers, matrixCases } = plan
  const { evalFile } = context.task
  context.emit({ type: 'preflight', sentences: beforeSpending(context, plan) })
  const order = new Random(context.seed, 'train order').shuffle(splits.train)
  const select = new Random(context.seed, 'select cases').shuffle(splits.select).slice(0, plan.selectSize)
  const candidates = new Candidates(context)
  const validator = new Validator(context, model, select)
  const seedRate = await untilSpent(() => validator.validate(candidates.seed, candidates.seed))
  const noise = await untilSpent(() => measureNoise(context, candidates.seed, model, select, plan.noiseCases))
  if (noise !== undefined)
    context.emit({ type: 'preflight', sentences: [...beforeSpending(context, plan), noise.sentence] })

  const train = new TrainEvidence(context, model, order, (noise?.flips ?? 0) > 0.03)
  const matrixCalls = (models.length - 1) * matrixCases * 2
  let outcome: SearchOutcome = {
    best: candidates.seed,
    trace: new SearchTrace(proposers.length > 1),
    worth: new Map(),
    stopped: seedRate === undefined ? 'budget' : 'no failures left',
  }
  if (seedRate === undefined) context.emit({ type: 'note', text: 'The budget ended before the search could begin.' })
  else if (validator.share(candidates.seed) < HEADROOM) {
    const search = new Search({
      context,
      model,
      proposers,
      candidates,
      train,
      order,
      validator,
      target: evalFile.target,
      keepCalls: matrixCalls,
      presetCalls: plan.presetCalls,
    })
    outcome = await search.run()
  } else
    context.emit({
      type: 'note',
      text: 'Nothing to optimize: almost every select case passes with the prompt as it is.',
    })

  const { wins, losses } = validator.counts(candidates.seed, outcome.best)
  // What won nothing on select cases is not worth opening the sealed ones for.
  const winner = wins > losses ? outcome.best : candidates.seed
  candidates.tell(winner, winner === candidates.seed ? 'seed' : 'winner')
  const rows = await matrix(context, plan, candidates.seed, winner, validator, select)
  context.emit({ type: 'leaderboard', rows })
  const sealed = winner === candidates.seed ? undefined : await openSealed(context, plan, candidates.seed, winner)
  const report = reportOf(context, plan, {
    candidates,
    winner,
    worth: outcome.worth,
    optimistic: differenceOf(validator.counts(candidates.seed, winner)),
    rows,
    sealed,
    plateau: plateauOf({ ...outcome, best: winner }, validator, evalFile.target),
  })
  context.store.saveDocument(context.id, 'sweep', { winnerId: winner.id, report })
  context.emit({ type: 'sweep-report', report })
}

/** Seed and winner on every model, on select cases: used for choosing between models, so labelled so. */
async function matrix(
  context: RunContext,
  plan: SweepPlan,
  seed: Candidate,
  winner: Candidate,
  validator: Validator,
  select: readonly SelectCase[],
): Promise<LeaderboardRow[]> {
  const arms = winner === seed ? [seed] : [seed, winner]
  const label = (candidate: Candidate) => ({
    id: candidate.id,
    label: candidate === winner && candidate !== seed ? `${candidate.label} winner` : candidate.label,
  })
  const rows: LeaderboardRow[] = []
  for (const model of plan.models) {
    if (model !== plan.model && context.ledger.searchLeft < arms.length * plan.matrixCases) continue
    for (const candidate of arms) {
      const known = model === plan.model ? validator.of(candidate)?.cells : undefined
      const cells = known ?? (await untilSpent(() => matrixCells(context, plan, candidate, model, select))) ?? []
      if (cells.length > 0) rows.push(leaderboardRow(cells, label(candidate), model, 'select'))
    }
  }
  return rows
}

async function matrixCells(
  context: RunContext,
  plan: SweepPlan,
  candidate: Candidate,
  model: ChatModel,
  select: readonly SelectCase[],
): Promise<readonly Cell[]> {
  const cases = select.slice(0, plan.matrixCases)
  const rollouts = cases.map((kase) => ({ arm: armOf(candidate, model), kase, repeat: 0 }))
  return runCells(context, rollouts, 'select', `${candidate.label} on ${model.id}`)
}
