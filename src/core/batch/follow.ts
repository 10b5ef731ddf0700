// Follows the batches of a run to their ends and stores what they answered. Must never lose a paid answer, nor take a
// missing one for a wrong one.
import { ModelError } from '../ports.ts'
import type { BatchAnswer, BatchEngine, BatchStatus } from './engine.ts'
import { type BatchRecord, batchesOf, isOpen, keysOf, saveBatch, saveMissing } from './records.ts'
import { type BatchContext, recoverBatch, sendBatch } from './send.ts'

/** Codes for "too much of yours is waiting": the same calls fit later, or in smaller batches. */
const QUEUE_FULL = ['token_limit_exceeded']
const DOWNLOADS = 4
const DOWNLOAD_WAIT_MS = 5_000
/** Answers that wait for the disk together. */
const SAVED_TOGETHER = 200

export interface Following {
  readonly context: BatchContext
  readonly engine: (provider: string) => Promise<BatchEngine>
  /** The lines of a batch by the keys of its calls; undefined where the run no longer makes them. */
  readonly lines: (batch: BatchRecord, keys: ReadonlySet<string>) => Promise<readonly string[] | undefined>
}

/** Returns when no batch of the run is open. Throws `ModelError` where the provider refused one as a whole. */
export async function followBatches(following: Following): Promise<void> {
  const { context, engine } = following
  const { store, id, clock, signal } = context
  for (;;) {
    let pause = Infinity
    for (const batch of batchesOf(store, id).filter(isOpen)) {
      const its = await engine(batch.engine)
      if (batch.batchId === undefined) await sendAgain(following, its, batch)
      else await look(context, its, { ...batch, batchId: batch.batchId })
      pause = Math.min(pause, its.pollMs)
    }
    const all = batchesOf(store, id)
    if (!all.some(isOpen)) return
    await sayProgress(following, all)
    await clock.sleep(pause, signal)
  }
}

export function isQueueFull({ code }: BatchRecord): boolean {
  return code !== undefined && QUEUE_FULL.includes(code)
}

async function sayProgress({ context, engine }: Following, all: readonly BatchRecord[]): Promise<void> {
  const names = await Promise.all(all.filter(isOpen).map(async (batch) => (await engine(batch.engine)).label))
  const done = all.reduce((sum, batch) => sum + (batch.state === 'collected' ? batch.calls : batch.done), 0)
  const total = all.reduce((sum, batch) => sum + (batch.state === 'refused' ? 0 : batch.calls), 0)
  context.emit({ type: 'step', text: `waiting for batches at ${[...new Set(names)].join(' and ')}`, done, total })
}

/** A batch that was about to be sent when the run ended, or that was taken for another. */
async function sendAgain({ context, lines }: Following, engine: BatchEngine, batch: BatchRecord): Promise<void> {
  if (await recoverBatch(context, engine, batch)) return
  const its = await lines(batch, keysOf(context.store, context.id, batch))
  if (its === undefined)
    saveBatch(context.store, context.id, {
      ...batch,
      state: 'refused',
      rawState: 'its calls changed before it was sent',
    })
  else await sendBatch(context, engine, batch, its)
}

type SentBatch = BatchRecord & { readonly batchId: string }

async function look(context: BatchContext, engine: BatchEngine, batch: SentBatch): Promise<void> {
  const { store, id, signal } = context
  const status = await engine.poll(batch.batchId, signal).catch((error: unknown) => {
    if (ModelError.is(error) && error.transient) return undefined
    throw error
  })
  if (status === undefined) return
  const { rawState, done, expiresAt, refusal } = status
  const seen = { ...batch, rawState, done, ...(expiresAt !== undefined && { expiresAt }) }
  if (refusal !== undefined) return refuse(context, engine, seen, refusal)
  if (status.over) return collect(context, engine, seen)
  saveBatch(store, id, seen)
}

function refuse(
  { store, id, emit }: BatchContext,
  { label }: BatchEngine,
  batch: SentBatch,
  { code, message }: NonNullable<BatchStatus['refusal']>,
): void {
  const refused = saveBatch(store, id, { ...batch, state: 'refused', rawState: message, code })
  if (!isQueueFull(refused) || batch.calls === 1)
    throw new ModelError('bad-request', `${label} refused the batch: ${message}`, { code })
  emit({ type: 'note', text: `${label} has no room for a batch of ${batch.calls} calls. It is split. (${message})` })
}

/** Takes the answers as they come; a download that breaks off begins again, and what was stored stays stored. */
async function collect(context: BatchContext, engine: BatchEngine, batch: SentBatch): Promise<void> {
  const { store, id, clock, signal } = context
  const keys = keysOf(store, id, batch)
  const left = new Set(keys)
  const missing = new Map<string, ModelError>()
  const saves: Promise<void>[] = []
  let foreign = 0
  const take = async (answer: BatchAnswer) => {
    if (!keys.has(answer.key)) foreign++
    else if (!left.delete(answer.key)) return
    else if ('error' in answer) missing.set(answer.key, answer.error)
    else saves.push(store.saveReply({ key: answer.key, runId: id, reply: answer.reply }))
    if (saves.length >= SAVED_TOGETHER) await Promise.all(saves.splice(0))
  }
  for (let download = 1; download <= DOWNLOADS && left.size > 0; download++) {
    try {
      for await (const answer of engine.collect(batch.batchId, signal)) await take(answer)
    } catch (error) {
      if (!ModelError.is(error) || !error.transient || download === DOWNLOADS) throw error
    } finally {
      await Promise.all(saves.splice(0))
    }
    if (batch.assumed && left.size === keys.size && foreign > 0) return giveBack(context, batch)
    if (left.size > 0 && download < DOWNLOADS) await clock.sleep(DOWNLOAD_WAIT_MS, signal)
  }
  for (const key of left)
    missing.set(key, new ModelError('server', `${engine.label}: the batch holds no answer to it.`))
  saveMissing(store, id, batch.marker, missing)
  saveBatch(store, id, { ...batch, state: 'collected', done: batch.calls })
}

/** It was somebody else's batch: ours was never accepted. */
function giveBack({ store, id }: BatchContext, { batchId, ...batch }: SentBatch): void {
  const others = [...batch.others, batchId]
  saveBatch(store, id, { ...batch, others, assumed: false, state: 'intended', rawState: 'submitting', done: 0 })
}
