// What the arena asks of a system under test, and what it gets back.
import type { World } from '../world.ts'

export interface Rows {
  readonly train: readonly Row[]
  readonly select: readonly Row[]
  readonly test: readonly Row[]
}

export interface Row {
  readonly id: string
  readonly text: string
  readonly expected: string
}

export interface Entry {
  readonly url: string
  readonly world: World
  readonly rows: Rows
  readonly budget: number
  readonly seed: number
}

export interface Outcome {
  /** The prompt the system would ship. */
  readonly winner: string
  /** The score it reports for it on rows it chose on, 0 to 1. */
  readonly reported: number
  /** What it says about sealed rows, where it has any. */
  readonly sealed?: {
    readonly estimate: number
    readonly low: number
    readonly high: number
    readonly seedRate: number
    readonly winnerRate: number
    readonly verdict: string
  }
  /** Current best prompt by calls on train and select rows spent when it became so, where the system tells. */
  readonly course: readonly { readonly at: number; readonly prompt: string }[]
  /** What happened inside, in figures, for looking into. */
  readonly detail: Readonly<Record<string, number>>
}

export interface System {
  readonly name: string
  /** Calls beyond the budget that the system is known to make and is allowed here. */
  readonly overshoot: (entry: Pick<Entry, 'rows' | 'budget'>) => number
  run(entry: Entry): Promise<Outcome>
  close(): void
}
