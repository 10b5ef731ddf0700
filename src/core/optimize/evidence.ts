// What is known of the incumbent on train cases, and how failures become confirmed ones.
// A failure that a second draw does not repeat is noise, and noise is not something a prompt can mend.

import type { Case, TrainCase } from '../evals/case.ts'
import { runCells } from '../evals/run.ts'
import type { Cell } from '../ports.ts'
import type { RunContext } from '../run.ts'
import { armOf, type Candidate, type Candidates } from './candidates.ts'
import type { Failure } from './cluster.ts'
import type { ModelFor } from './objective.ts'
import { reworded } from './reword.ts'

type State = { readonly kind: 'pass' | 'failure' | 'flaky'; readonly cell: Cell; readonly candidateId: string }

/** Train cases run in one harvest step. */
const HARVEST = 16
/** Showings after which a failure is given up. */
const MOST_TRIES = 12
/** Second draws of failures that say whether there is noise, and the share of flips that is none. */
const TELLING = 10
const QUIET = 0.03

export class TrainEvidence {
  readonly #context: RunContext
  readonly #candidates: Candidates
  readonly #modelFor: ModelFor
  readonly #order: readonly TrainCase[]
  readonly #states = new Map<string, State>()
  readonly #tries = new Map<string, number>()
  #next = 0
  #redrawn = 0
  #flipped = 0
  /** Candidate for which all cases were looked at anew. */
  #lookedAt: string | undefined

  /** `order`: train cases in the order they will be used. */
  constructor(context: RunContext, candidates: Candidates, modelFor: ModelFor, order: readonly TrainCase[]) {
    this.#context = context
    this.#candidates = candidates
    this.#modelFor = modelFor
    this.#order = order
  }

  /** Whether answers differ from draw to draw, in other words each time, as far as seen; second draws pay only then. */
  get noisy(): boolean {
    return this.#redrawn < TELLING || this.#flipped / this.#redrawn > QUIET
  }

  /** Failures that were drawn again, and how many of them passed then. */
  get noise(): { readonly redrawn: number; readonly flipped: number } {
    return { redrawn: this.#redrawn, flipped: this.#flipped }
  }

  get exhausted(): boolean {
    return this.#next >= this.#order.length
  }

  /** Confirmed failures that were shown to a proposer at most once. */
  get fresh(): number {
    return this.failures.filter(({ kase }) => (this.#tries.get(kase.id) ?? 0) < 2).length
  }

  /** Confirmed failures, those first that were shown least often. */
  get failures(): Failure[] {
    const tries = (kase: TrainCase) => this.#tries.get(kase.id) ?? 0
    return this.#order
      .flatMap((kase) => {
        const state = this.#states.get(kase.id)
        return state?.kind === 'failure' && tries(kase) < MOST_TRIES ? [{ kase, cell: state.cell }] : []
      })
      .toSorted((a, b) => tries(a.kase) - tries(b.kase))
  }

  /** Cases that passed when last seen, in the run's own order. */
  get passing(): { kase: TrainCase; cell: Cell }[] {
    return this.#order.flatMap((kase) => {
      const state = this.#states.get(kase.id)
      return state?.kind === 'pass' ? [{ kase, cell: state.cell }] : []
    })
  }

  /** Looks at every case anew, for a prompt that is not the one of the last look; false where it is. */
  startOver(incumbent: Candidate): boolean {
    if (this.#lookedAt === incumbent.id) return false
    this.#lookedAt = incumbent.id
    this.#next = 0
    return true
  }

  /** Runs the next unseen train cases on the incumbent. */
  async harvest(incumbent: Candidate): Promise<void> {
    const block = this.#order.slice(this.#next, this.#next + HARVEST)
    this.#next += block.length
    await this.observe(incumbent, block, 'looking for failures')
  }

  /** Runs `cases` on `candidate` and remembers the outcome as the latest. Returns the first draws. */
  async observe(candidate: Candidate, cases: readonly TrainCase[], step: string): Promise<Cell[]> {
    const run = (some: readonly TrainCase[], wording: number) => this.#run(candidate, some, wording, step)
    const cells = await run(cases, 0)
    const failed = cases.filter((_, i) => cells[i]?.grade?.pass === false)
    const again = new Map<string, boolean | undefined>()
    if (this.noisy && failed.length > 0)
      for (const cell of await run(failed, 1)) again.set(cell.caseId, cell.grade?.pass)
    this.#redrawn += again.size
    this.#flipped += [...again.values()].filter((pass) => pass).length
    for (const cell of cells) {
      if (cell.grade === undefined) continue
      const kind = cell.grade.pass ? 'pass' : again.get(cell.caseId) === true ? 'flaky' : 'failure'
      this.#states.set(cell.caseId, { kind, cell, candidateId: candidate.id })
    }
    return cells
  }

  /** Takes over outcomes that a gate already paid for, when its candidate becomes the incumbent. */
  adopt(candidate: Candidate, cells: readonly Cell[]): void {
    for (const cell of cells)
      if (cell.grade !== undefined)
        this.#states.set(cell.caseId, {
          kind: cell.grade.pass ? 'pass' : 'failure',
          cell,
          candidateId: candidate.id,
        })
  }

  /** Failures that were seen on an earlier incumbent are run again before anyone is asked to mend them. One that now
   *  passes is drawn again: a known failure passes by luck more often than it is mended by another's edit. */
  async refresh(incumbent: Candidate, failures: readonly Failure[]): Promise<Failure[]> {
    const stale = failures.filter(({ kase }) => this.#states.get(kase.id)?.candidateId !== incumbent.id)
    const run = (some: readonly Case[], wording: number) =>
      this.#run(incumbent, some, wording, 'checking known failures')
    const first = await run(
      stale.map(({ kase }) => kase),
      0,
    )
    const passing = stale.filter((_, i) => first[i]?.grade?.pass).map(({ kase }) => kase)
    const second = this.noisy ? await run(passing, 1) : []
    for (const cell of [...first, ...second]) {
      if (cell.grade === undefined) continue
      const kind = cell.grade.pass ? 'pass' : 'failure'
      this.#states.set(cell.caseId, { kind, cell, candidateId: incumbent.id })
    }
    return failures.flatMap(({ kase }) => {
      const state = this.#states.get(kase.id)
      return state?.kind === 'failure' ? [{ kase, cell: state.cell }] : []
    })
  }

  #run(candidate: Candidate, cases: readonly Case[], wording: number, step: string): Promise<Cell[]> {
    const asked = reworded(this.#candidates, candidate, wording)
    const rollouts = cases.map((kase) => ({ arm: armOf(asked, this.#modelFor(kase)), kase, repeat: 0 }))
    return runCells(this.#context, rollouts, 'train', step)
  }

  /** Failures that turned out to be chance. */
  dismiss(cases: readonly Case[]): void {
    for (const { id } of cases) {
      const state = this.#states.get(id)
      if (state !== undefined) this.#states.set(id, { ...state, kind: 'flaky' })
    }
  }

  countTry(failures: readonly Failure[]): void {
    for (const { kase } of failures) this.#tries.set(kase.id, (this.#tries.get(kase.id) ?? 0) + 1)
  }
}
