// One sweep from start to claim: preflight, search, matrix over models, sealed report.
// The sealed split is opened once, at the end, for seed and winner together.
import { untilSpent } from '../budget.ts'
import { quotesOf } from '../evals/split.ts'
import { Random } from '../random.ts'
import type { RunContext } from '../run.ts'
import { type Candidate, Candidates } from './candidates.ts'
import { TrainEvidence } from './evidence.ts'
import { Guard } from './guard.ts'
import { matrixRows, measureMatrix } from './matrix.ts'
import { modelsReportOf } from './modelsReport.ts'
import { inTurns } from './objective.ts'
import type { SweepPlan } from './plan.ts'
import { plateauOf } from './plateau.ts'
import { beforeSpending, headroomSentence, noiseSentence } from './preflight.ts'
import { reportOf } from './report.ts'
import { openSealed } from './sealed.ts'
import { Search } from './search.ts'
import type { SearchOutcome } from './setup.ts'
import { SearchTrace } from './trace.ts'
import { Validator } from './validate.ts'
import { variantsOf } from './variants.ts'

const HEADROOM = 0.97
/** Select cases must not speak against a winner for the sealed ones to be opened for it. */
const OPEN_P = 0.1

export async function sweep(context: RunContext, plan: SweepPlan): Promise<void> {
  const { splits, models, searched } = plan
  const { target } = context.task.evalFile
  context.emit({ type: 'preflight', sentences: beforeSpending(context, plan) })
  const select = new Random(context.seed, 'select cases').shuffle(splits.select).slice(0, plan.selectSize)
  const candidates = new Candidates(context)
  const { seed } = candidates
  const validator = new Validator(context, searched, select, plan.objective)
  const guard = new Guard(context.task.prompt, splits.train, quotesOf(splits))
  const outcome = await search(context, plan, candidates, guard, validator)
  const winner = choose(validator, seed, outcome.best, splits.vault.size > 0)
  candidates.tell(winner, winner === seed ? 'seed' : 'winner')
  const arms = winner === seed ? [seed] : [seed, winner]
  const cells = await measureMatrix(context, plan, arms, validator, select)
  const rows = matrixRows(models, arms, cells, 'select')
  context.emit({ type: 'leaderboard', rows })
  const setup = { context, models: searched, candidates, guard, validator, select }
  const variants = (await untilSpent(() => variantsOf(setup, winner))) ?? []
  const sealed = winner === seed ? undefined : await openSealed(context, plan, seed, winner)
  const modelsReport = modelsReportOf(plan, { seed, winner, select: cells, sealed, variants })
  if (modelsReport !== undefined && sealed !== undefined) context.emit({ type: 'leaderboard', rows: modelsReport.rows })
  const report = reportOf(context, plan, {
    seed,
    winner,
    worth: outcome.worth,
    optimistic: validator.difference(seed, winner),
    select: cells,
    sealed,
    plateau: plateauOf({ ...outcome, best: winner }, validator, target),
    models: modelsReport,
  })
  context.store.saveDocument(context.id, 'sweep', { winnerId: winner.id, report })
  context.emit({ type: 'sweep-report', report })
}

async function search(
  context: RunContext,
  plan: SweepPlan,
  candidates: Candidates,
  guard: Guard,
  validator: Validator,
): Promise<SearchOutcome> {
  const { splits, searched, proposers, presetCalls, matrixCalls } = plan
  const { seed } = candidates
  const asItIs = (text: string, stopped: SearchOutcome['stopped']): SearchOutcome => {
    context.emit({ type: 'note', text })
    return { best: seed, trace: new SearchTrace(proposers.length > 1), worth: new Map(), stopped }
  }
  const seedRate = await untilSpent(() => validator.validate(seed, seed))
  if (validator.size === 0)
    return asItIs(
      'There is no select case, so no edit could be compared with the seed: nothing was searched.',
      'no failures left',
    )
  if (seedRate === undefined) return asItIs('The budget ended before the search could begin.', 'budget')
  const said = [...beforeSpending(context, plan), headroomSentence(seedRate.rate)]
  context.emit({ type: 'preflight', sentences: said })
  if (validator.share(seed) >= HEADROOM)
    return asItIs('Nothing to optimize: almost every select case passes with the prompt as it is.', 'no failures left')
  const order = new Random(context.seed, 'train order').shuffle(splits.train)
  const modelFor = inTurns(searched, order)
  const train = new TrainEvidence(context, candidates, modelFor, order)
  const { target } = context.task.evalFile
  const setup = { context, modelFor, proposers, candidates, guard, train, order, validator, target, presetCalls }
  const outcome = await new Search({ ...setup, keepCalls: matrixCalls }).run()
  context.emit({ type: 'preflight', sentences: [...said, ...noiseSentence(train.noise)] })
  return outcome
}

/** Without sealed cases to say so later, what won nothing on select cases is not offered. What they speak against, or what harms a model, is not worth opening the sealed ones for. */
function choose(validator: Validator, seed: Candidate, best: Candidate, hasSealed: boolean): Candidate {
  const { pBetter, wins, losses } = validator.difference(seed, best)
  const promising = hasSealed ? pBetter >= OPEN_P : wins > losses
  return promising && validator.harmed(seed, best).length === 0 ? best : seed
}
