// What can be said before money is spent: sizes, the smallest gain that can be proven, noise, and the worst bill.
import { costOf, estimateTokens, PRICES_AS_OF } from '../pricing.ts'
import type { RunContext } from '../run.ts'
import { detectableGain } from '../stats/power.ts'
import type { SweepPlan } from './plan.ts'

export function beforeSpending(context: RunContext, plan: SweepPlan): string[] {
  const { splits, limits } = plan
  const test = splits.vault.size
  const sentences = [...splits.sentences]
  if (test > 0)
    sentences.push(
      `With ${test} sealed cases, gains above about ${Math.ceil(100 * detectableGain(test))} points are likely to be proven.`,
    )
  sentences.push(
    ...overModels(plan),
    `At most ${limits.searchCalls} search calls and ${limits.testCalls} calls for the sealed report; ${likelyCost(context, plan)}.`,
  )
  return sentences
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

/** About what the whole budget costs, with this prompt and replies of 60 tokens. */
function likelyCost({ task, prices }: RunContext, { searched, limits }: SweepPlan): string {
  const inputTokens = estimateTokens(task.prompt.source) + 60
  const costs = searched.map(({ id }) => ({ id, usd: costOf(id, { inputTokens, outputTokens: 60 }, prices) }))
  const unknown = costs.find(({ usd }) => usd === undefined)
  if (unknown !== undefined) return `the price of ${unknown.id} is unknown, so only calls are capped`
  const usd = costs.reduce((sum, one) => sum + (one.usd ?? 0), 0) / costs.length
  const cents = 100 * usd * (limits.searchCalls + limits.testCalls)
  return `about ${cents < 1 ? cents.toFixed(3) : cents.toFixed(1)} ¢ with ${searched.map(({ id }) => id).join(' and ')} if all are made (prices of ${PRICES_AS_OF})`
}

/** What second draws of failures said about noise; empty where none was drawn again. */
export function noiseSentence({ redrawn, flipped }: { readonly redrawn: number; readonly flipped: number }): string[] {
  if (redrawn === 0) return []
  const advice = flipped / redrawn > 0.25 ? ' The model is unstable on this task: small gains mean little.' : ''
  return [`Noise: ${flipped} of ${redrawn} failures passed when run again.${advice}`]
}
