// The claim of a sweep, in figures and in sentences; the same object for panel, terminal and JSON.

import { apartSentences, withApart } from '../evals/apart.ts'
import type { Difference, EditSummary, LeaderboardRow, ModelsReport, PlateauStatement, SweepReport } from '../events.ts'
import { cappedByJudge, currentFigures } from '../judge/calibration.ts'
import { judgeSentences } from '../judge/calibrationSentences.ts'
import { heldOutSentences } from '../judge/heldOut.ts'
import type { Cell } from '../ports.ts'
import { diffLines } from '../prompt/diff.ts'
import type { PromptDocument } from '../prompt/document.ts'
import { writePrompt } from '../prompt/registry.ts'
import type { RunContext } from '../run.ts'
import { type Counts, differenceOf } from '../stats/intervals.ts'
import type { Candidate } from './candidates.ts'
import { buildDraft, draftTexts, editLines } from './draft.ts'
import { headlineRow, of } from './matrix.ts'
import { overModels } from './modelSentences.ts'
import { weighDifference } from './objective.ts'
import type { SweepPlan } from './plan.ts'
import type { SealedResult } from './sealed.ts'

interface Findings {
  readonly seed: Candidate
  readonly winner: Candidate
  readonly worth: ReadonlyMap<string, Counts>
  readonly optimistic: Difference
  /** Of seed and winner on select cases, all models. */
  readonly select: readonly Cell[]
  readonly sealed: SealedResult | undefined
  readonly plateau: PlateauStatement
  readonly models: ModelsReport | undefined
}

export function reportOf(context: RunContext, plan: SweepPlan, findings: Findings): SweepReport {
  const { seed, winner, worth, optimistic, select, sealed, plateau, models } = findings
  const { objective, searched, sealedModels } = plan
  const { store, task } = context
  const figures = currentFigures(store, task.prompt.path, task.evalFile)
  const { cases } = task.evalFile
  const rowOf = (arm: Candidate) =>
    sealed === undefined
      ? withApart(headlineRow(objective, searched, arm, winner, select, 'select'), of(select, arm), cases)
      : withApart(headlineRow(objective, sealedModels, arm, winner, sealed.cells, 'test'), of(sealed.cells, arm), cases)
  const report: Omit<SweepReport, 'sentences'> = {
    model: plan.model.id,
    seed: rowOf(seed),
    winner: rowOf(winner),
    sealed: sealed === undefined ? null : cappedByJudge(claimOf(plan, findings, sealed), figures),
    optimistic,
    testOpenings: sealed?.openings ?? context.store.testOpenings(plan.splits.vault.hash),
    exploratory: plan.splits.exploratory,
    target: context.task.evalFile.target ?? null,
    edits: editSummaries(context.task.prompt, seed, winner, worth),
    tokens: { seed: seed.tokens, winner: winner.tokens },
    plateau,
    ...(models !== undefined && { models }),
  }
  const arms = [
    { label: 'seed', rate: report.seed.rate },
    { label: 'winner', rate: report.winner.rate },
  ]
  const graded = [seed, winner].map((arm) => ({ label: arm.label, cells: of(sealed?.cells ?? [], arm) }))
  const apart = heldOutSentences(context, graded)
  // The labels are of the search's own judge, and correct no rate of another.
  const rates = apart.length > 0 ? [] : winner.edits.length === 0 ? arms.slice(0, 1) : arms
  const judged = judgeSentences(store, task.prompt.path, task.evalFile, rates)
  return { ...report, sentences: [...sentencesOf(report, winner), ...apart, ...judged] }
}

/** Over the models that the sealed cases were opened for. One of them below the floor is no credible gain for all. */
function claimOf({ objective, sealedModels }: SweepPlan, { seed, winner, models }: Findings, sealed: SealedResult) {
  const cells = (arm: Candidate) => of(sealed.cells, arm)
  const claim = weighDifference(sealed.openings, objective, sealedModels, cells(seed), cells(winner))
  const below = sealedModels.length > 1 && models?.floorHeld === false
  return below && claim.verdict === 'credible' ? { ...claim, verdict: 'likely' as const } : claim
}

