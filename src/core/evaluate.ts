// Measures one prompt over models on every case that may be looked at. Sealed cases stay sealed.
import { answerAhead, type CallAhead } from './batch/answerAhead.ts'
import { BudgetSpent } from './budget.ts'
import { keyOf } from './calls.ts'
import { apartSentences, withApart } from './evals/apart.ts'
import type { Case } from './evals/case.ts'
import { compareCells, flipSentences } from './evals/compareCells.ts'
import { comparisonCalls, isChecked } from './evals/comparisons.ts'
import { leaderboardRow } from './evals/leaderboard.ts'
import { metricSentences, metricsOf } from './evals/metrics.ts'
import { markFrontier } from './evals/pareto.ts'
import { isAllowed } from './evals/promptNames.ts'
import { drawsByCase, repeatsReport, repeatsSentences } from './evals/repeats.ts'
import type { RepeatsReport } from './evals/repeatsReport.ts'
import { type Arm, callOf, fillCells, type GradedCell, judgeCalls, type Rollout } from './evals/run.ts'
import type { SplitResult } from './evals/split.ts'
import type { LeaderboardRow } from './events.ts'
import { callsTwice, idsTwice, selfAgreement } from './judge/askedTwice.ts'
import { judgeSentences } from './judge/calibrationSentences.ts'
import type { ChatModel } from './ports.ts'
import { estimateTokens } from './pricing.ts'
import type { RunContext } from './run.ts'
import { clusteredRate } from './stats/repeats.ts'
import type { Task } from './task.ts'

export async function evaluate(context: RunContext, splits: SplitResult, models: readonly ChatModel[]): Promise<void> {
  const { prompt, evalFile } = context.task
  const texts = prompt.messages.map((message) => message.text)
  const seed = { id: 'seed', label: 'seed', tokens: estimateTokens(texts.join('\n')) }
  context.emit({ type: 'preflight', sentences: splits.sentences })
  context.store.saveDocument(context.id, 'candidate/seed', { texts, edits: [] })
  context.emit({
    type: 'candidate',
    candidate: {
      ...seed,
      parentId: undefined,
      status: 'seed',
      editIds: [],
    },
  })
  const isGraded = evalFile.cases.some(isChecked)
  const arms = models.map((model): Arm => ({ candidateId: 'seed', texts, model }))
  if (context.batch !== undefined) await answerAhead(context, callsAhead(context, splits, arms), context.batch)
  let spent: BudgetSpent | undefined
  const compared: GradedCell[] = []
  const measuredCases: readonly Case[] = [...splits.select, ...splits.train]
  const compares = new Set(measuredCases.flatMap(({ id, comparisons }) => (comparisons === undefined ? [] : [id])))
  const twice = idsTwice(measuredCases)
  const outputs = new Map<string, string>()
  const keep = (cell: GradedCell) => {
    if (models.length > 1 && compares.has(cell.caseId)) compared.push(cell)
    const isAnswer = cell.error === undefined && cell.model === models[0]?.id
    if (isAnswer && cell.repeat === 0 && twice.has(cell.caseId)) outputs.set(cell.caseId, cell.output)
  }
  for (const [i, arm] of arms.entries()) {
    spent = await measure(context, splits, arm, keep)
    context.emit({ type: 'leaderboard', rows: measured(context, models.slice(0, i + 1), seed, isGraded).rows })
    if (spent !== undefined) break
  }
  const comparison = await compareCells(context, measuredCases, compared)
  spent ??= comparison.spent
  const [arm] = arms
  const agreement = arm === undefined ? [] : await selfAgreement(context, measuredCases, outputs, arm)
  const { rows, repeats, metrics } = measured(context, models, seed, isGraded)
  if (compared.length > 0) context.emit({ type: 'leaderboard', rows })
  const first = rows[0]
  const answers = repeats.length > 0 ? 'answers' : 'cases'
  const ungraded = isGraded || first === undefined ? undefined : answeredBy(context, first.model)
  const sentences =
    first === undefined
      ? []
      : [ungraded === undefined ? scoreSentence(first, evalFile.target, answers) : ungradedSentence(first, ungraded)]
  if (first !== undefined) sentences.push(...apartSentences([first], answers))
  if (first !== undefined && first.missing > 0) sentences.push(...missingSentences(context, first.model))
  sentences.push(...repeats.flatMap(repeatsSentences), ...metrics, ...flipSentences(comparison), ...agreement)
  const rates = repeats.length > 0 ? [] : rows.map(({ model, rate }) => ({ label: model, rate }))
  sentences.push(...judgeSentences(context.store, prompt.path, evalFile, rates))
  if (splits.vault.size > 0) sentences.push(`${splits.vault.size} cases stay sealed for the claim of a sweep.`)
  context.emit({
    type: 'eval-report',
    report: {
      rows: markFrontier(rows),
      ...(repeats.length > 0 && { repeats }),
      ...(ungraded !== undefined && { ungraded }),
      exploratory: splits.exploratory,
      sentences,
    },
  })
  if (spent !== undefined) throw spent
}

