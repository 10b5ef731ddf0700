// What a search works with, and what it comes back with. Types alone.
import type { TrainCase } from '../evals/case.ts'
import type { ChatModel } from '../ports.ts'
import type { RunContext } from '../run.ts'
import type { Candidate, Candidates } from './candidates.ts'
import type { TrainEvidence } from './evidence.ts'
import type { Guard } from './guard.ts'
import type { ModelFor } from './objective.ts'
import type { Pruned } from './prune.ts'
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

export interface SearchOutcome {
  /** Last validated candidate that nothing speaks against. */
  readonly best: Candidate
  readonly trace: SearchTrace
  /** With each edit against without it, by edit id. */
  readonly worth: Pruned['worth']
  readonly stopped: 'target' | 'plateau' | 'budget' | 'no failures left' | 'no proposals'
}
