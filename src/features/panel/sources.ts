// What the panel shows, as the parts of the extension offer it: the panel depends on these shapes, not on the features.
import type { Event, Uri } from 'vscode'
import type { JobView } from '../../core/jobView.ts'
import type { RunReference } from '../../platform/manifest.ts'
import type { Project } from '../../platform/projects.ts'
import type { PromptRow, RunView } from '../../shared/viewModel.ts'

export interface PromptSource {
  readonly onDidChange: Event<void>
  readonly prompts: readonly { readonly project: Project; readonly uri: Uri; readonly row: PromptRow }[]
}

export interface RunSource {
  readonly onDidChange: Event<void>
  readonly active: { readonly request: { readonly project: Project }; readonly view: RunView | undefined } | undefined
}

export interface JobSource {
  readonly onDidChange: Event<void>
  viewsOf(project: Project): readonly JobView[]
}

export interface ReviewSource {
  readonly onDidDecide: Event<unknown>
  state(run: RunReference): Promise<{ readonly reviewable: boolean; readonly stale: boolean }>
}
