// The prompts of the workspace with their last result, kept up to date while files and runs change.
// Must never read the workspace while nothing changed, nor write anything.
import * as vscode from 'vscode'
import { isEvalFile } from '../../core/evals/evalFile.ts'
import { type DetectedPrompt, detectPrompts } from '../../core/prompt/detect.ts'
import { setContext } from '../../platform/commands.ts'
import { DisposableStore } from '../../platform/disposable.ts'
import type { RunHistory } from '../../platform/history.ts'
import { sentenceOf } from '../../platform/problem.ts'
import { type Project, type Projects, pathIn, projectKey, promptUri } from '../../platform/projects.ts'
import { afterQuiet } from '../../platform/timing.ts'
import { claimOf } from '../../shared/runClaim.ts'
import type { PromptRow, RunView } from '../../shared/viewModel.ts'

export interface IndexedPrompt {
  readonly project: Project
  readonly uri: vscode.Uri
  readonly row: PromptRow
}

interface Detected {
  readonly project: Project
  readonly prompt: DetectedPrompt
}

interface IndexDeps {
  readonly projects: Projects
  readonly history: RunHistory
  readonly log: vscode.LogOutputChannel
  /** A run ended, so that a prompt's result may be another. */
  readonly onDidFinishRun: vscode.Event<unknown>
}

const QUIET_MS = 300
const NOT_OURS = /(^|\/)(node_modules|\.git|\.tunesmith|__pycache__|\.?venv)(\/|$)/

export class PromptIndex implements vscode.Disposable {
  readonly onDidChange: vscode.Event<void>
  readonly #deps: IndexDeps
  readonly #store = new DisposableStore()
  readonly #changed: vscode.EventEmitter<void>
  readonly #rescan: () => void
  #detected: readonly Detected[] = []
  #prompts: readonly IndexedPrompt[] = []
  #ready: Promise<void> | undefined
  /** The search under way, and the one that serves those who asked during it. */
  #current: Promise<void> = Promise.resolve()
  #next: Promise<void> | undefined

  constructor(deps: IndexDeps) {
    this.#deps = deps
    this.#changed = this.#store.add(new vscode.EventEmitter<void>())
    this.onDidChange = this.#changed.event
    this.#rescan = this.#store.add(afterQuiet(QUIET_MS, () => void this.refresh()))
    const watcher = this.#store.add(vscode.workspace.createFileSystemWatcher('**/*'))
    for (const event of [watcher.onDidCreate, watcher.onDidDelete])
      this.#store.add(event((file) => this.#onFile(file, true)))
    this.#store.add(watcher.onDidChange((file) => this.#onFile(file, false)))
    this.#store.add(deps.projects.onDidChange(() => this.#rescan()))
    this.#store.add(deps.onDidFinishRun(() => void this.#rate()))
  }

  get prompts(): readonly IndexedPrompt[] {
    return this.#prompts
  }

  /** Resolves once the workspace was searched for the first time. */
  ready(): Promise<void> {
    this.#ready ??= this.refresh()
    return this.#ready
  }

  /** All prompt files, once the workspace was searched. */
  async files(): Promise<readonly vscode.Uri[]> {
    await this.ready()
    return this.#prompts.map(({ uri }) => uri)
  }

  /** Whether an eval file names the prompt; looks again where the list may be behind. */
  async isMeasurable(file: vscode.Uri): Promise<boolean> {
    await this.ready()
    if (this.find(file)?.row.evalPath == null) await this.refresh()
    return this.find(file)?.row.evalPath != null
  }

  find(file: vscode.Uri): IndexedPrompt | undefined {
    const key = file.toString()
    return this.#prompts.find(({ uri }) => uri.toString() === key)
  }

  /** Searches the workspace again. One search at a time: a request during one is served by the next. */
  refresh(): Promise<void> {
    this.#next ??= this.#current.then(() => {
      this.#next = undefined
      return this.#search()
    })
    this.#current = this.#next
    this.#ready ??= this.#current
    return this.#current
  }

  dispose(): void {
    this.#store.dispose()
  }

  async #search(): Promise<void> {
    const found = await Promise.all(this.#deps.projects.all.map((project) => this.#searchIn(project)))
    this.#detected = found.flat()
    await this.#rate()
    await Promise.all([
      setContext(
        'tunesmith.prompts',
        this.#prompts.map(({ uri }) => uri.fsPath),
      ),
      setContext('tunesmith.searched', true),
    ])
  }

  /** A folder that cannot be read must not hide the others. */
  async #searchIn(project: Project): Promise<readonly Detected[]> {
    try {
      return (await detectPrompts(project.files)).map((prompt) => ({ project, prompt }))
    } catch (error) {
      this.#deps.log.error(`prompts of ${project.folder.name}`, sentenceOf(error))
      return []
    }
  }

  /** Puts the last results to the prompts that were found. */
  async #rate(): Promise<void> {
    this.#prompts = await Promise.all(this.#detected.map((detected) => this.#rated(detected)))
    this.#changed.fire()
  }

  async #rated({ project, prompt: { path, label, evalPath } }: Detected): Promise<IndexedPrompt> {
    const last = await this.#lastRun(project, path)
    const claim = last === undefined ? undefined : claimOf(last)
    return {
      project,
      uri: promptUri(project, path),
      row: {
        path,
        format: label,
        evalPath,
        verdict: claim?.verdict ?? null,
        rate: claim?.rate ?? null,
        before: claim?.before ?? null,
        lastRunId: last?.id ?? null,
        notice: claim?.notice ?? null,
      },
    }
  }

  /** A store that cannot be read must not hide the prompts. */
  async #lastRun(project: Project, path: string): Promise<RunView | undefined> {
    try {
      return await this.#deps.history.last(project, path, ['sweep', 'eval'])
    } catch (error) {
      this.#deps.log.error(`results of ${path}`, sentenceOf(error))
      return undefined
    }
  }

  /** Only what can change the list: new and gone files, prompts, and the eval files that name them. */
  #onFile(file: vscode.Uri, cameOrWent: boolean): void {
    const project = this.#deps.projects.of(file)
    if (project === undefined) return
    const path = pathIn(project, file)
    if (NOT_OURS.test(path)) return
    const evalPaths = this.#prompts.filter((prompt) => projectKey(prompt.project) === projectKey(project))
    const known = evalPaths.some(({ row }) => row.path === path || row.evalPath === path)
    if (cameOrWent || known || isEvalFile(path)) this.#rescan()
  }
}
