// `tunesmith batches`: what is with the batch engines, and an end to it. Must never collect: the run does.
import { cancelBatches } from '../../core/batch/cancel.ts'
import type { BatchResolver } from '../../core/batch/engine.ts'
import { type BatchRecord, batchesOf, isOpen } from '../../core/batch/records.ts'
import { InputError } from '../../core/errors.ts'
import type { RunRecord, RunStore } from '../../core/ports.ts'
import { formatCount, formatCounted } from '../../shared/format.ts'
import { command } from '../nextStep.ts'
import { table } from '../text.ts'

interface OpenRun {
  readonly run: RunRecord
  readonly batches: readonly BatchRecord[]
}

/** Runs with batches that are not collected, oldest first. */
export function openBatches(store: RunStore): OpenRun[] {
  return store
    .runs()
    .map((run) => ({ run, batches: batchesOf(store, run.id).filter(isOpen) }))
    .filter(({ batches }) => batches.length > 0)
}

export function batchesView(open: readonly OpenRun[]): string[] {
  const [first] = open
  if (first === undefined) return ['Nothing is with a batch engine.']
  const columns = ['Run', 'Model', 'Batch', 'State', 'Answered'].map((title) => ({ title, align: 'left' as const }))
  const rows = open.flatMap(({ run, batches }) =>
    batches.map(({ model, batchId, rawState, done, calls }) => [
      String(run.id),
      model,
      batchId ?? 'not confirmed',
      rawState,
      `${formatCount(done)} of ${formatCount(calls)}`,
    ]),
  )
  const next = `${command('eval', first.run.promptPath)} --resume ${first.run.id}`
  return [...table(columns, rows), '', `→ To wait for the answers of run ${first.run.id}: ${next}`]
}

/** Throws `InputError` for a run without open batches. */
export async function endBatches(store: RunStore, runId: number, engines: BatchResolver): Promise<string[]> {
  const run = openBatches(store).find((open) => open.run.id === runId)?.run
  if (run === undefined)
    throw new InputError(
      `Run ${runId} has no batches that are under way.`,
      'tunesmith batches lists the runs that have.',
    )
  const asked = await cancelBatches({ store, runId, engines }, new AbortController().signal)
  return [
    `${formatCounted(asked, 'batch', 'batches')} asked to end. What is answered already is paid for and kept:`,
    `  ${command('eval', run.promptPath)} --resume ${runId}`,
  ]
}
