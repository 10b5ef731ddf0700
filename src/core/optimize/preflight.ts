// What can be said before money is spent: sizes, the smallest gain that can be proven, noise, and the worst bill.

import { worstSealed } from '../evals/sealedReserve.ts'
import type { Rate } from '../events.ts'
import { allGrading } from '../judge/gradingModels.ts'
import { costOf, estimateTokens, PRICES_AS_OF } from '../pricing.ts'
import type { RunContext } from '../run.ts'
import { detectableGain } from '../stats/power.ts'
import type { SweepPlan } from './plan.ts'

export function beforeSpending(context: RunContext, plan: SweepPlan): string[] {
  const { splits, limits } = plan
  const test = splits.vault.size
  const sentences = [...splits.sentences]
  if (test > 0) sentences.push(detectable(test))
  sentences.push(...sameAnswer(context.task.evalFile.cases.map(({ expected }) => expected)))
  sentences.push(
    ...overModels(plan),
    `At most ${limits.searchCalls} search calls and ${limits.testCalls} calls for the sealed report; ${likelyCost(context, plan)}.`,
  )
  return sentences
}

/** The smallest gain that the sealed cases are likely to show, in words. */
function detectable(test: number): string {
  const points = Math.ceil(100 * detectableGain(test))
  return points >= 100
    ? `${test} sealed ${test === 1 ? 'case is' : 'cases are'} too few: no gain is likely to be proven.`
    : `With ${test} sealed cases, gains above about ${points} points are likely to be proven.`
}

/** One label only: a prompt that never looks at its input would be right. */
function sameAnswer(expected: readonly (string | undefined)[]): string[] {
  const [first] = expected
  if (first === undefined || expected.length < 2 || expected.some((one) => one !== first)) return []
  const shown = first.length > 40 ? `${first.slice(0, 37)}…` : first
  return [
    `Every case expects the same answer, "${shown}": a prompt that always says so passes them all, so a gain proves little. Add cases with other answers.`,
  ]
}

/** What is left to gain on select cases, once the seed was measured. */
export function headroomSentence({ k, n }: Rate): string {
  if (k === 0)
    return `Headroom: none of ${n} select cases passes. Where that surprises you, look first whether the graders and the expected answers fit the prompt.`
  if (k === n) return `Headroom: none, ${k} of ${n} select cases pass.`
  return `Headroom: the seed passes ${k} of ${n} select cases, so ${((100 * (n - k)) / n).toFixed(1)} points are left to gain there.`
}

/** What the run is for, where it is for several models. */
function overModels({ models, objective, searched, sealedModels, splits }: SweepPlan): string[] {
  if (models.length < 2) return []
  const aim = {
    mean: `The search works for ${models.length} models: for the mean over them, and against harm to any of them.`,
    worst: `The search works for ${models.length} models: for the one that does worst.`,
    first: `The search works for ${searched[0]?.id}; the other models are measured beside it on select cases.`,
  }[objective]
  if (splits.vault.size === 0 || sealedModels.length === searched.length) return [aim]
  return [
    aim,
    `Sealed cases will be opened for ${sealedModels[0]?.id} alone: all models would take more calls than the search.`,
  ]
}

/** What the whole budget costs: with this prompt and replies of 60 tokens, and at the very most. */
function likelyCost({ task, prices, judges, embedders, heldOut }: RunContext, { searched, limits }: SweepPlan): string {
  const inputTokens = estimateTokens(task.prompt.source) + 60
  const costs = searched.map(({ id }) => ({ id, usd: costOf(id, { inputTokens, outputTokens: 60 }, prices) }))
  const unknown = costs.find(({ usd }) => usd === undefined)
  if (unknown !== undefined) return `the price of ${unknown.id} is unknown, so only calls are capped`
  const calls = limits.searchCalls + limits.testCalls
  const usd = (calls * costs.reduce((sum, one) => sum + (one.usd ?? 0), 0)) / costs.length
  const most = worstSealed(calls, task, searched, allGrading({ judges, embedders, heldOut }), prices).usd
  const high = most === undefined ? '' : `, ${cents(Math.min(most, limits.usd ?? most))} at the very most`
  const names = searched.map(({ id }) => id).join(' and ')
  const tokens = (Math.round((calls * (inputTokens + 60)) / 1000) * 1000).toLocaleString('en-US')
  return `about ${cents(usd)} and ${tokens} tokens with ${names} if all are made${high} (prices of ${PRICES_AS_OF})`
}

function cents(usd: number): string {
  return usd >= 1 ? `$${usd.toFixed(2)}` : `${(100 * usd).toFixed(usd < 0.01 ? 3 : 1)} ¢`
}

/** What second draws of failures said about noise; empty where none was drawn again. */
export function noiseSentence({ redrawn, flipped }: { readonly redrawn: number; readonly flipped: number }): string[] {
  if (redrawn === 0) return []
  const advice = flipped / redrawn > 0.25 ? ' The model is unstable on this task: small gains mean little.' : ''
  return [`Noise: ${flipped} of ${redrawn} failures passed when run again.${advice}`]
}
