// The offer to have answers made in batches, in one sentence.
import type { BatchOffer } from '../core/batch/offer.ts'
import { formatCount, formatMoney } from './format.ts'

/** "4,000 answers as batches: about 40.0 ¢ instead of 80.0 ¢, within 24 hours (half the list price, as of …)." */
export function batchSentence({ batched, liveUsd, batchUsd, asOf }: BatchOffer): string {
  const price =
    batchUsd === undefined || liveUsd === undefined
      ? 'half the price'
      : `about ${formatMoney(batchUsd)} instead of ${formatMoney(liveUsd)}`
  return `${formatCount(batched)} answers as batches: ${price}, within 24 hours (half the list price, as of ${asOf}).`
}
