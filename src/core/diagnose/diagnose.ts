// Why the rest fails: each residual failure goes through the probes until one makes the answer right.
// Uses train and select cases alone; sealed cases are neither run nor read.
import type { Case, TrainCase } from '../evals/case.ts'
import { inputOf } from '../evals/input.ts'
import { runCells } from '../evals/run.ts'
import type { SplitResult } from '../evals/split.ts'
import type { Cause, DiagnosisReport, PlateauStatement } from '../events.ts'
import { type Cluster, clusterFailures, type Failure, isFormatFailure } from '../optimize/cluster.ts'
import { shownCase } from '../optimize/request.ts'
import type { Cell, ChatModel } from '../ports.ts'
import { estimateTokens, priceOf } from '../pricing.ts'
import { Random } from '../random.ts'
import type { RunContext } from '../run.ts'
import { wilson } from '../stats/intervals.ts'
import { askForHint } from './hint.ts'
import { Neighbours, withAnsweredCases, withHint } from './probes.ts'
import { recommend } from './recommend.ts'

export interface DiagnosisPlan {
  readonly splits: SplitResult
  readonly model: ChatModel
  /** A more able model, where the eval file names one. */
  readonly bigger: ChatModel | undefined
  readonly proposer: ChatModel
  /** Messages of the prompt that is diagnosed, and what it is called. */
  readonly texts: readonly string[]
  readonly label: string
  readonly plateau: PlateauStatement
}

/** Train cases that are run to find failures; also tells which rows are corrections in a training set. */
export const DIAGNOSED_CASES = 400
export const MOST_FAILURES = 30
const REPEATS = 4
const ANSWERED = 8
const EPOCHS = 3

const PROBES: Readonly<Record<Cause, string>> = {
  noise: 'right in two or more of 4 repeats',
  format: 'the right answer is there, in an unreadable shape',
  instruction: 'right with one more general sentence',
  knowledge: 'right once similar answered cases stood in the context',
  capability: 'right on a bigger model with the same prompt',
  label: 'similar cases agree with the model, not with the expected answer',
  unknown: 'no probe made it right',
}

export async function diagnose(context: RunContext, plan: DiagnosisPlan): Promise<void> {
  const cases = new Random(context.seed, 'diagnosed cases').shuffle(plan.splits.train).slice(0, DIAGNOSED_CASES)
  context.emit({
    type: 'preflight',
    sentences: [
      `Runs ${plan.label} on ${cases.length} train cases, then probes at most ${MOST_FAILURES} failures.`,
      ...(plan.bigger === undefined ? ['No bigger model is named, so capability is not probed.'] : []),
    ],
  })
  const arm = { candidateId: 'diagnosed', texts: plan.texts, model: plan.model }
  const cells = await runCells(
    context,
    cases.map((kase) => ({ arm, kase, repeat: 0 })),
    'train',
    'looking for failures',
  )
  const failures = cases.flatMap((kase, i): Failure[] => {
    const cell = cells[i]
    return cell?.grade?.pass === false ? [{ kase, cell }] : []
  })
  const causes = await causesOf(context, plan, failures.slice(0, MOST_FAILURES))
  const probed = causes.size
  const usable = plan.splits.train.filter((kase) => kase.expected !== undefined)
  const summary = summarise(causes)
  const report: DiagnosisReport = {
    model: plan.model.id,
    probed,
    causes: summary,
    plateau: plan.plateau,
    recommendation: recommend({
      model: plan.model.id,
      probed,
      causes: summary,
      plateau: plan.plateau.plateau,
      usableRows: usable.length,
      trainingUsd: trainingCost(context, plan, usable),
    }),
  }
  context.store.saveDocument(context.id, 'diagnosis', report)
  context.emit({ type: 'diagnosis-report', report })
}

