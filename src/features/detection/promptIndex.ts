// The prompts of the workspace with their last result, kept up to date while files and runs change.
// Must never read the workspace while nothing changed, nor write anything.
import * as vscode from 'vscode'
import type { Detection } from '../../core/prompt/detect/detection.ts'
import { setContext } from '../../platform/commands.ts'
import { DisposableStore } from '../../platform/disposable.ts'
import type { RunHistory } from '../../platform/history.ts'
import { sentenceOf } from '../../platform/problem.ts'
import { type Project, type Projects, pathIn, projectKey, promptUri } from '../../platform/projects.ts'
import { afterQuiet } from '../../platform/timing.ts'
import { claimOf } from '../../shared/runClaim.ts'
import type { PromptRow, RunView } from '../../shared/viewModel.ts'
import { Detector, type FileEvent } from './detector.ts'
import { hintsFor } from './hints.ts'

export interface IndexedPrompt {
  readonly project: Project
  readonly uri: vscode.Uri
  readonly found: Detection
  readonly row: PromptRow
}

/** A file that names or holds prompts. */
export interface IndexedContainer {
  readonly project: Project
  readonly uri: vscode.Uri
  readonly found: Detection
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
  readonly #relook: () => void
  readonly #detectors = new Map<string, Detector>()
  /** Files to look at again, by project. */
  readonly #touched = new Map<Project, Set<string>>()
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
    this.#relook = this.#store.add(afterQuiet(QUIET_MS, () => this.#look()))
    const watcher = this.#store.add(vscode.workspace.createFileSystemWatcher('**/*'))
    this.#store.add(watcher.onDidCreate((file) => this.#onFile(file, 'came')))
    this.#store.add(watcher.onDidChange((file) => this.#onFile(file, 'changed')))
    this.#store.add(watcher.onDidDelete((file) => this.#onFile(file, 'went')))
    for (const key of ['tunesmith.detection.files', 'files.associations', 'files.exclude'])
      this.#store.add(
        vscode.workspace.onDidChangeConfiguration((event) => event.affectsConfiguration(key) && this.#rescan()),
      )
    this.#store.add(deps.projects.onDidChange(() => this.#rescan()))
    this.#store.add(deps.onDidFinishRun(() => void this.#rate()))
  }

  get prompts(): readonly IndexedPrompt[] {
    return this.#prompts
  }

  get containers(): readonly IndexedContainer[] {
    return this.#rows('container')
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

  /** The prompt; the first of its file where the address names none. */
  find(file: vscode.Uri): IndexedPrompt | undefined {
    const key = file.toString()
    return this.#prompts.find(({ uri }) => uri.toString() === key) ?? this.inFile(file)[0]
  }

  /** All prompts of a file. */
  inFile(file: vscode.Uri): readonly IndexedPrompt[] {
    return file.fragment === ''
      ? this.#prompts.filter(({ uri }) => uri.path === file.path && uri.scheme === file.scheme)
      : []
  }

  /** Searches the workspace again. One search at a time: a request during one is served by the next. */
  refresh(): Promise<void> {
    this.#next ??= this.#current.then(() => {
      this.#next = undefined
      return this.#inAll((detector) => detector.search())
    })
    this.#current = this.#next
    this.#ready ??= this.#current
    return this.#current
  }

  dispose(): void {
    this.#store.dispose()
  }

  /** Only what changed. */
  #look(): void {
    this.#current = this.#current.then(() => {
      const touched = new Map(this.#touched)
      this.#touched.clear()
      return this.#inAll(async (detector, project) => detector.look([...(touched.get(project) ?? [])]))
    })
  }

  /** A folder that cannot be read must not hide the others. */
  async #inAll(act: (detector: Detector, project: Project) => Promise<void>): Promise<void> {
    await Promise.all(
      this.#deps.projects.all.map((project) =>
        act(this.#detectorOf(project), project).catch((error: unknown) => {
          this.#deps.log.error(`prompts of ${project.folder.name}`, sentenceOf(error))
        }),
      ),
    )
    await this.#rate()
    const paths = this.#prompts.map(({ uri }) => uri.fsPath)
    await Promise.all([setContext('tunesmith.prompts', [...new Set(paths)]), setContext('tunesmith.searched', true)])
  }

  #detectorOf(project: Project): Detector {
    const key = projectKey(project)
    const detector = this.#detectors.get(key) ?? new Detector(project, hintsFor)
    this.#detectors.set(key, detector)
    return detector
  }

  #rows(kind: Detection['kind']): IndexedContainer[] {
    return this.#deps.projects.all.flatMap((project) =>
      this.#detectorOf(project)
        .found.filter((found) => found.kind === kind)
        .map((found) => ({ project, uri: promptUri(project, found.path), found })),
    )
  }

  /** Puts the last results to the prompts that were found. */
  async #rate(): Promise<void> {
    this.#prompts = await Promise.all(this.#rows('prompt').map((row) => this.#rated(row)))
    this.#changed.fire()
  }

  async #rated({ project, uri, found }: IndexedContainer): Promise<IndexedPrompt> {
    const { path, label, evalPath } = found
    const last = await this.#lastRun(project, path)
    const claim = last === undefined ? undefined : claimOf(last)
    return {
      project,
      uri,
      found,
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

  /** Only what can change the list: most files of a workspace cannot. */
  #onFile(file: vscode.Uri, event: FileEvent): void {
    const project = this.#deps.projects.of(file)
    if (project === undefined) return
    const path = pathIn(project, file)
    if (NOT_OURS.test(path)) return
    const consequence = this.#detectorOf(project).consequenceOf(path, event)
    if (consequence === 'search') this.#rescan()
    if (consequence !== 'file') return
    const touched = this.#touched.get(project) ?? new Set()
    this.#touched.set(project, touched.add(path))
    this.#relook()
  }
}
