// A judge held against people: which outputs are shown, what their labels say, and what that does to a claim. Never
// shows a sealed output, nor the judge's verdict before the person's.
import * as z from 'zod'
import { type Case, flatAssertions } from '../evals/case.ts'
import type { EvalFile } from '../evals/evalFile.ts'
import { questionsOf } from '../evals/graders/registry.ts'
import type { Difference } from '../events.ts'
import { sha256, stableJson } from '../hash.ts'
import type { Cell, RunStore } from '../ports.ts'
import { Random } from '../random.ts'
import { type Agreement, type JudgeFigures, judgeFigures } from '../stats/agreement.ts'

/** Outputs to label: enough to tell a useless judge from a good one, few enough to be labelled in one sitting. */
export const SAMPLE = 40
/** With less the judge says too little for "credible". */
export const LEAST_J = 0.6
/** Fewer labels of either verdict say next to nothing. */
export const FEWEST_LABELS = 5
/** Of the rules that graders give to judges; a change of them makes another judge. */
const RULES_VERSION = 1

const label = z.object({
  /** `labelKey` of the output. */
  key: z.string(),
  caseId: z.string(),
  model: z.string(),
  candidateId: z.string(),
  judge: z.boolean(),
  human: z.boolean(),
})
export type Label = z.infer<typeof label>

const record = z.object({
  /** `judgeHash` of the judge that gave the verdicts. */
  judge: z.string(),
  judges: z.array(z.string()),
  labels: z.array(label),
  /** Verdicts on all outputs that the labelled ones were drawn from. */
  population: z.object({ passes: z.number(), fails: z.number() }),
  /** Epoch milliseconds. */
  at: z.number(),
})
export type Calibration = z.infer<typeof record>

/** Identity of the judge: models, votes, kinds, prompts. Rubrics that one case alone has are data, not the judge. */
export function judgeHash({ cases, judge }: Pick<EvalFile, 'cases' | 'judge'>): string {
  const uses = new Map<string, number>()
  for (const kase of cases)
    for (const text of new Set(flatAssertions(kase.assertions).flatMap((assertion) => judgedText(assertion))))
      uses.set(text, (uses.get(text) ?? 0) + 1)
  const common = [...uses].filter(([, count]) => count > 1 || cases.length === 1).map(([text]) => text)
  return sha256(
    stableJson({
      rules: RULES_VERSION,
      judge: judge === undefined ? null : { panel: judge.panel, votes: judge.votes },
      asked: common.toSorted(),
    }),
  )
}

function judgedText(assertion: Case['assertions'][number]): string[] {
  const { type, value, provider, threshold, negated, judging } = assertion
  if (questionsOf(assertion) === 0) return []
  const { template, rubricPrompt } = judging ?? {}
  return [stableJson({ type, provider, threshold, negated, rubricPrompt, rubric: template ?? value })]
}

/** Every model that judges in the eval file. */
export function judgeModels({ cases, judge }: Pick<EvalFile, 'cases' | 'judge'>): string[] {
  const judged = cases.flatMap((kase) => flatAssertions(kase.assertions)).filter((one) => questionsOf(one) > 0)
  return [...new Set(judged.flatMap(({ provider }) => (provider === undefined ? (judge?.panel ?? []) : [provider])))]
}

/** The outputs a judge has a verdict on, without sealed ones and repeats. */
export function judgedCells(cells: Iterable<Cell>): Cell[] {
  const judged: Cell[] = []
  for (const cell of cells)
    if (cell.split !== 'test' && cell.repeat === 0 && cell.grade?.judged !== undefined) judged.push(cell)
  return judged
}

/** Half that the judge passes and half that it fails, as far as there are, in an order that says nothing. */
export function sampleForLabels(cells: readonly Cell[], seed: string, size = SAMPLE): Cell[] {
  const random = new Random(seed, 'calibration sample')
  const judged = random.shuffle(judgedCells(cells))
  const [passed, failed] = [true, false].map((verdict) => judged.filter(({ grade }) => grade?.judged === verdict))
  const half = Math.ceil(size / 2)
  const few = Math.min(passed?.length ?? 0, failed?.length ?? 0, half)
  const take = (some: readonly Cell[] = []) =>
    some.slice(0, some.length <= half ? some.length : Math.max(half, size - few))
  return random.shuffle([...take(passed), ...take(failed)].slice(0, size))
}