/** The first probe that mends a failure names its cause. */
async function causesOf(
  context: RunContext,
  plan: DiagnosisPlan,
  failures: readonly Failure[],
): Promise<Map<string, Cause>> {
  const causes = new Map<string, Cause>()
  const open = () => failures.filter(({ kase }) => !causes.has(kase.id))
  /** A probe mends a failure when the answer is right in `needed` of `draws`: once may be luck. */
  const probe = async (
    cause: Cause,
    texts: (kase: Case) => readonly string[] | undefined,
    { model = plan.model, draws = 2, needed = 2, from = 0 } = {},
  ) => {
    const rollouts = open().flatMap(({ kase }) => {
      const own = texts(kase)
      if (own === undefined) return []
      const arm = { candidateId: `probe/${cause}`, texts: own, model }
      return Array.from({ length: draws }, (_, i) => ({ arm, kase, repeat: from + i }))
    })
    const right = new Map<string, number>()
    for (const cell of await runCells(context, rollouts, 'train', `probing: ${cause}`))
      if (cell.grade?.pass) right.set(cell.caseId, (right.get(cell.caseId) ?? 0) + 1)
    for (const [id, count] of right) if (count >= needed) causes.set(id, cause)
  }

  await probe('noise', () => plan.texts, { draws: REPEATS, from: 1 })
  for (const failure of open()) if (isFormatFailure(failure)) causes.set(failure.kase.id, 'format')
  const hints = await hintsFor(context, plan, clusterFailures(open(), new Map()))
  const messages = plan.texts.map(
    (text, i) => ({ role: context.task.prompt.messages[i]?.role ?? 'user', text }) as const,
  )
  await probe('instruction', (kase) => mapDefined(hints.get(kase.id), (hint) => withHint(messages, hint)))
  const neighbours = new Neighbours(context.task.prompt, plan.splits.train)
  const near = (kase: Case) => neighbours.nearest(kase, ANSWERED)
  await probe('knowledge', (kase) => withAnsweredCases(messages, context.task.prompt, near(kase)))
  if (plan.bigger !== undefined) await probe('capability', () => plan.texts, { model: plan.bigger })
  for (const { kase, cell } of open())
    causes.set(kase.id, labelLooksWrong(kase, cell, near(kase)) ? 'label' : 'unknown')
  return causes
}

/** A hint for each failure from the others of its cluster: written with the case in sight, it would be its answer in
 *  disguise. */
async function hintsFor(
  context: RunContext,
  plan: DiagnosisPlan,
  clusters: readonly Cluster[],
): Promise<Map<string, string>> {
  const hints = new Map<string, string>()
  for (const { description, failures } of clusters.filter((cluster) => cluster.failures.length > 1))
    for (const { kase } of failures) {
      const others = failures.filter((other) => other.kase !== kase).slice(0, 4)
      const hint = await askForHint(context, plan.proposer, {
        task: 'hint',
        prompt: plan.texts.join('\n\n'),
        cluster: description,
        failures: others.map((other) => shownCase(context.task.prompt, other)),
      })
      if (hint !== undefined) hints.set(kase.id, hint)
    }
  return hints
}

/** Most similar cases carry one other answer, and it is the one that the model gave. */
function labelLooksWrong(kase: Case, cell: Cell, similar: readonly TrainCase[]): boolean {
  const counts = new Map<string, number>()
  for (const { expected } of similar) if (expected !== undefined) counts.set(expected, (counts.get(expected) ?? 0) + 1)
  const [answer, count] = [...counts].sort((a, b) => b[1] - a[1])[0] ?? ['', 0]
  return count >= 6 && answer !== kase.expected && cell.output.trim() === answer
}

function summarise(causes: ReadonlyMap<string, Cause>): DiagnosisReport['causes'] {
  const order: readonly Cause[] = ['knowledge', 'noise', 'instruction', 'capability', 'label', 'format', 'unknown']
  return order.map((cause) => {
    const caseIds = [...causes].filter(([, found]) => found === cause).map(([id]) => id)
    return { cause, rate: wilson(caseIds.length, causes.size), probe: PROBES[cause], caseIds }
  })
}

/** US dollars for three epochs over the usable rows; undefined where the price is unknown. */
function trainingCost(context: RunContext, plan: DiagnosisPlan, usable: readonly TrainCase[]): number | undefined {
  const price = priceOf(plan.model.id, context.prices)?.training
  if (price === undefined) return undefined
  const prompt = estimateTokens(plan.texts.join('\n'))
  const tokens = usable.reduce((sum, kase) => sum + prompt + estimateTokens(inputOf(context.task.prompt, kase)), 0)
  return (EPOCHS * tokens * price) / 1e6
}

function mapDefined<T, U>(value: T | undefined, change: (value: T) => U): U | undefined {
  return value === undefined ? undefined : change(value)
}
