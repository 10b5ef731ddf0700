// The engine's front door: every run is a stream of typed events, recorded in the store before a reader sees it.
// Must not know who is reading: panel, terminal and tests are the same to it.
import type { RunEvent } from './events.ts'
import type { BackendResolver, Clock, JobRecord, ModelResolver, RunStore } from './ports.ts'
import type { PriceTable } from './pricing.ts'
import type { Task } from './task.ts'

export interface EngineDeps {
  readonly store: RunStore
  readonly clock: Clock
  readonly models: ModelResolver
  readonly backends: BackendResolver
  readonly prices: PriceTable
}

export type Preset = 'quick' | 'standard' | 'deep'

export interface RunOptions {
  /** Overrides the eval file's models; the first is the one that is optimized. */
  readonly models?: readonly string[]
  readonly preset?: Preset
  readonly maxUsd?: number
  readonly maxCalls?: number
  readonly concurrency?: number
  /** Seed of every random choice. Same seed, same answers, same run. */
  readonly seed?: string
  /** Takes up an interrupted run: no finished call is paid again. */
  readonly resume?: number
}

export class Engine {
  readonly #deps: EngineDeps

  constructor(deps: EngineDeps) {
    this.#deps = deps
  }

  /** Measures the prompt on all cases of train and select, over all models. */
  async *evaluate(_task: Task, _options: RunOptions, _signal: AbortSignal): AsyncGenerator<RunEvent, void> {
    throw new Error(`engine not wired ${this.#deps.clock.now()}`)
  }

  /** Searches for a better prompt and reports on the sealed split. */
  async *optimize(_task: Task, _options: RunOptions, _signal: AbortSignal): AsyncGenerator<RunEvent, void> {}

  /** Probes what still fails after the sweep `sweepId`. */
  async *diagnose(
    _task: Task,
    _sweepId: number,
    _options: RunOptions,
    _signal: AbortSignal,
  ): AsyncGenerator<RunEvent, void> {}

  /** {base, tuned} × {seed prompt, best prompt} on the sealed split. `marker` names a succeeded job. */
  async *confirm(
    _task: Task,
    _marker: string,
    _options: RunOptions,
    _signal: AbortSignal,
  ): AsyncGenerator<RunEvent, void> {}

  /** Builds the training set from the sweep and submits it. The record is stored before the backend is asked. */
  async submitJob(
    _task: Task,
    _sweepId: number,
    _options: { readonly backend?: string },
    _signal: AbortSignal,
  ): Promise<JobRecord> {
    throw new Error('x')
  }

  /** Asks the backend once and stores what it says. Throws `ModelError` where it cannot be reached. */
  async refreshJob(_marker: string, _signal: AbortSignal): Promise<JobRecord> {
    throw new Error('x')
  }

  async cancelJob(_marker: string, _signal: AbortSignal): Promise<JobRecord> {
    throw new Error('x')
  }

  /** The winner of a sweep, ready for the diff; undefined where nothing beat the seed. */
  review(_sweepId: number): Review | undefined {
    return undefined
  }
}

/** What the review shows. */
export interface Review {
  readonly runId: number
  readonly promptPath: string
  /** The file as it was when the sweep began. */
  readonly seedSource: string
  /** The file with all of the winner's edits. */
  readonly candidateSource: string
  readonly label: string
  /** "+18.3 points, credible". */
  readonly score: string
  readonly hunks: readonly ReviewHunk[]
}

/** A run of changed lines in the candidate, with what is known of it. Used for choosing: optimistic. */
export interface ReviewHunk {
  /** 0-based first line and line count, in seed and candidate. */
  readonly seed: { readonly start: number; readonly count: number }
  readonly candidate: { readonly start: number; readonly count: number }
  /** One sentence for each edit that touched these lines. */
  readonly hypotheses: readonly string[]
  readonly wins: number
  readonly losses: number
  readonly n: number
  readonly pBetter: number
}
