// What a run cost, in one sentence. An unknown price is said, never counted as nothing.
import type { Spend } from '../core/events.ts'
import { formatCount, formatCounted } from '../shared/format.ts'
import { callKinds, playPrice, spentMoney, totalCalls } from '../shared/spend.ts'

/** "Cost: 12.5 ¢ for 626 calls (386 task, 240 test), 81,000 tokens; 12 answers came from the store for free." */
export function spendLine(spend: Spend, models: readonly string[]): string {
  const kinds = callKinds(spend)
  const split = kinds === '' ? '' : ` (${kinds})`
  const stored =
    spend.cachedCalls > 0 ? `; ${formatCounted(spend.cachedCalls, 'answer')} came from the store for nothing` : ''
  return (
    `Cost: ${spentMoney(spend)}${playPrice(models)} for ${formatCounted(totalCalls(spend), 'call')}${split}, ` +
    `${formatCount(spend.inputTokens + spend.outputTokens)} tokens${stored}.`
  )
}
