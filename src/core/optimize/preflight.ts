// What can be said before money is spent: sizes, the smallest gain that can be proven, noise, and the worst bill.
import type { SelectCase } from '../evals/case.ts'
import { passes, runCells } from '../evals/run.ts'
import { costOf, estimateTokens, PRICES_AS_OF } from '../pricing.ts'
import type { RunContext } from '../run.ts'
import { detectableGain } from '../stats/power.ts'
import { armOf, type Candidate } from './candidates.ts'
import type { ModelFor } from './objective.ts'
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
    `At most ${limits.searchCalls} search calls and ${limits.testCalls} calls for the sealed report; ${likelyCost(context, plan)}.`,
  )
  return sentences
}

/** About what the whole budget costs, with this prompt and replies of 60 tokens. */
function likelyCost({ task, prices }: RunContext, { model, limits }: SweepPlan): string {
  const inputTokens = estimateTokens(task.prompt.source) + 60
  const usd = costOf(model.id, { inputTokens, outputTokens: 60 }, prices)
  if (usd === undefined) return `the price of ${model.id} is unknown, so only calls are capped`
  const cents = 100 * usd * (limits.searchCalls + limits.testCalls)
  return `about ${cents < 1 ? cents.toFixed(3) : cents.toFixed(1)} ¢ with ${model.id} if all are made (prices of ${PRICES_AS_OF})`
}

export interface Noise {
  /** Share of cases whose verdict differs between two draws. */
  readonly flips: number
  readonly sentence: string
}

/** Runs the seed a second time on a few select cases. */
export async function measureNoise(
  context: RunContext,
  seed: Candidate,
  modelFor: ModelFor,
  select: readonly SelectCase[],
  cases: number,
): Promise<Noise> {
  const some = select.slice(0, cases)
  const draw = async (repeat: number) =>
    passes(
      await runCells(
        context,
        some.map((kase) => ({ arm: armOf(seed, modelFor(kase)), kase, repeat })),
        'select',
        'measuring noise',
      ),
    )
  const first = await draw(0)
  const second = await draw(1)
  const both = [...first].filter(([id, pass]) => pass !== undefined && second.get(id) !== undefined)
  const flipped = both.filter(([id, pass]) => pass !== second.get(id)).length
  const flips = both.length === 0 ? 0 : flipped / both.length
  const advice = flips > 0.25 ? ' The model is unstable on this task: gains below that size mean little.' : ''
  return { flips, sentence: `Noise: ${flipped} of ${both.length} cases changed verdict when run again.${advice}` }
}
