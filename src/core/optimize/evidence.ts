// What is known of the incumbent on train cases, and how failures become confirmed ones.
// A failure that a second draw does not repeat is noise, and noise is not something a prompt can mend.

import type { TrainCase } from '../evals/case.ts'
import { runCells } from '../evals/run.ts'
import type { Cell, ChatModel } from '../ports.ts'
import type { RunContext } from '../run.ts'
import { armOf, type Candidate } from './candidates.ts'
import type { Failure } from './cluster.ts'

type State = { readonly kind: 'pass' | 'failure' | 'flaky'; readonly cell: Cell; readonly candidateId: string }

/** Train cases run in one harvest step. */
const HARVEST = 16

export class TrainEvidence {
  readonly #context: RunContext
  readonly #model: ChatModel
  readonly #order: readonly TrainCase[]
  readonly #states = new Map<string, State>()
  readonly #tries = new Map<string, number>()
  /** Second draws pay only where draws differ. */
  readonly #confirm: boolean
  #next = 0

  /** `order`: train cases in the order they will be used. `confirm`: whether failures are drawn twice. */
  constructor(context: RunContext, model: ChatModel, order: readonly TrainCase[], confirm: boolean) {
    this.#context = context
    this.#model = model
    this.#order = order
    this.#confirm = confirm
  }

  get exhausted(): boolean {
    return this.#next >= this.#order.length
  }

  get harvested(): number {
    return this.#next
  }

  /** Confirmed failures that were shown fewer than three times. */
  get failures(): Failure[] {
    return this.#order.flatMap((kase) => {
      const state = this.#states.get(kase.id)
      return state?.kind === 'failure' && (this.#tries.get(kase.id) ?? 0) < 3 ? [{ kase, cell: state.cell }] : []
    })
  }

  /** Cases that passed when last seen, newest evidence first is not needed: order is the run's own. */
  get passing(): { kase: TrainCase; cell: Cell }[] {
    return this.#order.flatMap((kase) => {
      const state = this.#states.get(kase.id)
      return state?.kind === 'pass' ? [{ kase, cell: state.cell }] : []
    })
  }

  /** Runs the next unseen train cases on the incumbent. */
  async harvest(incumbent: Candidate): Promise<void> {
    const block = this.#order.slice(this.#next, this.#next + HARVEST)
    this.#next += block.length
    await this.observe(incumbent, block, 'looking for failures')
  }

  /** Runs `cases` on `candidate` and remembers the outcome as the latest. Returns the first draws. */
  async observe(candidate: Candidate, cases: readonly TrainCase[], step: string): Promise<Cell[]> {
    const arm = armOf(candidate, this.#model)
    const run = (some: readonly TrainCase[], repeat: number) =>
      runCells(
        this.#context,
        some.map((kase) => ({ arm, kase, repeat })),
        'train',
        step,
      )
    const cells = await run(cases, 0)
    const failed = cases.filter((_, i) => cells[i]?.grade?.pass === false)
    const again = new Map<string, boolean | undefined>()
    if (this.#confirm && failed.length > 0)
      for (const cell of await run(failed, 1)) again.set(cell.caseId, cell.grade?.pass)
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

  /** Failures that were seen on an earlier incumbent are run again before anyone is asked to mend them. */
  async refresh(incumbent: Candidate, failures: readonly Failure[]): Promise<Failure[]> {
    const stale = failures.filter(({ kase }) => this.#states.get(kase.id)?.candidateId !== incumbent.id)
    await this.observe(
      incumbent,
      stale.map(({ kase }) => kase as TrainCase),
      'checking known failures',
    )
    return failures.flatMap(({ kase }) => {
      const state = this.#states.get(kase.id)
      return state?.kind === 'failure' ? [{ kase, cell: state.cell }] : []
    })
  }

  countTry(failures: readonly Failure[]): void {
    for (const { kase } of failures) this.#tries.set(kase.id, (this.#tries.get(kase.id) ?? 0) + 1)
  }
}
