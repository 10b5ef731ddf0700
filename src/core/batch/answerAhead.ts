// Has calls of a run answered by batches before the run makes them: the run then repeats over stored answers, as one that
// is resumed does. For evaluations alone; a search never waits for a batch.
import { Ledger } from '../budget.ts'
import { lossesOf, type PlannedCall } from '../calls.ts'
import { InputError } from '../errors.ts'
import { sha256 } from '../hash.ts'
import { parseModelId } from '../modelId.ts'
import { type ChatModel, ModelError } from '../ports.ts'
import { BATCH_PRICE, costOf } from '../pricing.ts'
import type { RunContext } from '../run.ts'
import { worstInBatch } from '../worstCase.ts'
import type { BatchEngine, BatchUse } from './engine.ts'
import { followBatches, isQueueFull } from './follow.ts'
import { type BatchRecord, batchesOf, isCancelled, isOpen, keysOf, missingOf, saveBatch, saveKeys } from './records.ts'
import { sendBatch } from './send.ts'

/** A call that the run will make. */
export interface CallAhead {
  /** Under which its answer is stored. */
  readonly key: string
  readonly model: ChatModel
  /** Renders it, each time anew: a hundred thousand requests are not held. */
  readonly plan: () => PlannedCall
}

interface Ahead {
  readonly context: RunContext
  readonly engine: (provider: string) => Promise<BatchEngine>
  /** Those that a batch can answer, in the order of the run. */
  readonly calls: ReadonlyMap<string, CallAhead>
  readonly use: BatchUse
}

/** How often a call that came back unanswered is sent, where it is sent again. */
const MOST_BATCHES = 3
const CANCELLED = new ModelError('aborted', 'The batches of this run were cancelled before this call was made.')
/** Calls that are tried live before the first batch of a model. */
const LIVE_TRIES = 3

/** Returns when every call that the budget covers is answered or lost. Throws `InputError` and `ModelError`. */
export async function answerAhead(context: RunContext, all: readonly CallAhead[], use: BatchUse): Promise<void> {
  const { store, id } = context
  const engine = enginesOf(use)
  const able = await batchable(context, all, engine.find)
  const ahead = { context, engine: engine.get, calls: new Map(able.map((call) => [call.key, call])), use }
  const changed = batchesOf(store, id).some((batch) =>
    [...keysOf(store, id, batch)].some((key) => !ahead.calls.has(key)),
  )
  do {
    await followOrLeave(ahead)
    if (changed) throw changedSince(id)
  } while (!isCancelled(store, id) && (await sendWhatIsOpen(ahead)) > 0)
  const given = unanswered(ahead, 'leave')
  const never = isCancelled(store, id) ? [...ahead.calls.keys()].map((key) => [key, CANCELLED] as const) : []
  context.caller.leaveOut(new Map([...never, ...given]))
}

async function followOrLeave({ context, engine, calls }: Ahead): Promise<void> {
  const lines = async (batch: BatchRecord, keys: ReadonlySet<string>) => {
    const its = await engine(batch.engine)
    const made = [...keys].map((key) => calls.get(key))
    return made.includes(undefined) ? undefined : Promise.all(made.flatMap((call) => (call ? [lineOf(its, call)] : [])))
  }
  try {
    await followBatches({ context, engine, lines })
  } catch (error) {
    if (context.signal.aborted && batchesOf(context.store, context.id).some(isOpen))
      context.emit({
        type: 'note',
        text: 'Its batches go on without us. Resume the run to collect their answers, or cancel them to stop the cost.',
      })
    throw error
  }
}

/** Sends what is neither answered nor given up, as far as the budget covers it at worst. Gives back the calls sent. */
async function sendWhatIsOpen(ahead: Ahead): Promise<number> {
  const { context, engine, calls, use } = ahead
  const { store, prices, signal } = context
  const givenUp = unanswered(ahead, use.unanswered)
  const open = [...calls.values()].filter(({ key }) => store.reply(key) === undefined && !givenUp.has(key))
  const ledger = ledgerSoFar(ahead)
  await tryLive(ahead, ledger, open)
  const parts = new Map<string, Part>()
  let [sent, usd, uncovered] = [0, 0, 0]
  const send = async (part: Part) => {
    parts.delete(part.model)
    sent += part.keys.length
    await sendPart(context, part)
  }
  for (const [i, call] of open.entries()) {
    signal.throwIfAborted()
    if (store.reply(call.key) !== undefined) continue
    const { model, request } = call.plan()
    const worst = worstInBatch(model.id, request, prices)
    if (ledger.reserve('task', worst) === undefined) {
      uncovered = open.length - i
      break
    }
    usd += worst.usd ?? 0
    const its = await engine(parseModelId(model.id).provider)
    const line = await lineOf(its, call)
    const bytes = new TextEncoder().encode(line).length + 1
    const begun = parts.get(model.id)
    const most = mostCalls(context, model.id, its)
    if (begun !== undefined && (begun.keys.length >= most || begun.bytes + bytes > its.limits.bytes)) await send(begun)
    const part = parts.get(model.id) ?? { engine: its, model: model.id, keys: [], lines: [], bytes: 0 }
    part.keys.push(call.key)
    part.lines.push(line)
    part.bytes += bytes
    parts.set(model.id, part)
  }
  for (const part of [...parts.values()]) await send(part)
  if (sent > 0) context.emit({ type: 'note', text: sentSentence(sent, uncovered, usd) })
  return sent
}

