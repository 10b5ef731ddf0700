// What a run cost, in words, the same in panel and terminal. An unknown price is said, never counted as nothing.
import type { Spend } from '../core/events.ts'
import { formatCount, formatCounted, formatMoney, isSimulated } from './format.ts'

/** All calls that were made. */
export function totalCalls({ calls }: Spend): number {
  return calls.task + calls.judge + calls.optimizer + calls.test
}

/** "352 task, 34 optimizer, 240 test". */
export function callKinds({ calls }: Spend): string {
  const kinds = (['task', 'judge', 'optimizer', 'test'] as const).filter((kind) => calls[kind] > 0)
  return kinds.map((kind) => `${formatCount(calls[kind])} ${kind}`).join(', ')
}

/** "12.5 ¢", "12.5 ¢ and 3 calls of unknown price", or "unknown" where no call had a price. */
export function spentMoney(spend: Spend): string {
  const { usd, unpricedCalls } = spend
  if (unpricedCalls === 0) return formatMoney(usd)
  if (unpricedCalls === totalCalls(spend)) return formatMoney(null)
  return `${formatMoney(usd)} and ${formatCounted(unpricedCalls, 'call')} of unknown price`
}

/** What a simulated model costs is no real money. */
export function playPrice(models: readonly string[]): string {
  return models.length > 0 && models.every(isSimulated) ? ' (play prices)' : ''
}
