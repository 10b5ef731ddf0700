// The one door through which the engine calls a model: stored answer, else reserve, send, retry, store, settle.
// Must never give a stored answer out as another draw, nor use an answer before it is stored.
import * as z from 'zod'
import type { Actual, Ledger, Reservation, WorstCase } from './budget.ts'
import { BudgetSpent } from './budget.ts'
import type { CallKind } from './events.ts'
import { sha256, stableJson } from './hash.ts'
import {
  type ChatModel,
  type ChatReply,
  type ChatRequest,
  type Clock,
  ModelError,
  type ModelErrorReason,
  type RunStore,
} from './ports.ts'
import { costOf, type PriceTable } from './pricing.ts'
import { Random } from './random.ts'
import { Throttle } from './throttle.ts'
import { mostInputTokens, worstCase } from './worstCase.ts'

export interface CallOutcome {
  /** Undefined where the call failed for good. */
  readonly reply: ChatReply | undefined
  /** `BudgetSpent` for a sealed call that its reserve no longer covered. */
  readonly error: ModelError | BudgetSpent | undefined
  readonly usd: number | undefined
}

export interface PlannedCall {
  readonly model: ChatModel
  readonly request: ChatRequest
  readonly kind: CallKind
}

export interface CallerDeps {
  readonly runId: number
  readonly store: RunStore
  readonly clock: Clock
  readonly ledger: Ledger
  readonly prices: PriceTable
  readonly concurrency: number
  /** Milliseconds until a call is given up. */
  readonly timeoutMs: number
  readonly note: (text: string) => void
}

const lost = z.array(z.object({ inputTokens: z.number(), outputTokens: z.number() }))

const ATTEMPTS = 5
/** Milliseconds that calls in flight get to finish after a cancel: what is paid for should not be lost. */
const GRACE_MS = 5000
const FATAL: readonly ModelErrorReason[] = ['auth', 'forbidden', 'not-found', 'quota']

/** Whether every further call would meet this error too. */
export function isFatal(error: unknown): boolean {
  return ModelError.is(error) && FATAL.includes(error.reason)
}

export class Caller {
  readonly #deps: CallerDeps
  readonly #throttle: Throttle
  /** Keys this run has paid for or taken from the store, so that each is charged once. */
  readonly #seen = new Set<string>()
  /** By key: calls without an answer that may be billed, and are counted. */
  readonly #losses = new Map<string, readonly z.infer<typeof lost>[number][]>()
  readonly #random: Random
  /** By key: why a batch has no answer. These are not sent. */
  #unanswered: ReadonlyMap<string, ModelError> = new Map()

  constructor(deps: CallerDeps) {
    this.#deps = deps
    this.#throttle = new Throttle(deps.concurrency)
    this.#random = new Random(String(deps.runId), 'retry jitter')
  }

