// What the sealed report may cost at most: it is held back before the search spends anything.
import type { WorstCase } from '../budget.ts'
import { InputError } from '../errors.ts'
import type { Limits } from '../events.ts'
import { JUDGE_OUTPUT_TOKENS } from '../judge/askJudges.ts'
import type { ChatMessage, ChatModel } from '../ports.ts'
import type { PriceTable } from '../pricing.ts'
import { tokenLimit } from '../prompt/invariants.ts'
import type { Task } from '../task.ts'
import { mostInputTokens, mostTokens, worstCase } from '../worstCase.ts'
import { judgeCalls, TASK_OUTPUT_TOKENS } from './run.ts'

/** `estimateTokens` counts three UTF-16 units as a token, and each is three UTF-8 bytes at most. */
const BYTES_OF_ESTIMATE = 9
/** Bytes of one token of an output, as a judge is shown it. */
const OUTPUT_TOKEN_BYTES = 4
/** What a judge is told besides the case. */
const JUDGE_BYTES = 2048

/** `calls` sealed calls, together, judges included, as many on each model: the longest prompt that may win, the longest
 *  case, the longest replies, the dearest judge. `usd` is undefined where a price is unknown. */
export function worstSealed(
  calls: number,
  task: Task,
  models: readonly ChatModel[],
  judges: readonly ChatModel[],
  prices: PriceTable,
): WorstCase {
  const { cases } = task.evalFile
  const judged = Math.max(0, ...cases.map((kase) => judgeCalls(kase, true)))
  const longest = Math.max(0, ...cases.map((kase) => mostTokens(JSON.stringify(kase.vars))))
  const rubric = Math.max(0, ...cases.map((kase) => mostTokens(JSON.stringify(kase.assertions))))
  const prompt = Math.max(mostTokens(task.prompt.source), BYTES_OF_ESTIMATE * tokenLimit(task.prompt))
  const frame = mostInputTokens({
    messages: task.prompt.messages.map(({ role }): ChatMessage => ({ role, content: '' })),
  })
  const own = [...new Set(cases.flatMap(({ model }) => model ?? []))]
  const worst = (id: string) => worstCase(id, frame + prompt + longest, TASK_OUTPUT_TOKENS, prices)
  const answers = models.map(({ id }) => own.map(worst).reduce(dearer, worst(id)))
  const shown = JUDGE_BYTES + rubric + longest + OUTPUT_TOKEN_BYTES * TASK_OUTPUT_TOKENS
  const verdict = dearest(judges, shown, JUDGE_OUTPUT_TOKENS, prices)
  const rollouts = calls / (1 + judged)
  const mean = (of: (answer: WorstCase) => number) =>
    answers.reduce((sum, answer) => sum + of(answer), 0) / Math.max(1, answers.length)
  const known = answers.every(({ usd }) => usd !== undefined) && (judged === 0 || verdict.usd !== undefined)
  return {
    tokens: Math.ceil(rollouts * (mean(({ tokens }) => tokens) + judged * verdict.tokens)),
    usd: known ? rollouts * (mean(({ usd }) => usd ?? 0) + judged * (verdict.usd ?? 0)) : undefined,
  }
}

function dearer(one: WorstCase, other: WorstCase): WorstCase {
  const usd = one.usd === undefined || other.usd === undefined ? undefined : Math.max(one.usd, other.usd)
  return { tokens: Math.max(one.tokens, other.tokens), usd }
}

function dearest(
  models: readonly ChatModel[],
  inputTokens: number,
  outputTokens: number,
  prices: PriceTable,
): WorstCase {
  const costs = models.map((model) => worstCase(model.id, inputTokens, outputTokens, prices).usd)
  return {
    tokens: inputTokens + outputTokens,
    usd: costs.includes(undefined) ? undefined : Math.max(0, ...costs.map((usd) => usd ?? 0)),
  }
}

/** Throws `InputError` where the caps do not even cover the sealed report, which is held back first. */
export function checkReserve({ usd, tokens, testCalls }: Limits, sealed: WorstCase): void {
  const short = (what: string, budget: string) =>
    new InputError(
      `The sealed report alone may cost up to ${what} (${testCalls} calls at the longest reply), which the budget of ${budget} does not cover.`,
      'Raise the budget, or name a cheaper model.',
    )
  if (testCalls === 0) return
  if (usd !== undefined && (sealed.usd ?? 0) > usd) throw short(`$${sealed.usd?.toFixed(2)}`, `$${usd}`)
  if (tokens !== undefined && sealed.tokens > tokens) throw short(`${sealed.tokens} tokens`, `${tokens} tokens`)
}
