// What each step of the search may still spend: the last validation and what comes after the search are kept back.
// Counts only; a call is reserved in the ledger, when it is made.
import { guardCount } from './guards.ts'
import type { SearchSetup } from './setup.ts'

/** Of the search calls, for comparing whole prompts, and how many at most. */
const REWRITE_SHARE = 0.2
const REWRITE_CALLS = 120
const VALIDATION_SHARE = 0.3
/** A harvest, as large as it gets. */
const HARVEST_CALLS = 32

export class Allowance {
  readonly #s: SearchSetup
  /** Calls that one round may well take. */
  readonly #round: number
  /** Calls for comparing whole prompts. */
  readonly #rewrites: number

  /** `round`: calls that a round may well take before its guards. */
  constructor(setup: SearchSetup, round: number) {
    this.#s = setup
    this.#round = round + guardCount(setup.presetCalls)
    this.#rewrites = Math.min(REWRITE_CALLS, REWRITE_SHARE * setup.presetCalls)
  }

  /** Calls left for the search, the last validation kept back. */
  get left(): number {
    const { context, keepCalls, validator } = this.#s
    return context.ledger.searchLeft - keepCalls - validator.size
  }

  get forRewrites(): number {
    return Math.min(this.#rewrites, this.left)
  }

  get hasRound(): boolean {
    return this.left > this.#round
  }

  get hasHarvest(): boolean {
    return this.left > this.#round + HARVEST_CALLS
  }

  get hasRestart(): boolean {
    return this.left > this.#rewrites
  }

  /** Whether a validation between leaves enough, and validations have not taken their share yet. */
  get hasValidation(): boolean {
    const { context, validator } = this.#s
    return this.left >= 0 && validator.spent + validator.size <= VALIDATION_SHARE * context.ledger.searchCalls
  }
}
