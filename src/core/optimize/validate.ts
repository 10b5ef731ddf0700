// Sparse validation on select cases: in blocks, on the same cases for every candidate, stopped when it is futile.
import { BudgetSpent } from '../budget.ts'
import type { SelectCase } from '../evals/case.ts'
import { passes, runCells } from '../evals/run.ts'
import type { Rate } from '../events.ts'
import type { Cell, ChatModel } from '../ports.ts'
import type { RunContext } from '../run.ts'
import { type Counts, countPairs, wilson } from '../stats/intervals.ts'
import { evidence, probabilityBetter } from '../stats/paired.ts'
import { armOf, type Candidate } from './candidates.ts'

const BLOCK = 15
const FUTILE_AFTER = 30
const FUTILE_P = 0.1

export interface Validation {
  readonly candidate: Candidate
  readonly cells: readonly Cell[]
  readonly rate: Rate
  /** False where it was stopped as futile, or by the budget. */
  readonly complete: boolean
}

export class Validator {
  readonly #context: RunContext
  readonly #model: ChatModel
  readonly #cases: readonly SelectCase[]
  readonly #done = new Map<string, Validation>()
  #spent = 0

  constructor(context: RunContext, model: ChatModel, cases: readonly SelectCase[]) {
    this.#context = context
    this.#model = model
    this.#cases = cases
  }

  /** Calls that a full validation takes. */
  get size(): number {
    return this.#cases.length
  }

  /** Calls made on select cases so far. */
  get spent(): number {
    return this.#spent
  }

  get all(): readonly Validation[] {
    return [...this.#done.values()]
  }

  of(candidate: Candidate): Validation | undefined {
    return this.#done.get(candidate.id)
  }

  /** Share of select cases that the validated candidate passes. */
  share(candidate: Candidate): number {
    const { k = 0, n = 0 } = this.#done.get(candidate.id)?.rate ?? {}
    return k / Math.max(1, n)
  }

  /** Runs the candidate on the select cases; gives up early where it is plainly worse than `rival`. */
  async validate(candidate: Candidate, seed: Candidate, rival?: Candidate): Promise<Validation> {
    const known = this.#done.get(candidate.id)
    if (known?.complete) return known
    const cells: Cell[] = []
    const against = rival === undefined ? undefined : this.#done.get(rival.id)
    let complete = true
    for (let from = 0; from < this.#cases.length; from += BLOCK) {
      const block = this.#cases.slice(from, from + BLOCK)
      const arm = armOf(candidate, this.#model)
      const rollouts = block.map((kase) => ({ arm, kase, repeat: 0 }))
      try {
        cells.push(...(await runCells(this.#context, rollouts, 'select', `validating ${candidate.label}`)))
      } catch (error) {
        // What was measured until the budget ended is shown, and decides nothing.
        if (BudgetSpent.is(error)) this.#record(candidate, cells, false)
        throw error
      }
      this.#spent += block.length
      this.#compare(candidate, seed, cells)
      if (against === undefined || cells.length < FUTILE_AFTER) continue
      const { wins, losses } = countPairs(passes(against.cells), passes(cells))
      if (probabilityBetter(wins, losses) < FUTILE_P) {
        complete = cells.length >= this.#cases.length
        break
      }
    }
    return this.#record(candidate, cells, complete)
  }

  #record(candidate: Candidate, cells: readonly Cell[], complete: boolean): Validation {
    const graded = cells.filter((cell) => cell.grade !== undefined)
    const rate = wilson(graded.filter((cell) => cell.grade?.pass).length, graded.length)
    const validation = { candidate, cells, rate, complete }
    this.#done.set(candidate.id, validation)
    const atCalls = this.#context.ledger.searchCalls
    this.#context.emit({ type: 'validated', candidateId: candidate.id, atCalls, rate })
    return validation
  }

  /** `second` over `first` on the select cases that both have seen. */
  counts(first: Candidate, second: Candidate): Counts {
    const cells = (candidate: Candidate) => passes(this.#done.get(candidate.id)?.cells ?? [])
    const before = cells(first)
    const after = cells(second)
    return countPairs(before, new Map([...after].filter(([id]) => before.has(id))))
  }

  #compare(candidate: Candidate, seed: Candidate, cells: readonly Cell[]): void {
    const base = this.#done.get(seed.id)
    if (base === undefined) return
    const { wins, losses, ties } = countPairs(passes(base.cells), passes(cells))
    this.#context.emit({
      type: 'comparing',
      candidateId: candidate.id,
      wins,
      losses,
      n: wins + losses + ties,
      e: evidence(wins, losses),
    })
  }
}