/** What the stored answers of each model come to. */
function measured(
  { store, id, task }: RunContext,
  models: readonly ChatModel[],
  seed: { readonly id: string; readonly label: string; readonly tokens: number },
  isGraded: boolean,
) {
  const [rows, repeats, metrics]: [LeaderboardRow[], RepeatsReport[], string[]] = [[], [], []]
  for (const model of models) {
    const cells = store.eachCell(id, { candidateId: seed.id, model: model.id })
    const repeated = isGraded ? repeatsReport(model.id, cells, task.evalFile.cases) : undefined
    const rate = repeated === undefined ? undefined : clusteredRate([...drawsByCase(cells).values()])
    const row = withApart(leaderboardRow(cells, seed, model, 'select', rate), cells, task.evalFile.cases)
    if (row.rate.n + row.missing > 0 || !isGraded) rows.push(row)
    if (repeated !== undefined) repeats.push(repeated)
    metrics.push(...metricSentences(model.id, metricsOf(cells, task.evalFile.derivedMetrics ?? [])))
  }
  return { rows, repeats, metrics }
}

/** Calls that an eval of so many models takes, judges' and comparisons included. */
export function callsOf(task: Task, { select, train }: SplitResult, models: number, repeats?: number): number {
  const cases: readonly Case[] = [...select, ...train]
  const compared = (kase: Case) => (models > 1 ? comparisonCalls(kase) : 0)
  const answer = (kase: Case) => models * (1 + judgeCalls(kase)) + compared(kase)
  return cases.reduce((sum, kase) => sum + drawsOf(kase, { repeats, task }) * answer(kase), callsTwice(cases))
}

/** How often a case is drawn: as the run asks, else the case, else the eval file. */
export function drawsOf(
  kase: Case,
  { repeats, task }: { readonly repeats?: number | undefined; readonly task: Task },
): number {
  return repeats ?? kase.repeats ?? task.evalFile.repeats ?? 1
}

const MEASURED = ['select', 'train'] as const
/** What is asked on its own goes first. */
const PHASES = [true, false].flatMap((serial) => MEASURED.map((split) => ({ serial, split })))

function casesIn(splits: SplitResult, { serial, split }: (typeof PHASES)[number]): Case[] {
  return splits[split].filter((kase) => (kase.serial === true) === serial)
}

function rolloutsOf(context: RunContext, cases: readonly Case[], arm: Arm): Rollout[] {
  const own = cases.filter((kase) => isFor(kase, arm.model, context.task.evalFile))
  return own.flatMap((kase) => Array.from({ length: drawsOf(kase, context) }, (_, repeat) => ({ arm, kase, repeat })))
}

