// What the panel shows, as the parts of the extension offer it: the panel depends on these shapes, not on the features.
import type { Event, Uri } from 'vscode'
import type { JobView } from '../../core/jobView.ts'
import type { RunReference } from '../../platform/manifest.ts'
import type { Project } from '../../platform/projects.ts'
import type { CaseMakerView, Decision } from '../../shared/caseMaker.ts'
import type { HostParams } from '../../shared/protocol.ts'
import type { PromptRow, RunView } from '../../shared/viewModel.ts'

export interface PromptSource {
  readonly onDidChange: Event<void>
  readonly prompts: readonly { readonly project: Project; readonly uri: Uri; readonly row: PromptRow }[]
}

interface LiveRun {
  readonly request: { readonly project: Project }
  readonly view: RunView | undefined
}

export interface RunSource {
  readonly onDidChange: Event<void>
  readonly active: LiveRun | undefined
  /** Beside it: runs whose answers come from batches. */
  readonly batches: readonly LiveRun[]
}

export interface JobSource {
  readonly onDidChange: Event<void>
  viewsOf(project: Project): readonly JobView[]
}

export interface ReviewSource {
  readonly onDidDecide: Event<unknown>
  state(run: RunReference): Promise<{ readonly reviewable: boolean; readonly stale: boolean }>
}

/** Cases in the making. */
export interface CaseSource {
  readonly onDidChange: Event<void>
  viewOf(project: Project, promptPath: string): CaseMakerView | undefined
  prepare(project: Project, promptPath: string): Promise<void>
  start(order: HostParams<'cases.start'>): Promise<void>
  stop(): void
  decide(ids: readonly number[], decision: Decision): void
  edit(id: number, vars: Readonly<Record<string, string>>, expected: string): void
  discard(): Promise<void>
  write(): Promise<void>
}
