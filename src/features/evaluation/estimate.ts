// What a run may cost, before it starts: good enough to decide whether to ask. The run's own budget is exact.
import { usualCosts } from '../../core/estimate.ts'
import type { Preset } from '../../core/optimize/plan.ts'
import { PRESET_CALLS } from '../../core/optimize/plan.ts'
import type { PriceTable } from '../../core/pricing.ts'
import type { RunKind } from '../../core/runKind.ts'
import type { Task } from '../../core/task.ts'

export interface Estimate {
  readonly calls: number
  /** US dollars; undefined where a model's price is unknown. */
  readonly usd: number | undefined
}

/** A diagnosis probes some failures several times. */
const DIAGNOSIS_CALLS = 300

export function estimateRun(
  task: Task,
  kind: RunKind,
  models: readonly string[],
  preset: Preset,
  prices: PriceTable,
): Estimate {
  const cases = task.evalFile.cases
  const calls =
    kind === 'eval'
      ? cases.length * models.length
      : kind === 'sweep'
        ? PRESET_CALLS[preset] + 2 * cases.length
        : kind === 'diagnosis'
          ? DIAGNOSIS_CALLS
          : 4 * cases.length
  const costs = usualCosts(task, models, prices)
  const known = costs.filter((usd) => usd !== undefined)
  const perCall = kind === 'eval' ? known.reduce((a, b) => a + b, 0) / Math.max(1, known.length) : Math.max(0, ...known)
  return { calls, usd: known.length < costs.length ? undefined : calls * perCall }
}