/** The calls that will be made, as far as the cap on calls goes. */
function callsAhead(context: RunContext, splits: SplitResult, arms: readonly Arm[]): CallAhead[] {
  const calls: CallAhead[] = []
  let left = context.ledger.limits.searchCalls
  for (const arm of arms)
    for (const phase of PHASES) {
      const { split } = phase
      const rollouts = rolloutsOf(context, casesIn(splits, phase), arm)
      const room = roomFor(rollouts, left)
      for (const rollout of rollouts.slice(0, room)) {
        left -= 1 + judgeCalls(rollout.kase)
        if (rollout.kase.output !== undefined) continue
        const plan = () => callOf(context, rollout, split)
        const call = plan()
        calls.push({ key: keyOf(call), model: call.model, plan })
      }
      if (room < rollouts.length) return calls
    }
  return calls
}

/** Runs as many cases as the budget covers; what did not fit comes back as the reason. `keep` is
 *  given every cell. */
async function measure(
  context: RunContext,
  splits: SplitResult,
  arm: Arm,
  keep: (cell: GradedCell) => void,
): Promise<BudgetSpent | undefined> {
  for (const phase of PHASES) {
    const { split } = phase
    const cases = casesIn(splits, phase)
    const rollouts = rolloutsOf(context, cases, arm)
    const room = roomFor(rollouts, context.ledger.searchLeft)
    try {
      // All other cells are in the store; the report reads them there.
      await fillCells(context, rollouts.slice(0, room), split, `measuring ${arm.model.id}`, (cells) =>
        cells.forEach(keep),
      )
    } catch (error) {
      if (BudgetSpent.is(error)) return error
      throw error
    }
    if (room < rollouts.length)
      return new BudgetSpent(`The budget ended after ${room} of ${rollouts.length} ${split} answers.`)
  }
  return undefined
}

/** How many of the rollouts so many calls cover, judges' included. */
function roomFor(rollouts: readonly Rollout[], calls: number): number {
  let left = calls
  const tooMany = rollouts.findIndex(({ kase }) => {
    left -= 1 + judgeCalls(kase)
    return left < 0
  })
  return tooMany < 0 ? rollouts.length : tooMany
}

/** Whether the case is for this model; one that the eval file does not name stands for all. */
function isFor({ providers }: Case, { id }: ChatModel, { modelNames }: Task['evalFile']): boolean {
  const names = modelNames?.get(id)
  return names === undefined || isAllowed(providers, names)
}

/** Why the first missing answer is missing: a command that is not there fails for every case alike. */
function missingSentences({ id, store }: RunContext, model: string): string[] {
  for (const { caseId, error } of store.eachCell(id, { candidateId: 'seed', model }))
    if (error !== undefined) return [`The first that is missing (${caseId}): ${error}`]
  return []
}

function answeredBy({ id, store }: RunContext, model: string): number {
  let answered = 0
  for (const { error } of store.eachCell(id, { candidateId: 'seed', model })) if (error === undefined) answered++
  return answered
}

function ungradedSentence({ model, missing }: LeaderboardRow, answered: number): string {
  const gaps = missing === 0 ? '' : ` ${missing} are missing, because their calls failed.`
  return `${model} gave ${answered} ${answered === 1 ? 'answer' : 'answers'}. Nothing says what a right one looks like, so none is graded.${gaps}`
}

function scoreSentence(
  { model, rate, missing }: LeaderboardRow,
  target: number | undefined,
  answers: 'answers' | 'cases',
): string {
  const percent = (value: number) => (100 * value).toFixed(1)
  const score = rate.k / Math.max(1, rate.n)
  const aim =
    target === undefined
      ? ''
      : score >= target
        ? ', which reaches the target'
        : `, below the target of ${Math.round(100 * target)} %`
  const gaps = missing === 0 ? '' : ` ${missing} ${answers} are missing, because their calls or graders failed.`
  return `${model} passes ${rate.k} of ${rate.n} ${answers}, ${percent(score)} % (95 % CI ${percent(rate.low)} to ${percent(rate.high)})${aim}.${gaps}`
}
