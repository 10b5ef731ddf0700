// What the demo tells about its tasks: what each is about, what we expect of it, and whether that happened.
// Must never state an outcome that the reports do not hold.
import type { ConfirmationReport, DiagnosisReport, SweepReport } from '../src/core/events.ts'
import { formatPoints, formatRate, formatShare, formatVerdict, shareOf } from '../src/shared/format.ts'
import { table } from '../src/terminal/text.ts'

export interface DemoTask {
  /** Folder of the example. */
  readonly id: string
  readonly title: string
  readonly about: string
  /** The story as we expect it: a gain from the prompt, the target reached by it alone, knowledge as the largest cause
   *  of what is left, and a gain from training. */
  readonly expected: {
    readonly prompt: boolean
    readonly target: boolean
    readonly knowledge: boolean
    readonly tuning: boolean
  }
}

export const demoTasks: readonly DemoTask[] = [
  {
    id: 'support-routing',
    title: 'Support messages to six queues',
    about:
      'The model knows enough, but answers in every shape: “billing”, “Queue: Billing.”, a polite sentence. ' +
      'That is a matter of behaviour, and we expect a better prompt to mend it.',
    expected: { prompt: true, target: true, knowledge: false, tuning: false },
  },
  {
    id: 'contract-clauses',
    title: 'Contract clauses to eighteen types',
    about:
      'The distinctions are a lawyer’s, and the model does not know them. We expect prompting to run out of road, ' +
      'and training to go further.',
    expected: { prompt: false, target: false, knowledge: true, tuning: true },
  },
  {
    id: 'product-category',
    title: 'Shop offers to ten categories',
    about:
      'Loose answers and unknown product names at once. We expect a gain from the prompt first, then from training.',
    expected: { prompt: true, target: false, knowledge: false, tuning: true },
  },
]

/** What one task came to; null where the journey did not get there. */
export interface Told {
  readonly task: DemoTask
  readonly sweep: SweepReport | null
  readonly diagnosis: DiagnosisReport | null
  readonly confirmation: ConfirmationReport | null
}

/** Seed → best prompt → tuned, with verdicts, one row a task. All rates on sealed cases. */
export function resultTable(told: readonly Told[]): string[] {
  return table(
    [
      { title: 'Task', align: 'left' },
      { title: 'Seed', align: 'right' },
      { title: 'Best prompt', align: 'right' },
      { title: 'Tuned model', align: 'right' },
      { title: 'Target', align: 'right' },
      { title: 'Prompt against seed', align: 'left' },
      { title: 'Tuned against prompt', align: 'left' },
    ],
    told.map(({ task, sweep, confirmation }) => [
      task.id,
      sweep === null ? '–' : formatRate(sweep.seed.rate),
      sweep === null ? '–' : formatRate(sweep.winner.rate),
      tunedRate(confirmation),
      sweep?.target === null || sweep === null ? '–' : formatShare(sweep.target),
      claimText(sweep?.sealed ?? null),
      claimText(confirmation?.claim ?? null),
    ]),
  )
}

/** The last arm is the tuned model with the best prompt. */
function tunedRate(confirmation: ConfirmationReport | null): string {
  const arm = confirmation?.arms.at(-1)
  return arm === undefined ? '–' : formatRate(arm.rate)
}

function claimText(claim: SweepReport['sealed']): string {
  return claim === null ? '–' : `${formatVerdict(claim.verdict)}, ${formatPoints(claim.estimate)}`
}

/** The expected story of a task against what was measured, in sentences that begin with ✓ or ✗. */
export function storyCheck(told: Told): string[] {
  const { task, sweep } = told
  if (sweep === null) return [`✗ ${task.id}: there was no report.`]
  return [...promptPoints(task, sweep), ...diagnosisPoints(told, sweep), ...tuningPoints(told)].map(
    ({ holds, yes, no }) => (holds ? `✓ ${task.id}: ${yes}.` : `✗ ${task.id}: ${no}.`),
  )
}

interface Point {
  readonly holds: boolean
  readonly yes: string
  readonly no: string
}

function promptPoints({ expected }: DemoTask, sweep: SweepReport): Point[] {
  const reached = targetReached(sweep)
  const gain = {
    holds: sweep.sealed?.verdict === 'credible',
    yes: 'the better prompt is a credible gain',
    no: 'the better prompt is no credible gain on this run',
  }
  const target = expected.target
    ? { holds: reached, yes: 'it reaches the target', no: 'it does not reach the target on this run' }
    : {
        holds: !reached,
        yes: 'prompting alone does not reach the target',
        no: 'prompting alone reaches the target on this run',
      }
  return [...(expected.prompt ? [gain] : []), ...(sweep.target === null ? [] : [target])]
}

function diagnosisPoints({ task: { expected }, diagnosis }: Told, sweep: SweepReport): Point[] {
  if (!expected.knowledge) return []
  const largest = diagnosis?.causes.toSorted((a, b) => b.rate.k - a.rate.k)[0]?.cause
  return [
    {
      holds: sweep.plateau.plateau,
      yes: 'the search says that prompting is at its ceiling',
      no: `the search does not call it a ceiling on this run: ${sweep.plateau.statement.replace(/\.$/, '')}`,
    },
    {
      holds: largest === 'knowledge',
      yes: 'most of what is left fails for want of knowledge',
      no: `the largest cause on this run is ${largest ?? 'not known'}`,
    },
  ]
}

function tuningPoints({ task: { expected }, diagnosis, confirmation }: Told): Point[] {
  if (!expected.tuning) return []
  const advice = diagnosis?.recommendation
  return [
    {
      holds: advice?.action === 'fine-tune',
      yes: 'the diagnosis advises training',
      no: advice === undefined ? 'it was not diagnosed on this run' : `the advice on this run is: ${advice.headline}`,
    },
    {
      holds: confirmation?.claim.verdict === 'credible',
      yes: 'the tuned model is a credible gain over the best prompt',
      no:
        confirmation === null
          ? 'no tuned model was confirmed on this run'
          : 'the tuned model is no credible gain over the best prompt on this run',
    },
  ]
}

export function targetReached({ winner, target }: SweepReport): boolean {
  return target !== null && winner.rate.n > 0 && shareOf(winner.rate) >= target
}
