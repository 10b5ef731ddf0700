// The part of the run service that this feature shows: it depends on the shape, not on the other feature.
import type { Event } from 'vscode'
import type { Task } from '../../core/task.ts'
import type { Project } from '../../platform/projects.ts'
import type { RunView } from '../../shared/viewModel.ts'

export interface WaitingRun {
  readonly request: { readonly project: Project; readonly task: Task }
  /** Undefined until the engine says its first word. */
  readonly view: RunView | undefined
}

export interface BatchRuns {
  readonly onDidChange: Event<void>
  readonly batches: readonly WaitingRun[]
  /** Stops waiting; what was sent stays with the provider. */
  leaveBatches(runId: number, project: Project): void
}
