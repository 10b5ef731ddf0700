// The batches of a run as this machine knows them, kept in the run's documents. A record is written before the provider
// is asked, so that a batch that is paid for is never lost and never sent twice.
import * as z from 'zod'
import { ModelError, type RunStore } from '../ports.ts'

const record = z.object({
  /** Our own id. */
  marker: z.string(),
  /** Id of the batch engine. */
  engine: z.string(),
  /** `provider:name`. */
  model: z.string(),
  /** The provider's id, once known. */
  batchId: z.string().optional(),
  /** The id was found in a list that shows no more than that it may be ours. */
  assumed: z.boolean(),
  /** The provider's ids that turned out not to be ours. */
  others: z.array(z.string()),
  /** Epoch milliseconds, before the provider was asked. */
  createdAt: z.number(),
  calls: z.number(),
  /** `intended`: about to be sent, or sent and not confirmed. `collected` and `refused` are ends. */
  state: z.enum(['intended', 'sent', 'collected', 'refused']),
  /** The provider's own word, or why it was refused. */
  rawState: z.string(),
  /** The provider's code for a refusal of the whole batch. */
  code: z.string().optional(),
  done: z.number(),
  expiresAt: z.number().optional(),
})
export type BatchRecord = Readonly<z.infer<typeof record>>

const keys = z.array(z.string())
const missing = z.record(
  z.string(),
  z.object({
    reason: z.enum([
      'auth',
      'forbidden',
      'not-found',
      'bad-request',
      'rate-limit',
      'quota',
      'server',
      'network',
      'timeout',
      'aborted',
    ]),
    message: z.string(),
  }),
)

const RECORDS = 'batches'
const CANCELLED = 'batches-cancelled'

/** Oldest first. */
export function batchesOf(store: RunStore, runId: number): readonly BatchRecord[] {
  return z.array(record).safeParse(store.document(runId, RECORDS)).data ?? []
}

/** Adds the record, or takes the place of the one with its marker. */
export function saveBatch(store: RunStore, runId: number, batch: BatchRecord): BatchRecord {
  const all = batchesOf(store, runId)
  const known = all.some(({ marker }) => marker === batch.marker)
  store.saveDocument(
    runId,
    RECORDS,
    known ? all.map((one) => (one.marker === batch.marker ? batch : one)) : [...all, batch],
  )
  return batch
}

export function isOpen({ state }: BatchRecord): boolean {
  return state === 'intended' || state === 'sent'
}

/** Keys of the calls of a batch. Written before its record. */
export function saveKeys(store: RunStore, runId: number, marker: string, all: readonly string[]): void {
  store.saveDocument(runId, `batch-keys/${marker}`, all)
}

export function keysOf(store: RunStore, runId: number, { marker }: BatchRecord): ReadonlySet<string> {
  return new Set(keys.parse(store.document(runId, `batch-keys/${marker}`)))
}

/** Why calls of a batch have no answer, by key. Written before its record says that it is over. */
export function saveMissing(
  store: RunStore,
  runId: number,
  marker: string,
  all: ReadonlyMap<string, ModelError>,
): void {
  const plain = [...all].map(([key, { reason, message }]) => [key, { reason, message }])
  store.saveDocument(runId, `batch-missing/${marker}`, Object.fromEntries(plain))
}

export function missingOf(store: RunStore, runId: number, { marker }: BatchRecord): ReadonlyMap<string, ModelError> {
  const plain = missing.safeParse(store.document(runId, `batch-missing/${marker}`)).data ?? {}
  return new Map(Object.entries(plain).map(([key, { reason, message }]) => [key, new ModelError(reason, message)]))
}

/** From now on nothing of the run goes into a batch any more. Written before the providers are asked to end theirs. */
export function saveCancelled(store: RunStore, runId: number): void {
  store.saveDocument(runId, CANCELLED, true)
}

export function isCancelled(store: RunStore, runId: number): boolean {
  return store.document(runId, CANCELLED) === true
}
