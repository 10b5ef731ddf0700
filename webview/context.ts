// What every view is given: the snapshot, the state of the view, and the ways to act.
// Must be the only thing a view reaches the host through.
import type { HostMethod, HostParams } from '../src/shared/protocol.ts'
import type { PanelTab, RunView, ViewSnapshot } from '../src/shared/viewModel.ts'
import type { CompareModel } from './compareModel.ts'
import type { LabelModel } from './labelModel.ts'
import type { CompareState, UiState } from './store.ts'

export interface ViewContext {
  readonly snapshot: ViewSnapshot
  /** As it is now, also in a handler that was drawn before the last change. */
  readonly ui: UiState
  /** Epoch milliseconds of this drawing. */
  readonly now: number
  readonly compare: CompareModel
  readonly labels: LabelModel
  /** Asks the host; a failure is shown above the view. */
  act<M extends HostMethod>(method: M, params: HostParams<M>): void
  update(change: Partial<UiState>): void
  remember(change: Partial<UiState>): void
  goTo(tab: PanelTab): void
}

/** Opens Compare with this choice. */
export function openCompare(context: ViewContext, change: Partial<CompareState>): void {
  const runId = context.snapshot.run?.id ?? null
  const { compare } = context.ui
  context.update({
    tab: 'compare',
    compare: { ...compare, runId, filter: compare.runId === runId ? compare.filter : null, open: false, ...change },
  })
}

/** "#7 winner" of a candidate id; the id where the run does not know it. */
export function labelOf(run: RunView, candidateId: string): string {
  return run.candidates.find((candidate) => candidate.id === candidateId)?.label ?? candidateId
}
