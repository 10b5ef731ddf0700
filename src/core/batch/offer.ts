// What batches would cost a large eval, so that they can be offered with their price. Must never offer them to a search.
import { usualCosts } from '../estimate.ts'
import { judgeCalls } from '../evals/run.ts'
import { splitCases } from '../evals/split.ts'
import { drawsOf } from '../evaluate.ts'
import { BATCH_PRICE, type PriceTable } from '../pricing.ts'
import type { Task } from '../task.ts'

export interface BatchOffer {
  /** Calls of the eval, judges' included. */
  readonly calls: number
  /** Those that would go into batches; judges are asked live, when the answers are there. */
  readonly batched: number
  /** US dollars for those that would go into batches, live and as batches; undefined where a price is unknown. */
  readonly liveUsd: number | undefined
  readonly batchUsd: number | undefined
  /** Date of the batch price. */
  readonly asOf: string
}

/** From more calls than these on, batches are worth the wait. */
const MANY_CALLS = 2000

interface Planned {
  readonly models: readonly string[]
  readonly repeats?: number | undefined
  readonly prices: PriceTable
  readonly takesBatches: (model: string) => boolean
}

/** Undefined where the eval is small, or where none of its models takes batches. */
export function batchOffer(task: Task, { models, repeats, prices, takesBatches }: Planned): BatchOffer | undefined {
  const { cases, split } = task.evalFile
  const { select, train } = splitCases(cases, split === undefined ? {} : { shares: split })
  const measured = [...select, ...train].map((kase) => ({ draws: drawsOf(kase, { repeats, task }), kase }))
  const answers = measured.reduce((sum, { draws, kase }) => sum + (kase.output === undefined ? draws : 0), 0)
  const judged = measured.reduce((sum, { draws, kase }) => sum + draws * judgeCalls(kase), 0)
  const able = models.filter(takesBatches)
  const calls = (answers + judged) * models.length
  if (able.length === 0 || calls <= MANY_CALLS) return undefined
  const costs = usualCosts(task, able, prices)
  const liveUsd = costs.includes(undefined) ? undefined : costs.reduce<number>((sum, usd = 0) => sum + answers * usd, 0)
  const batchUsd = liveUsd === undefined ? undefined : liveUsd * BATCH_PRICE.share
  return { calls, batched: answers * able.length, liveUsd, batchUsd, asOf: BATCH_PRICE.asOf }
}