/** Each edit of the winner with the lines it changed and what it was worth in the company of the others. */
function editSummaries(
  prompt: PromptDocument,
  seed: Candidate,
  winner: Candidate,
  worth: ReadonlyMap<string, Counts>,
): EditSummary[] {
  return winner.edits.map((edit, index) => {
    const before = buildDraft(seed.draft, winner.edits.slice(0, index))
    const upTo = writePrompt(prompt, draftTexts(buildDraft(seed.draft, winner.edits.slice(0, index + 1))))
    const first = diffLines(writePrompt(prompt, draftTexts(before)), upTo)[0]
    return {
      id: edit.id,
      kind: edit.kind,
      hypothesis: edit.hypothesis,
      ...editLines(before, edit),
      line: (first?.before.start ?? 0) + 1,
      difference: differenceOf(worth.get(edit.id) ?? { wins: 0, losses: 0, ties: 0, missing: 0 }),
    }
  })
}

function sentencesOf(report: Omit<SweepReport, 'sentences'>, best: Candidate): string[] {
  const unchanged = best.edits.length === 0
  const examples = best.edits.flatMap((edit) => edit.shows ?? []).length
  const points = (value: number) => `${value < 0 ? '−' : '+'}${(100 * Math.abs(value)).toFixed(1)}`
  const rate = ({ rate: { k, n } }: LeaderboardRow) => `${k} of ${n} (${((100 * k) / Math.max(1, n)).toFixed(1)} %)`
  const { sealed, winner, seed, target, testOpenings } = report
  const rested = apartSentences(unchanged ? [seed] : [seed, winner])
  const sentences: string[] = []
  if (unchanged) sentences.push('No evidence for any change: keep the prompt as it is.')
  else if (sealed === null)
    sentences.push('Exploratory: there are too few cases to hold any back, so no gain is proven.')
  else
    sentences.push(
      `${capital(sealed.verdict)}: ${points(sealed.estimate)} points on ${casesOf(sealed)} sealed cases${overModels(report)} (95 % CI ${points(sealed.low)} to ${points(sealed.high)}), ${sealed.wins} won, ${sealed.losses} lost, P(better) ${probability(sealed.pBetter)}.`,
      `Seed ${rate(seed)}, winner ${rate(winner)}.`,
    )
  sentences.push(...rested)
  if (!unchanged)
    sentences.push(
      `Select cases said ${points(report.optimistic.estimate)} points: optimistic, because they were used for choosing.`,
    )
  if (examples > 0)
    sentences.push(`The winner carries ${examples} worked example${examples > 1 ? 's' : ''} from train cases.`)
  if (unchanged && report.exploratory)
    sentences.push('Exploratory: so few cases could not have proven a gain; 60 are needed to hold any back.')
  if (target !== null && winner.rate.n > 0) {
    const reached = winner.rate.k / winner.rate.n >= target
    const proven = winner.rate.low >= target ? '' : reached ? ' (the interval still reaches below it)' : ''
    sentences.push(`Target ${Math.round(100 * target)} %: ${reached ? 'reached' : 'not reached'}${proven}.`)
  }
  if (testOpenings > 1)
    sentences.push(
      `The sealed cases were opened for the ${testOpenings}th time: "credible" now asks for more evidence.`,
    )
  sentences.push(...(report.models?.sentences ?? []), report.plateau.statement)
  return sentences
}

function casesOf({ wins, losses, ties }: Difference): number {
  return wins + losses + ties
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

/** ".938"; ".9995" and more is "> .999". */
function probability(p: number): string {
  return p >= 0.9995 ? '> .999' : p.toFixed(3).slice(1)
}
