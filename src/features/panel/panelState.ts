// What the panel is about: the prompt, the run, and the view to go to. Computes the one snapshot that pages are sent.
// Must hold no result of its own: everything shown comes from the parts that own it.
import type * as vscode from 'vscode'
import type { RunHistory } from '../../platform/history.ts'
import type { PanelArgument, RunReference } from '../../platform/manifest.ts'
import { type Project, type Projects, pathIn, projectKey, promptUri } from '../../platform/projects.ts'
import type { Facts, WorkspaceFacts } from '../../platform/storage.ts'
import type { PanelTab, RunView, ViewSnapshot } from '../../shared/viewModel.ts'
import type { CaseSource, JobSource, PromptSource, ReviewSource, RunSource } from './sources.ts'

const MOST_RUNS = 200

export interface PanelStateDeps {
  readonly projects: Projects
  readonly history: RunHistory
  readonly facts: Facts<WorkspaceFacts>
  readonly prompts: PromptSource
  readonly runs: RunSource
  readonly jobs: JobSource
  readonly review: ReviewSource
  readonly cases: CaseSource
}

export class PanelState {
  readonly #deps: PanelStateDeps
  #selected: { readonly folder: string; readonly path: string } | undefined
  /** Undefined follows the prompt's newest run. */
  #runId: number | undefined
  #focus: { readonly tab: PanelTab; readonly nonce: number } = { tab: 'overview', nonce: 0 }

  constructor(deps: PanelStateDeps) {
    this.#deps = deps
    this.#selected = deps.facts.get('selectedPrompt')
  }

  /** Turns to what a command asks for. */
  show({ tab, prompt, run }: PanelArgument): void {
    const project = prompt && this.#deps.projects.of(prompt)
    if (prompt !== undefined && project !== undefined) this.selectPrompt(project, pathIn(project, prompt))
    if (run !== undefined) this.#runId = run.runId
    if (tab !== undefined) this.#focus = { tab, nonce: this.#focus.nonce + 1 }
  }

  selectPrompt(project: Project, path: string): void {
    this.#selected = { folder: projectKey(project), path }
    this.#runId = undefined
    void this.#deps.facts.set('selectedPrompt', this.#selected)
  }

  selectRun(runId: number): void {
    this.#runId = runId
  }

  /** The folder in view. */
  get project(): Project | undefined {
    const { projects, prompts } = this.#deps
    const chosen = this.#selected && projects.named(this.#selected.folder)
    return chosen ?? prompts.prompts[0]?.project ?? projects.all[0]
  }

  /** The prompt in view, relative to the folder. */
  get promptPath(): string | undefined {
    if (this.#selected !== undefined && this.project?.folder.uri.toString() === this.#selected.folder)
      return this.#selected.path
    return this.#deps.prompts.prompts.find(({ project }) => project === this.project)?.row.path
  }

  get promptFile(): vscode.Uri | undefined {
    const { project, promptPath } = this
    return project === undefined || promptPath === undefined ? undefined : promptUri(project, promptPath)
  }

  reference(runId: number): RunReference {
    return { folder: this.project === undefined ? '' : projectKey(this.project), runId }
  }

  /** A run of the folder in view, live or as recorded. */
  async run(runId: number): Promise<RunView | undefined> {
    const { project } = this
    if (project === undefined) return undefined
    return this.#live(project).find(({ id }) => id === runId) ?? this.#deps.history.view(project, runId)
  }

  async snapshot(): Promise<ViewSnapshot> {
    const { prompts, history, jobs, review, cases } = this.#deps
    const { project, promptPath } = this
    const rows = prompts.prompts.filter((prompt) => prompt.project === project).map(({ row }) => row)
    const empty = {
      workspace: project?.folder.name ?? '',
      prompts: rows,
      promptPath: promptPath ?? null,
      runs: [],
      run: null,
      reviewable: false,
      stale: false,
      jobs: project === undefined ? [] : jobs.viewsOf(project),
      cases: project === undefined || promptPath === undefined ? null : (cases.viewOf(project, promptPath) ?? null),
      focus: this.#focus,
    }
    if (project === undefined || promptPath === undefined) return empty
    const lives = this.#live(project)
    const live = lives.find((view) => view.promptPath === promptPath) ?? lives[0]
    const runs = await history.summaries(project, promptPath, MOST_RUNS, live)
    const newest = live?.promptPath === promptPath ? live.id : runs[0]?.id
    const runId = this.#runId ?? newest
    const run = runId === undefined ? undefined : await this.run(runId)
    const winner = run?.kind === 'sweep' && run.sweep !== null && run.status !== 'running'
    const state = winner ? await review.state(this.reference(run.id)) : { reviewable: false, stale: false }
    return { ...empty, runs, run: run ?? null, ...state }
  }

  #live(project: Project): readonly RunView[] {
    const { active, batches } = this.#deps.runs
    const all = active === undefined ? batches : [active, ...batches]
    return all.flatMap(({ request, view }) => (request.project === project && view !== undefined ? [view] : []))
  }
}
