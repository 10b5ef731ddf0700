// Asks providers to end the batches of a run, which sends no more of them. Their answers so far are collected when the
// run is taken up again.
import { ModelError, type RunStore } from '../ports.ts'
import type { BatchResolver } from './engine.ts'
import { batchesOf, isOpen, saveBatch, saveCancelled } from './records.ts'
import { recoverBatch } from './send.ts'

interface Cancelling {
  readonly store: RunStore
  readonly runId: number
  readonly engines: BatchResolver
}

/** How many batches the providers were asked to end. One that may be another's is left alone. Throws `ModelError`. */
export async function cancelBatches({ store, runId, engines }: Cancelling, signal: AbortSignal): Promise<number> {
  saveCancelled(store, runId)
  let asked = 0
  for (const { marker, engine: id } of batchesOf(store, runId).filter(isOpen)) {
    const engine = await engines(id)
    const current = () => batchesOf(store, runId).find((batch) => batch.marker === marker)
    const before = current()
    if (engine === undefined || before === undefined) continue
    if (before.batchId === undefined) await recoverBatch({ store, id: runId, signal }, engine, before)
    const batch = current()
    if (batch?.batchId === undefined || batch.assumed) continue
    try {
      await engine.cancel(batch.batchId, signal)
    } catch (error) {
      // It ended meanwhile: there is nothing left to cancel.
      if (ModelError.is(error) && error.reason === 'bad-request') continue
      throw error
    }
    saveBatch(store, runId, { ...batch, rawState: 'cancelling' })
    asked++
  }
  return asked
}
