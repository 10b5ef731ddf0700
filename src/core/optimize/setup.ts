// What a search works with, and what it comes back with. Types alone.
import type { TrainCase } from '../evals/case.ts'
import type { ChatModel } from '../ports.ts'
import type { RunContext } from '../run.ts'
import type { Counts } from '../stats/intervals.ts'
import type { Candidate, Candidates } from './candidates.ts'
import type { TrainEvidence } from './evidence.ts'
import type { Guard } from './guard.ts'
import type { ModelFor } from './objective.ts'
import type { SearchTrace } from './trace.ts'
import type { Validator } from './validate.ts'

export interface SearchSetup {
  readonly context: RunContext
  readonly modelFor: ModelFor
  /** The first proposes until it stalls; then the next has a turn. */
  readonly proposers: readonly ChatModel[]
  readonly candidates: Candidates
  readonly train: TrainEvidence
  readonly order: readonly TrainCase[]
  readonly guard: Guard
  readonly validator: Validator
  readonly target: number | undefined
  /** Search calls kept for what comes after the search. */
  readonly keepCalls: number
  readonly presetCalls: number
}

/** A candidate, and what each of its edits was seen to win and lose, by edit id. */
export interface Weighed {
  readonly candidate: Candidate
  readonly worth: ReadonlyMap<string, Counts>
}

export interface SearchOutcome {
  /** Last validated candidate that nothing speaks against. */
  readonly best: Candidate
  readonly trace: SearchTrace
  /** What each edit's gate saw, by edit id. */
  readonly worth: Weighed['worth']
  readonly stopped: 'target' | 'plateau' | 'budget' | 'no failures left' | 'no proposals'
}
