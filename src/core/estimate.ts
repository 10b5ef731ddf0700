// What a usual call costs: good enough to decide whether to ask. A run's own budget is exact.
import { costOf, estimateTokens, type PriceTable } from './pricing.ts'
import type { Task } from './task.ts'

/** Tokens of a usual reply. */
const REPLY_TOKENS = 60

/** US dollars for one call on each model; undefined where its price is unknown. */
export function usualCosts(task: Task, models: readonly string[], prices: PriceTable): (number | undefined)[] {
  const { cases } = task.evalFile
  const inputs = cases.reduce((sum, one) => sum + estimateTokens(JSON.stringify(one.vars)), 0)
  const inputTokens = estimateTokens(task.prompt.source) + inputs / Math.max(1, cases.length)
  return models.map((model) => costOf(model, { inputTokens, outputTokens: REPLY_TOKENS }, prices))
}
