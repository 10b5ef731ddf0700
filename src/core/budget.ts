// The ledger: every call is reserved before it is made, so that no cap is ever overrun, at any concurrency.
// The calls of the sealed report are held back first, so that a run can always report.
import type { CallKind, Limits, Spend } from './events.ts'

/** What a call may cost at worst. `usd` is undefined where the price is unknown. */
export interface WorstCase {
  readonly tokens: number
  readonly usd: number | undefined
}

export interface Actual {
  readonly inputTokens: number
  readonly outputTokens: number
  readonly usd: number | undefined
}

export interface Reservation {
  /** The call was made; it cost this. */
  settle(actual: Actual): void
  /** The call was not made. */
  release(): void
}

/** Thrown where the next call would overrun a cap. Ends a run with status `budget`, not with an error. */
export class BudgetSpent extends Error {
  override readonly name = 'BudgetSpent'

  static is(error: unknown): error is BudgetSpent {
    return error instanceof BudgetSpent
  }
}

/** What `work` gives, or undefined where the budget ended in the middle of it. */
export async function untilSpent<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work()
  } catch (error) {
    if (!BudgetSpent.is(error)) throw error
    return undefined
  }
}

export class Ledger {
  readonly limits: Limits
  readonly #calls: Record<CallKind, number> = { task: 0, judge: 0, optimizer: 0, test: 0 }
  readonly #reserved = { search: 0, test: 0, tokens: 0, usd: 0 }
  #held = { calls: 0, tokens: 0, usd: 0 }
  /** The most by which an answer has overrun what its call was to cost at worst; every later call is reserved with it. */
  readonly #excess = { tokens: 0, usd: 0 }
  #cached = 0
  #inputTokens = 0
  #outputTokens = 0
  #usd = 0
  #unpriced = 0

  constructor(limits: Limits) {
    this.limits = limits
  }

  /** Holds back tokens and money for `calls` sealed calls that cost at most `worst`, all together. */
  holdForTest(calls: number, worst: WorstCase): void {
    this.#held = { calls, tokens: worst.tokens, usd: worst.usd ?? 0 }
  }

  /** Search calls made or promised so far. */
  get searchCalls(): number {
    return this.#calls.task + this.#calls.judge + this.#calls.optimizer + this.#reserved.search
  }

  /** Search calls left. */
  get searchLeft(): number {
    return this.limits.searchCalls - this.searchCalls
  }

  /** Promises one call, or returns undefined where it would overrun a cap. */
  reserve(kind: CallKind, worst: WorstCase): Reservation | undefined {
    const test = kind === 'test'
    if (test ? this.#calls.test + this.#reserved.test >= this.limits.testCalls : this.searchLeft <= 0) return undefined
    const tokens = worst.tokens + this.#excess.tokens
    const usd = worst.usd === undefined ? 0 : worst.usd + this.#excess.usd
    const { calls, tokens: heldTokens, usd: heldUsd } = this.#held
    // A sealed call takes its own worst case out of what is held back for all of them.
    const held =
      test && calls > 0
        ? {
            calls: calls - 1,
            tokens: Math.max(0, heldTokens - worst.tokens),
            usd: Math.max(0, heldUsd - (worst.usd ?? 0)),
          }
        : this.#held
    const taken = {
      tokens: this.#inputTokens + this.#outputTokens + this.#reserved.tokens,
      usd: this.#usd + this.#reserved.usd,
    }
    const later = {
      tokens: held.tokens + held.calls * this.#excess.tokens,
      usd: held.usd + held.calls * this.#excess.usd,
    }
    if (taken.tokens + tokens + later.tokens > (this.limits.tokens ?? Infinity)) return undefined
    if (taken.usd + usd + later.usd > (this.limits.usd ?? Infinity)) return undefined
    this.#held = held
    this.#reserved[test ? 'test' : 'search']++
    this.#reserved.tokens += tokens
    this.#reserved.usd += usd
    return this.#reservation(kind, worst, { tokens, usd })
  }

  #reservation(kind: CallKind, worst: WorstCase, reserved: { tokens: number; usd: number }): Reservation {
    let open = true
    const close = () => {
      if (!open) throw new Error('A reservation is settled or released once.')
      open = false
      this.#reserved[kind === 'test' ? 'test' : 'search']--
      this.#reserved.tokens -= reserved.tokens
      this.#reserved.usd -= reserved.usd
    }
    return {
      release: close,
      settle: (actual) => {
        close()
        this.charge(kind, actual)
        const over = (had: number, worstOf: number, was: number) => Math.max(had, was - worstOf)
        this.#excess.tokens = over(this.#excess.tokens, worst.tokens, actual.inputTokens + actual.outputTokens)
        this.#excess.usd = over(this.#excess.usd, worst.usd ?? 0, worst.usd === undefined ? 0 : (actual.usd ?? 0))
      },
    }
  }

  /** A call was made that is not reserved: one of an earlier life of this run. */
  charge(kind: CallKind, { inputTokens, outputTokens, usd }: Actual): void {
    this.#calls[kind]++
    this.#inputTokens += inputTokens
    this.#outputTokens += outputTokens
    this.#usd += usd ?? 0
    if (usd === undefined) this.#unpriced++
  }

  /** An answer came from the store and cost nothing. */
  countCached(): void {
    this.#cached++
  }

  get spend(): Spend {
    return {
      calls: { ...this.#calls },
      cachedCalls: this.#cached,
      inputTokens: this.#inputTokens,
      outputTokens: this.#outputTokens,
      usd: this.#usd,
      unpricedCalls: this.#unpriced,
      limits: this.limits,
    }
  }
}
