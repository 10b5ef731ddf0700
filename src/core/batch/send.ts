// Sends a batch once: its record lies in the store before the provider is asked, and after a lost answer the provider's
// own list is asked before anything is sent again.
import { ModelError } from '../ports.ts'
import type { RunContext } from '../run.ts'
import type { BatchEngine } from './engine.ts'
import { type BatchRecord, batchesOf, isCancelled, keysOf, saveBatch } from './records.ts'

export type BatchContext = Pick<RunContext, 'id' | 'store' | 'clock' | 'signal' | 'emit'>

const ATTEMPTS = 8
const LONGEST_WAIT_MS = 60_000
/** By so much the provider's clock may be behind ours. */
const SKEW_MS = 600_000

/** `batch` is stored as intended. Throws `ModelError`; a batch that may have been accepted then stays intended. */
export async function sendBatch(
  context: BatchContext,
  engine: BatchEngine,
  batch: BatchRecord,
  lines: readonly string[],
): Promise<void> {
  const { store, id, clock, signal, emit } = context
  for (let attempt = 1; ; attempt++) {
    if (isCancelled(store, id)) {
      saveBatch(store, id, { ...batch, state: 'refused', rawState: 'cancelled before it was sent' })
      return
    }
    try {
      const batchId = await engine.submit({ marker: batch.marker, lines }, signal)
      saveBatch(store, id, { ...batch, batchId, state: 'sent' })
      return
    } catch (error) {
      if (!ModelError.is(error)) throw error
      const lost = isLost(error)
      if (!lost && error.reason !== 'rate-limit') saveBatch(store, id, refused(batch, error))
      if (!error.transient || attempt === ATTEMPTS) throw error
      const wait = error.retryAfterMs ?? Math.min(LONGEST_WAIT_MS, 500 * 2 ** attempt)
      emit({ type: 'note', text: `${error.message} Trying again in ${(wait / 1000).toFixed(1)} s.` })
      await clock.sleep(wait, signal)
      if (lost && (await recoverBatch(context, engine, batch))) return
    }
  }
}

/** Finds out whether an intended batch was accepted all the same; true where it was. */
export async function recoverBatch(
  { store, id, signal }: Pick<BatchContext, 'store' | 'id' | 'signal'>,
  engine: BatchEngine,
  batch: BatchRecord,
): Promise<boolean> {
  const known = store.runs().flatMap((run) => batchesOf(store, run.id).flatMap(({ batchId }) => batchId ?? []))
  const { marker, createdAt } = batch
  const others = new Set([...known, ...batch.others])
  const lost = { marker, since: createdAt - SKEW_MS, keys: keysOf(store, id, batch), others }
  const found = await engine.find(lost, signal)
  if (found === undefined) return false
  const { batchId, certain } = found
  saveBatch(store, id, { ...batch, batchId, assumed: !certain, state: 'sent' })
  return true
}

/** Whether the provider may have accepted what it gave no answer to. */
function isLost({ reason, transient }: ModelError): boolean {
  return reason === 'aborted' || (transient && reason !== 'rate-limit')
}

function refused(batch: BatchRecord, { message, code }: ModelError): BatchRecord {
  return { ...batch, state: 'refused', rawState: message, ...(code !== undefined && { code }) }
}