/** `human` are the person's verdicts by `labelKey`. */
export function calibrationOf(
  cells: Iterable<Cell>,
  human: ReadonlyMap<string, boolean>,
  evalFile: Pick<EvalFile, 'cases' | 'judge'>,
  at: number,
): Calibration {
  const judged = judgedCells(cells)
  const labels = judged.flatMap((cell): Label[] => {
    const key = labelKey(cell)
    const verdict = human.get(key)
    const { caseId, model, candidateId, grade } = cell
    return verdict === undefined
      ? []
      : [{ key, caseId, model, candidateId, judge: grade?.judged === true, human: verdict }]
  })
  const passes = judged.filter(({ grade }) => grade?.judged === true).length
  const population = { passes, fails: judged.length - passes }
  return { judge: judgeHash(evalFile), judges: judgeModels(evalFile), labels, population, at }
}

/** Names an output in few letters; another output of the same case has another name. */
export function labelKey({ caseId, model, candidateId, output }: Cell): string {
  return sha256(stableJson([caseId, model, candidateId, output])).slice(0, 12)
}

export function agreementOf({ labels }: Pick<Calibration, 'labels'>): Agreement {
  const count = (judge: boolean, human: boolean) =>
    labels.filter((one) => one.judge === judge && one.human === human).length
  return {
    passPass: count(true, true),
    passFail: count(true, false),
    failPass: count(false, true),
    failFail: count(false, false),
  }
}

/** Undefined where there are too few labels of a verdict that the judge gave. */
export function figuresOf(calibration: Calibration): JudgeFigures | undefined {
  const { passPass, passFail, failPass, failFail } = agreementOf(calibration)
  const { passes, fails } = calibration.population
  const enough = (labels: number, all: number) => all === 0 || labels >= Math.min(FEWEST_LABELS, all)
  if (!enough(passPass + passFail, passes) || !enough(failPass + failFail, fails)) return undefined
  return judgeFigures(agreementOf(calibration), calibration.population, new Random(calibration.judge, 'calibration'))
}

/** Notes which judge gives the verdicts of a run, before the first. */
export function rememberJudge(store: RunStore, runId: number, evalFile: Pick<EvalFile, 'cases' | 'judge'>): void {
  store.saveDocument(runId, 'judge', judgeHash(evalFile))
}

/** Whether the run's verdicts are of the judge as it is today. */
export function isJudgeOf(store: RunStore, runId: number, evalFile: Pick<EvalFile, 'cases' | 'judge'>): boolean {
  return store.document(runId, 'judge') === judgeHash(evalFile)
}

export function saveCalibration(store: RunStore, runId: number, calibration: Calibration): void {
  store.saveDocument(runId, 'calibration', calibration)
}

/** The labels that are stored for the run. */
export function storedCalibration(store: RunStore, runId: number): Calibration | undefined {
  return record.safeParse(store.document(runId, 'calibration')).data
}

/** The newest calibration of the prompt's judge. `stale` is one of a judge that has changed since. */
export function findCalibration(
  store: RunStore,
  promptPath: string,
  evalFile: Pick<EvalFile, 'cases' | 'judge'>,
): { readonly current: Calibration | undefined; readonly stale: Calibration | undefined } {
  const hash = judgeHash(evalFile)
  const all = store.runs(promptPath).flatMap(({ id }) => storedCalibration(store, id) ?? [])
  const newest = all.toSorted((a, b) => b.at - a.at)
  return { current: newest.find(({ judge }) => judge === hash), stale: newest.find(({ judge }) => judge !== hash) }
}

/** A judge that is often wrong cannot make a gain credible. */
export function cappedByJudge(difference: Difference, figures: JudgeFigures | undefined): Difference {
  const capped = figures !== undefined && figures.j.value < LEAST_J && difference.verdict === 'credible'
  return capped ? { ...difference, verdict: 'likely' } : difference
}

/** Of the prompt's judge as it is today; undefined where it is not calibrated, or none judges. */
export function currentFigures(
  store: RunStore,
  promptPath: string,
  evalFile: Pick<EvalFile, 'cases' | 'judge'>,
): JudgeFigures | undefined {
  const { current } = findCalibration(store, promptPath, evalFile)
  return current && figuresOf(current)
}
