// Sparse validation on select cases: in blocks, on the same cases for every candidate, stopped when it is futile.
import { BudgetSpent } from '../budget.ts'
import type { SelectCase } from '../evals/case.ts'
import { judgeCalls, runCells } from '../evals/run.ts'
import type { Difference, Objective, Rate } from '../events.ts'
import type { Cell, ChatModel } from '../ports.ts'
import type { RunContext } from '../run.ts'
import type { Counts } from '../stats/intervals.ts'
import { evidence, probabilityBetter } from '../stats/paired.ts'
import { armOf, type Candidate } from './candidates.ts'
import { harmedModels, rateOver, weighCounts, weighDifference } from './objective.ts'

const BLOCK = 15
const FUTILE_AFTER = 30
const FUTILE_P = 0.05

export interface Validation {
  readonly candidate: Candidate
  readonly cells: readonly Cell[]
  readonly rate: Rate
  /** False where it was stopped as futile, or by the budget before it could tell anything. */
  readonly complete: boolean
}

export class Validator {
  readonly #context: RunContext
  readonly #models: readonly ChatModel[]
  readonly #objective: Objective
  readonly #cases: readonly SelectCase[]
  readonly #done = new Map<string, Validation>()
  #spent = 0

  constructor(
    context: RunContext,
    models: readonly ChatModel[],
    cases: readonly SelectCase[],
    objective: Objective = 'mean',
  ) {
    this.#context = context
    this.#models = models
    this.#objective = objective
    this.#cases = cases
  }

  /** Calls that a full validation takes. */
  get size(): number {
    return this.#cases.length * this.#models.length
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

  /** Select cases on which the candidate has a grade. */
  graded(candidate: Candidate): number {
    return new Set(this.#cells(candidate).flatMap((cell) => (cell.grade === undefined ? [] : [cell.caseId]))).size
  }

  /** Runs the candidate on the select cases that the budget covers; gives up early where it is plainly worse than
   *  `rival`. */
  async validate(candidate: Candidate, seed: Candidate, rival?: Candidate): Promise<Validation> {
    const known = this.#done.get(candidate.id)
    if (known?.complete) return known
    const cells: Cell[] = []
    const against = rival === undefined ? undefined : this.#done.get(rival.id)
    let complete = true
    const cases = this.#affordable()
    for (let from = 0; from < cases.length; from += BLOCK) {
      const block = cases.slice(from, from + BLOCK)
      const arms = this.#models.map((model) => armOf(candidate, model))
      const rollouts = block.flatMap((kase) => arms.map((arm) => ({ arm, kase, repeat: 0 })))
      try {
        cells.push(...(await runCells(this.#context, rollouts, 'select', `validating ${candidate.label}`)))
      } catch (error) {
        // What was measured until the budget ended is shown, and decides nothing.
        if (BudgetSpent.is(error)) this.#record(candidate, cells, false)
        throw error
      }
      this.#spent += rollouts.length
      this.#compare(candidate, seed, cells)
      if (against === undefined || from + block.length < FUTILE_AFTER) continue
      const { wins, losses } = this.#weigh(against.cells, cells)
      if (probabilityBetter(wins, losses) < FUTILE_P) {
        complete = from + block.length >= cases.length
        break
      }
    }
    return this.#record(candidate, cells, complete)
  }

  /** All cases, or as many as the budget still covers where that is enough to tell two prompts apart. */
  #affordable(): readonly SelectCase[] {
    const perCase = this.#models.length * Math.max(1, ...this.#cases.map((kase) => 1 + judgeCalls(kase)))
    const room = Math.floor(this.#context.ledger.searchLeft / perCase)
    return room >= FUTILE_AFTER ? this.#cases.slice(0, room) : this.#cases
  }

  #record(candidate: Candidate, cells: readonly Cell[], complete: boolean): Validation {
    const rate = rateOver(this.#objective, this.#models, cells)
    const validation = { candidate, cells, rate, complete }
    this.#done.set(candidate.id, validation)
    const atCalls = this.#context.ledger.searchCalls
    this.#context.emit({ type: 'validated', candidateId: candidate.id, atCalls, rate })
    return validation
  }

  /** `second` over `first` on the select cases that both have seen. */
  counts(first: Candidate, second: Candidate): Counts {
    return this.#weigh(this.#cells(first), this.#cells(second))
  }

  /** The same as a claim: used for choosing, so optimistic. */
  difference(first: Candidate, second: Candidate): Difference {
    return weighDifference(1, this.#objective, this.#models, this.#cells(first), this.#cells(second))
  }

  /** Models on which `second` is likely to be worse than `first` by more than the floor allows. */
  harmed(first: Candidate, second: Candidate): readonly ChatModel[] {
    return harmedModels(this.#models, this.#cells(first), this.#cells(second))
  }

  #cells(candidate: Candidate): readonly Cell[] {
    return this.#done.get(candidate.id)?.cells ?? []
  }

  #weigh(first: readonly Cell[], second: readonly Cell[]): Counts {
    return weighCounts(this.#objective, this.#models, first, second)
  }

  #compare(candidate: Candidate, seed: Candidate, cells: readonly Cell[]): void {
    const base = this.#done.get(seed.id)
    if (base === undefined) return
    const { wins, losses, ties } = this.#weigh(base.cells, cells)
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
