// Small facts that outlive a window, typed by key. Runs, jobs and results belong in the run store, not here.
import type { Memento } from 'vscode'

/** What is remembered for this workspace. */
export interface WorkspaceFacts {
  /** The run this window is executing; found at start-up, it was interrupted. */
  activeRun: InterruptedRun
  /** Runs of this window whose answers come from batches. Found at start-up, they are followed on: what they spend was
   *  agreed to. */
  batchRuns: readonly BatchRun[]
  /** The prompt whose runs the panel showed last. */
  selectedPrompt: { readonly folder: string; readonly path: string }
  /** Hashes of the pieces of code that the user allowed to run. */
  allowedCode: readonly string[]
}

/** What is remembered for this user. */
export interface UserFacts {
  /** A folder that was opened to try an example: its prompt is shown once. */
  openedExample: string
}

export interface InterruptedRun {
  readonly folder: string
  readonly runId: number
  readonly kind: 'eval' | 'sweep' | 'diagnosis' | 'confirmation'
  readonly promptPath: string
  /** Absent where an older version began the run. */
  readonly evalPath?: string | undefined
  readonly models: readonly string[]
  readonly sweepId?: number | undefined
  readonly marker?: string | undefined
}

export interface BatchRun extends InterruptedRun {
  /** What becomes of calls that no batch answers. */
  readonly batch: 'leave' | 'retry'
}

export class Facts<S extends object> {
  readonly #memento: Memento

  constructor(memento: Memento) {
    this.#memento = memento
  }

  get<K extends keyof S & string>(key: K): S[K] | undefined {
    return this.#memento.get<S[K]>(key)
  }

  /** Undefined forgets. */
  async set<K extends keyof S & string>(key: K, value: S[K] | undefined): Promise<void> {
    await this.#memento.update(key, value)
  }
}
