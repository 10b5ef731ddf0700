// Prompt × model: seed and winner on every model of the run, as cells and as rows.
// Cells of select cases were used for choosing; only those of sealed cases are a claim.

import { untilSpent } from '../budget.ts'
import type { SelectCase } from '../evals/case.ts'
import { leaderboardRow } from '../evals/leaderboard.ts'
import { markFrontier } from '../evals/pareto.ts'
import { judgeCalls, runCells } from '../evals/run.ts'
import type { LeaderboardRow, Objective } from '../events.ts'
import type { Cell, ChatModel } from '../ports.ts'
import type { RunContext } from '../run.ts'
import { armOf, type Candidate } from './candidates.ts'
import { onModel, pooledRate, worstModel } from './objective.ts'
import type { SweepPlan } from './plan.ts'
import type { Validator } from './validate.ts'

/** Cells of seed and winner on select cases, over all models: the search's own, and new ones where it had none. */
export async function measureMatrix(
  context: RunContext,
  plan: SweepPlan,
  arms: readonly Candidate[],
  validator: Validator,
  select: readonly SelectCase[],
): Promise<Cell[]> {
  const cells: Cell[] = arms.flatMap((candidate) => validator.of(candidate)?.cells ?? [])
  const others = plan.models.filter((model) => !plan.searched.includes(model))
  const perCase = Math.max(1, ...select.map((kase) => 1 + judgeCalls(kase)))
  // The same cases for all of them: as many as the search left calls for.
  const room = Math.floor(context.ledger.searchLeft / (perCase * arms.length * Math.max(1, others.length)))
  const cases = select.slice(0, Math.min(plan.matrixCases, room))
  for (const model of others) {
    for (const candidate of arms) {
      const rollouts = cases.map((kase) => ({ arm: armOf(candidate, model), kase, repeat: 0 }))
      const run = () => runCells(context, rollouts, 'select', `${candidate.label} on ${model.id}`)
      cells.push(...((await untilSpent(run)) ?? []))
    }
  }
  return cells
}

/** A row for each model and arm that has cells, with the mark of the Pareto view where there are several models. */
export function matrixRows(
  models: readonly ChatModel[],
  arms: readonly Candidate[],
  cells: readonly Cell[],
  split: 'select' | 'test',
): LeaderboardRow[] {
  const rows = models.flatMap((model) =>
    arms.flatMap((arm) => {
      const own = onModel(of(cells, arm), model.id)
      return own.length === 0 ? [] : [leaderboardRow(own, labelled(arm), model, split)]
    }),
  )
  return models.length > 1 ? markFrontier(rows) : rows
}

/** The row that speaks for an arm over all models: their mean, or the worst with the winner. */
export function headlineRow(
  objective: Objective,
  models: readonly ChatModel[],
  arm: Candidate,
  winner: Candidate,
  cells: readonly Cell[],
  split: 'select' | 'test',
): LeaderboardRow {
  const own = of(cells, arm)
  const worst = objective === 'worst' ? worstModel(models, of(cells, winner)) : models[0]?.id
  const model = models.find(({ id }) => id === worst)
  if (model === undefined) throw new Error('A claim has a model.')
  if (models.length === 1 || objective === 'worst')
    return leaderboardRow(onModel(own, model.id), labelled(arm), model, split)
  const notices = [...new Set(models.flatMap(({ notice }) => notice ?? []))].join('; ')
  const mean = { id: `mean of ${models.length} models`, ...(notices !== '' && { notice: notices }) }
  return leaderboardRow(own, labelled(arm), mean, split, pooledRate(own, models.length))
}

export function of<C extends Cell>(cells: readonly C[], arm: Pick<Candidate, 'id'>): C[] {
  return cells.filter((cell) => cell.candidateId === arm.id)
}

/** The arm that is not the seed is the winner. */
function labelled({ id, label, tokens }: Candidate) {
  return { id, label: id === 'seed' ? label : `${label} winner`, tokens }
}
