// What a run cost, in one sentence. An unknown price is said, never counted as nothing.
import type { Spend } from '../core/events.ts'
import { formatCount, formatCounted, formatMoney, isSimulated } from '../shared/format.ts'

/** "Cost: 12.5 ¢ for 626 calls (386 task, 240 test), 81,000 tokens; 12 answers came from the store for free." */
export function spendLine(spend: Spend, models: readonly string[]): string {
  const { calls } = spend
  const total = calls.task + calls.judge + calls.optimizer + calls.test
  const kinds = (['task', 'judge', 'optimizer', 'test'] as const).filter((kind) => calls[kind] > 0)
  const split = kinds.length === 0 ? '' : ` (${kinds.map((kind) => `${formatCount(calls[kind])} ${kind}`).join(', ')})`
  const unknown = spend.unpricedCalls > 0 ? ` and ${formatCounted(spend.unpricedCalls, 'call')} of unknown price` : ''
  const stored =
    spend.cachedCalls > 0 ? `; ${formatCounted(spend.cachedCalls, 'answer')} came from the store for nothing` : ''
  return (
    `Cost: ${formatMoney(spend.usd)}${playPrice(models)}${unknown} for ${formatCounted(total, 'call')}${split}, ` +
    `${formatCount(spend.inputTokens + spend.outputTokens)} tokens${stored}.`
  )
}

/** What a simulated model costs is no real money. */
export function playPrice(models: readonly string[]): string {
  return models.length > 0 && models.every(isSimulated) ? ' (play prices)' : ''
}
