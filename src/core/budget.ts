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

export class Ledger {
  readonly limits: Limits
  readonly #calls: Record<CallKind, number> = { task: 0, judge: 0, optimizer: 0, test: 0 }
  readonly #reserved = { search: 0, test: 0, tokens: 0, usd: 0 }
  #held = { calls: 0, tokens: 0, usd: 0 }
  #cached = 0
  #inputTokens = 0
  #outputTokens = 0
  #usd = 0
  #unpriced = 0

  constructor(limits: Limits) {
    this.limits = limits
  }

  /** Holds back tokens and money for `calls` sealed calls of at most `worst` each. */
  holdForTest(calls: number, worst: WorstCase): void {
    this.#held = { calls, tokens: calls * worst.tokens, usd: calls * (worst.usd ?? 0) }
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
    const usd = worst.usd ?? 0
    const before = this.#held
    if (test && before.calls > 0) {
      const share = (total: number) => total - total / before.calls
      this.#held = { calls: before.calls - 1, tokens: share(before.tokens), usd: share(before.usd) }
    }
    const tokensAfter =
      this.#inputTokens + this.#outputTokens + this.#reserved.tokens + this.#held.tokens + worst.tokens
    const usdAfter = this.#usd + this.#reserved.usd + this.#held.usd + usd
    if (tokensAfter > (this.limits.tokens ?? Infinity) || usdAfter > (this.limits.usd ?? Infinity)) {
      this.#held = before
      return undefined
    }
    this.#reserved[test ? 'test' : 'search']++
    this.#reserved.tokens += worst.tokens
    this.#reserved.usd += usd
    let open = true
    const close = () => {
      if (!open) throw new Error('A reservation is settled or released once.')
      open = false
      this.#reserved[test ? 'test' : 'search']--
      this.#reserved.tokens -= worst.tokens
      this.#reserved.usd -= usd
    }
    return {
      release: close,
      settle: (actual) => {
        close()
        this.#calls[kind]++
        this.#inputTokens += actual.inputTokens
        this.#outputTokens += actual.outputTokens
        this.#usd += actual.usd ?? 0
        if (actual.usd === undefined) this.#unpriced++
      },
    }
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
