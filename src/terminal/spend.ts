// What a run cost, in one sentence. An unknown price is said, never counted as nothing.
import type { Spend } from '../core/events.ts'
import { formatCount, formatCounted, formatMoney, isSimulated } from '../shared/format.ts'

/** "Cost: 12.5 ¢ for 626 calls (386 task, 240 test), 81,000 tokens; 12 answers came from the store for free." */
export function spendLine(spend: Spend, models: readonly string[]): string {
  const { calls } = spend
  const total = calls.task + calls.judge + calls.optimizer + calls.test
  const kinds = (['task', 'judge', 'optimizer', 'test'] as const).filter((kind) => calls[kind] > 0)
  const split = kinds.length === 0 ? '' : ` (${kinds.map((kind) => `${formatCount(calls[kind])} ${kind}`).join(', ')})`
  const stored =
    spend.cachedCalls > 0 ? `; ${formatCounted(spend.cachedCalls, 'answer')} came from the store for nothing` : ''
  return (
    `Cost: ${spentMoney(spend)}${playPrice(models)} for ${formatCounted(total, 'call')}${split}, ` +
    `${formatCount(spend.inputTokens + spend.outputTokens)} tokens${stored}.`
  )
}

/** "12.5 ¢", "12.5 ¢ and 3 calls of unknown price", or "unknown" where no call had a price. */
export function spentMoney({ calls, usd, unpricedCalls }: Spend): string {
  if (unpricedCalls === 0) return formatMoney(usd)
  if (unpricedCalls === calls.task + calls.judge + calls.optimizer + calls.test) return formatMoney(null)
  return `${formatMoney(usd)} and ${formatCounted(unpricedCalls, 'call')} of unknown price`
}

/** What a simulated model costs is no real money. */
export function playPrice(models: readonly string[]): string {
  return models.length > 0 && models.every(isSimulated) ? ' (play prices)' : ''
}
