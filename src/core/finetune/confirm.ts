// {base, tuned} × {seed prompt, best prompt} on the sealed cases. The claim is named before the split is opened:
// tuned with the best prompt against base with the best prompt.
import { apartSentences, withApart } from '../evals/apart.ts'
import { leaderboardRow } from '../evals/leaderboard.ts'
import { type Arm, passes, runCells } from '../evals/run.ts'
import type { SplitResult } from '../evals/split.ts'
import type { ConfirmationReport, Difference } from '../events.ts'
import { sha256, stableJson } from '../hash.ts'
import { cappedByJudge, currentFigures } from '../judge/calibration.ts'
import { judgeSentences } from '../judge/calibrationSentences.ts'
import { heldOutSentences } from '../judge/heldOut.ts'
import type { ChatModel } from '../ports.ts'
import type { RunContext } from '../run.ts'
import { countPairs, differenceOf } from '../stats/intervals.ts'

export interface ConfirmationPlan {
  readonly splits: SplitResult
  readonly base: ChatModel
  readonly tuned: ChatModel
  readonly seedTexts: readonly string[]
  readonly bestTexts: readonly string[]
  readonly bestLabel: string
}

export async function confirm(context: RunContext, plan: ConfirmationPlan): Promise<void> {
  const { splits, base, tuned, bestLabel } = plan
  const { vault } = splits
  const seed = { id: 'seed', label: 'seed', texts: plan.seedTexts }
  const best = { id: 'best', label: bestLabel, texts: plan.bestTexts }
  const prompts = stableJson(seed.texts) === stableJson(best.texts) ? [best] : [seed, best]
  const pairs = [base, tuned].flatMap((model) => prompts.map((prompt) => ({ model, prompt })))
  context.emit({
    type: 'preflight',
    sentences: [
      `${pairs.length} arms on ${vault.size} sealed cases: ${pairs.length * vault.size} calls, those already paid for included.`,
      `The claim, named before the cases are opened: ${tuned.id} against ${base.id}, both with ${bestLabel}.`,
    ],
  })
  const claim = {
    runId: context.id,
    candidateHash: sha256(stableJson([tuned.id, plan.bestTexts])),
    at: context.clock.now(),
  }
  const cases = vault.open(claim, context.store)
  const openings = context.store.testOpenings(vault.hash)
  const arms = pairs.map(({ model, prompt }): Arm => ({ candidateId: prompt.id, texts: prompt.texts, model }))
  const rollouts = cases.flatMap((kase) => arms.map((arm) => ({ arm, kase, repeat: 0 })))
  const cells = await runCells(context, rollouts, 'test', 'confirming on the sealed cases')
  const of = (arm: Arm | undefined) =>
    cells.filter((cell) => cell.candidateId === arm?.candidateId && cell.model === arm.model.id)
  const rows = pairs.map(({ model, prompt }, i) =>
    withApart(leaderboardRow(of(arms[i]), prompt, model, 'test'), of(arms[i]), context.task.evalFile.cases),
  )
  const arm = (model: ChatModel, prompt: { readonly id: string }) =>
    arms.find((one) => one.model === model && one.candidateId === prompt.id)
  const [baseSeed, baseBest, tunedSeed, tunedBest] = [
    arm(base, seed),
    arm(base, best),
    arm(tuned, seed),
    arm(tuned, best),
  ]
  const contrast = (first: Arm | undefined, second: Arm | undefined) =>
    differenceOf(countPairs(passes(of(first)), passes(of(second))), openings)
  const { store, task } = context
  const figures = currentFigures(store, task.prompt.path, task.evalFile)
  const main = cappedByJudge(contrast(baseBest, tunedBest), figures)
  const report: Omit<ConfirmationReport, 'sentences' | 'decision'> = {
    tunedModel: tuned.id,
    baseModel: base.id,
    arms: rows,
    claim: main,
    contrasts:
      prompts.length === 1
        ? []
        : [
            { label: 'prompt alone: best against seed, base model', difference: contrast(baseSeed, baseBest) },
            { label: 'weights alone: tuned against base, seed prompt', difference: contrast(baseSeed, tunedSeed) },
            { label: 'both: tuned with best prompt against base with seed', difference: contrast(baseSeed, tunedBest) },
          ],
    testOpenings: openings,
    exploratory: splits.exploratory,
  }
  const decision = decide(main)
  const judged = judgeSentences(store, task.prompt.path, task.evalFile, [])
  const apart = heldOutSentences(context, [
    { label: base.id, cells: of(baseBest) },
    { label: tuned.id, cells: of(tunedBest) },
  ])
  const sentences = [...sentencesOf(report, decision, bestLabel), ...apart, ...judged]
  const full: ConfirmationReport = { ...report, decision, sentences }
  context.store.saveDocument(context.id, 'confirmation', full)
  context.emit({ type: 'leaderboard', rows })
  context.emit({ type: 'confirmation-report', report: full })
}

function decide(claim: Difference): ConfirmationReport['decision'] {
  if (claim.verdict === 'credible') return 'promote'
  return claim.verdict === 'worse' ? 'roll back' : 'keep'
}

function sentencesOf(
  { claim, tunedModel, baseModel, arms, testOpenings }: Omit<ConfirmationReport, 'sentences' | 'decision'>,
  decision: ConfirmationReport['decision'],
  bestLabel: string,
): string[] {
  const points = (value: number) => `${value < 0 ? '−' : '+'}${(100 * Math.abs(value)).toFixed(1)}`
  const n = claim.wins + claim.losses + claim.ties
  const advice = {
    promote: `Promote ${tunedModel} with ${bestLabel}.`,
    keep: `Keep ${baseModel} with ${bestLabel}: the gain is not proven.`,
    'roll back': `Roll back: ${tunedModel} is worse than ${baseModel} with the same prompt.`,
  }[decision]
  const sentences = [
    `${claim.verdict.charAt(0).toUpperCase()}${claim.verdict.slice(1)}: ${points(claim.estimate)} points on ${n} sealed cases (95 % CI ${points(claim.low)} to ${points(claim.high)}), ${claim.wins} won, ${claim.losses} lost.`,
    advice,
    ...apartSentences(arms),
  ]
  if (testOpenings > 1)
    sentences.push(
      `The sealed cases were opened ${testOpenings} times so far, so "credible" asks for P(better) ${(1 - 0.025 / 2 ** (testOpenings - 1)).toFixed(4)}.`,
    )
  const tunedRow = (candidateId: string) =>
    arms.find((row) => row.model === tunedModel && row.candidateId === candidateId)
  const tunedSeed = tunedRow('seed')
  if (tunedSeed !== undefined && tunedSeed.rate.k >= (tunedRow('best')?.rate.k ?? 0))
    sentences.push('The tuned model does as well with the seed prompt, which is shorter.')
  return sentences
}