interface Part {
  readonly engine: BatchEngine
  readonly model: string
  readonly keys: string[]
  readonly lines: string[]
  bytes: number
}

async function sendPart(context: RunContext, { engine, model, keys, lines }: Part): Promise<void> {
  const { store, id, clock } = context
  const createdAt = clock.now()
  const marker = `tunesmith-${sha256(`${id} ${createdAt} ${batchesOf(store, id).length} ${keys[0]}`).slice(0, 12)}`
  saveKeys(store, id, marker, keys)
  const batch = saveBatch(store, id, {
    marker,
    engine: engine.id,
    model,
    assumed: false,
    others: [],
    createdAt,
    calls: keys.length,
    state: 'intended',
    rawState: 'submitting',
    done: 0,
  })
  await sendBatch(context, engine, batch, lines)
}

/** One call a model goes out live first: some providers look at a batch only at its end. */
async function tryLive({ context, calls }: Ahead, ledger: Ledger, open: readonly CallAhead[]): Promise<void> {
  const { store, id, caller, signal } = context
  const answered = new Set(
    [...calls.values()].filter(({ key }) => store.reply(key)?.runId === id).map(({ model }) => model.id),
  )
  for (const model of new Set(open.map((call) => call.model.id))) {
    if (answered.has(model)) continue
    let error: unknown
    for (const call of open.filter((one) => one.model.id === model).slice(0, LIVE_TRIES)) {
      const outcome = await caller.on(ledger).one(call.plan(), signal)
      error = outcome.error
      if (error === undefined) break
    }
    if (error !== undefined) throw error
  }
}

/** What this run has spent, as the run itself will count it. */
function ledgerSoFar({ context, calls }: Ahead): Ledger {
  const { store, id, prices } = context
  const ledger = new Ledger(context.ledger.limits)
  for (const { key, model } of calls.values()) {
    const stored = store.reply(key)
    const answered = stored?.runId === id ? [stored.reply.usage] : []
    for (const usage of [...lossesOf(store, id, key), ...answered])
      ledger.charge('task', { ...usage, usd: costOf(model.id, usage, prices) })
  }
  return ledger
}

/** Calls without an answer that are not sent any more, and why. */
function unanswered({ context: { store, id } }: Ahead, mode: BatchUse['unanswered']): ReadonlyMap<string, ModelError> {
  const tries = new Map<string, number>()
  const last = new Map<string, ModelError>()
  for (const batch of batchesOf(store, id))
    for (const [key, error] of missingOf(store, id, batch)) {
      tries.set(key, (tries.get(key) ?? 0) + 1)
      last.set(key, error)
    }
  const again = (key: string, error: ModelError) =>
    mode === 'retry' && error.transient && (tries.get(key) ?? 0) < MOST_BATCHES
  return new Map([...last].filter(([key, error]) => !again(key, error)))
}

/** Half of what last found no room, else the provider's limit. */
function mostCalls({ store, id }: RunContext, model: string, { limits }: BatchEngine): number {
  const tooLarge = batchesOf(store, id).filter((batch) => batch.model === model && isQueueFull(batch))
  return Math.max(1, Math.min(limits.calls, ...tooLarge.map(({ calls }) => Math.floor(calls / 2))))
}

async function batchable(
  context: RunContext,
  all: readonly CallAhead[],
  engine: (provider: string) => Promise<BatchEngine | undefined>,
): Promise<readonly CallAhead[]> {
  const models = [...new Set(all.map(({ model }) => model.id))]
  const has = await Promise.all(models.map((id) => engine(parseModelId(id).provider)))
  const without = models.filter((_, i) => has[i] === undefined)
  if (without.length === models.length && models.length > 0)
    throw new InputError(
      `${without.join(', ')} cannot be asked in batches.`,
      'Leave --batch out, or name another model.',
    )
  if (without.length > 0)
    context.emit({ type: 'note', text: `${without.join(', ')} cannot be asked in batches: live.` })
  return all.filter(({ model }) => !without.includes(model.id))
}

function enginesOf({ engines }: BatchUse) {
  const held = new Map<string, Promise<BatchEngine | undefined>>()
  const find = (provider: string): Promise<BatchEngine | undefined> => {
    const engine = held.get(provider) ?? engines(provider)
    held.set(provider, engine)
    return engine
  }
  const get = async (provider: string): Promise<BatchEngine> => {
    const engine = await find(provider)
    if (engine === undefined) throw new InputError(`${provider} takes no batches.`, 'Start the run again without them.')
    return engine
  }
  return { find, get }
}

function lineOf(engine: BatchEngine, { key, plan }: CallAhead): Promise<string> {
  const { model, request } = plan()
  return engine.line(parseModelId(model.id).name, key, request)
}

function sentSentence(sent: number, uncovered: number, usd: number): string {
  const rest = uncovered > 0 ? ` The cap covers no more at once; the other ${uncovered} follow when these are in.` : ''
  const share = `${100 * BATCH_PRICE.share} % of the list price`
  const price = usd > 0 ? `, for ${(100 * usd).toFixed(1)} ¢ at worst: ${share}` : ''
  return `${sent} calls went out in batches${price}. Answers come within 24 hours.${rest}`
}

function changedSince(id: number): InputError {
  return new InputError(
    `The prompt, its cases or its models changed since run ${id} sent its batches.`,
    'Their answers are stored. Start a new run: what has an answer is not asked again.',
  )
}