  /**
   * Makes the calls, or none of them: throws `BudgetSpent` before the first where not all can be reserved. Sealed calls
   * are made as far as they can be, so that a report never fails for the last of them. Throws the `ModelError` where
   * further calls are pointless. `signal` stops further calls; those in flight get a few seconds.
   */
  async all(
    calls: readonly PlannedCall[],
    signal: AbortSignal,
    done?: (outcome: CallOutcome, index: number) => Promise<void>,
  ): Promise<void> {
    signal.throwIfAborted()
    const tickets = this.#reserveAll(calls)
    let fatal: unknown
    const stop = (error: unknown) => {
      fatal ??= error
      return undefined
    }
    await Promise.all(
      tickets.map(async (ticket, index) => {
        const outcome = await this.#throttle.run(async () => {
          if (!signal.aborted && fatal === undefined) {
            const first = ticket.twin ?? ticket
            first.made ??= this.#make(first, signal)
            return first.made.catch(stop)
          }
          if (ticket.made === undefined) ticket.reservation?.release()
          return undefined
        })
        if (outcome !== undefined) await done?.(outcome, index).catch(stop)
      }),
    )
    if (fatal !== undefined) throw fatal
    signal.throwIfAborted()
  }

  /** The same caller on another ledger. */
  on(ledger: Ledger): Caller {
    return new Caller({ ...this.#deps, ledger })
  }

  /** Calls that were put to a batch in vain: they end with its error, and are not sent again. */
  leaveOut(unanswered: ReadonlyMap<string, ModelError>): void {
    this.#unanswered = unanswered
  }

  /** One call. */
  async one(call: PlannedCall, signal: AbortSignal): Promise<CallOutcome> {
    let outcome: CallOutcome | undefined
    await this.all([call], signal, async (result) => {
      outcome = result
    })
    if (outcome === undefined) throw new Error('A call that was made has an outcome.')
    return outcome
  }

  #reserveAll(calls: readonly PlannedCall[]): Ticket[] {
    const { ledger, store, runId } = this.#deps
    const tickets: Ticket[] = []
    const byKey = new Map<string, Ticket>()
    for (const call of calls) {
      const key = keyOf(call)
      const twin = byKey.get(key)
      if (twin !== undefined) {
        ledger.countCached()
        tickets.push({ call, key, stored: undefined, reservation: undefined, twin, made: undefined })
        continue
      }
      const stored = store.reply(key)
      const error = stored === undefined ? this.#unanswered.get(key) : undefined
      const paid = stored !== undefined && (this.#seen.has(key) || stored.runId !== runId)
      // A batch reserved its calls itself, and is over: what they cost is known.
      const ahead = error !== undefined || (!paid && stored?.reply.usage.batched === true)
      const reservation = paid || ahead ? undefined : ledger.reserve(call.kind, this.#worst(call))
      if (paid) ledger.countCached()
      else if (ahead) {
        this.#chargeLosses(call, key)
        if (stored !== undefined) ledger.charge(call.kind, this.#actual(call.model, stored.reply))
      } else if (reservation === undefined && call.kind !== 'test') {
        for (const ticket of tickets) ticket.reservation?.release()
        throw new BudgetSpent(`The budget does not cover ${calls.length} more ${call.kind} calls.`)
      }
      const uncovered = !paid && !ahead && reservation === undefined
      const end = error === undefined ? UNCOVERED : { reply: undefined, error, usd: undefined }
      const made = uncovered || error !== undefined ? Promise.resolve(end) : undefined
      const ticket = { call, key, stored: stored?.reply, reservation, twin: undefined, made }
      byKey.set(key, ticket)
      tickets.push(ticket)
    }
    for (const { key, made } of tickets) if (made === undefined) this.#seen.add(key)
    return tickets
  }

  #worst({ model, request }: PlannedCall): WorstCase {
    return worstCase(model.id, mostInputTokens(request), request.maxOutputTokens, this.#deps.prices)
  }

  async #make({ call, key, stored, reservation }: Ticket, signal: AbortSignal): Promise<CallOutcome> {
    if (reservation !== undefined) this.#chargeLosses(call, key)
    if (stored !== undefined) {
      reservation?.settle(this.#actual(call.model, stored))
      return { reply: stored, error: undefined, usd: costOf(call.model.id, stored.usage, this.#deps.prices) }
    }
    let promise = reservation
    for (let attempt = 1; ; attempt++) {
      try {
        const reply = await this.#send(call, signal)
        this.#throttle.succeeded()
        await this.#deps.store.saveReply({ key, runId: this.#deps.runId, reply })
        promise?.settle(this.#actual(call.model, reply))
        return { reply, error: undefined, usd: costOf(call.model.id, reply.usage, this.#deps.prices) }
      } catch (error) {
        if (!ModelError.is(error)) throw error
        this.#close(promise, call, key, error)
        promise = undefined
        if (isFatal(error)) throw error
        if (signal.aborted || !error.transient || attempt === ATTEMPTS)
          return { reply: undefined, error, usd: undefined }
        await this.#backOff(error, attempt, signal)
        promise = this.#deps.ledger.reserve(call.kind, this.#worst(call))
        if (promise === undefined) return { reply: undefined, error, usd: undefined }
      }
    }
  }

  /** A call that was lost on the way, or broke on the provider's side, may be billed: it is counted with its input,
   *  and one that ran into the time limit with the longest reply too. */
  #close(promise: Reservation | undefined, { model, request }: PlannedCall, key: string, { reason }: ModelError): void {
    if (reason !== 'timeout' && reason !== 'server' && reason !== 'network') {
      promise?.release()
      return
    }
    const usage = {
      inputTokens: mostInputTokens(request),
      outputTokens: reason === 'timeout' ? request.maxOutputTokens : 0,
    }
    promise?.settle({ ...usage, usd: costOf(model.id, usage, this.#deps.prices) })
    const losses = [...(this.#losses.get(key) ?? []), usage]
    this.#losses.set(key, losses)
    this.#deps.store.saveDocument(this.#deps.runId, `lost/${key}`, losses)
  }

  /** What an earlier life of this run lost on the call is charged as it was then, once in each life. */
  #chargeLosses({ model, kind }: PlannedCall, key: string): void {
    if (this.#losses.has(key)) return
    const { store, runId, ledger, prices } = this.#deps
    const losses = lossesOf(store, runId, key)
    this.#losses.set(key, losses)
    for (const usage of losses) ledger.charge(kind, { ...usage, usd: costOf(model.id, usage, prices) })
  }

  async #send({ model, request }: PlannedCall, signal: AbortSignal): Promise<ChatReply> {
    const { clock, timeoutMs } = this.#deps
    const stop = new AbortController()
    const over = new AbortController()
    let timedOut = false
    const giveUp = (ms: number) =>
      clock.sleep(ms, over.signal).then(
        () => stop.abort(),
        () => undefined,
      )
    const timer = clock.sleep(timeoutMs, over.signal).then(
      () => {
        timedOut = true
        stop.abort()
      },
      () => undefined,
    )
    const onCancel = () => void giveUp(GRACE_MS)
    signal.addEventListener('abort', onCancel, { once: true })
    try {
      return await model.send(request, stop.signal)
    } catch (error) {
      if (timedOut) throw new ModelError('timeout', `${model.id} gave no answer within ${timeoutMs / 1000} s.`)
      throw error
    } finally {
      signal.removeEventListener('abort', onCancel)
      over.abort()
      await timer
    }
  }

  async #backOff(error: ModelError, attempt: number, signal: AbortSignal): Promise<void> {
    if (error.reason === 'rate-limit') this.#throttle.refused()
    const wait = error.retryAfterMs ?? Math.min(30_000, 500 * 2 ** (attempt - 1)) * (0.5 + this.#random.next())
    this.#deps.note(`${error.message} Trying again in ${(wait / 1000).toFixed(1)} s.`)
    await this.#deps.clock.sleep(wait, signal).catch(() => undefined)
  }

  #actual(model: ChatModel, reply: ChatReply): Actual {
    const { inputTokens, outputTokens } = reply.usage
    return { inputTokens, outputTokens, usd: costOf(model.id, reply.usage, this.#deps.prices) }
  }
}

/** What was sent for a call in vain and may be billed. */
export function lossesOf(
  store: RunStore,
  runId: number,
  key: string,
): readonly Pick<Actual, 'inputTokens' | 'outputTokens'>[] {
  return lost.safeParse(store.document(runId, `lost/${key}`)).data ?? []
}

const UNCOVERED: CallOutcome = {
  reply: undefined,
  error: new BudgetSpent('The reserve for the sealed report was used up by calls that failed.'),
  usd: undefined,
}

interface Ticket {
  readonly call: PlannedCall
  readonly key: string
  readonly stored: ChatReply | undefined
  readonly reservation: Reservation | undefined
  /** The first ticket of this batch for the same request: its answer serves both. */
  readonly twin: Ticket | undefined
  made: Promise<CallOutcome> | undefined
}

/** Hash of everything that can change the answer: model, where it answers, messages, shape, room, the draw's index. */
export function keyOf({ model: { id, origin }, request }: PlannedCall): string {
  return sha256(stableJson({ version: 1, model: id, ...(origin !== undefined && { origin }), ...request }))
}
