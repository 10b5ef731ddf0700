// Runs the engine, one run at a time: the next waits until the last has ended; runs that wait for batches stand beside,
// for they take hours. The views it keeps are the truth that every reader is shown. Must never go on with an interrupted
// run unasked.
import * as vscode from 'vscode'
import type { Engine } from '../../core/engine.ts'
import { InputError } from '../../core/errors.ts'
import type { RunEvent } from '../../core/events.ts'
import type { MeasuredKind } from '../../core/runKind.ts'
import type { RunOptions } from '../../core/runOptions.ts'
import type { Task } from '../../core/task.ts'
import { setContext } from '../../platform/commands.ts'
import { type Project, projectKey } from '../../platform/projects.ts'
import type { BatchRun, Facts, WorkspaceFacts } from '../../platform/storage.ts'
import { type RunView, reduceRun } from '../../shared/viewModel.ts'

export interface RunRequest {
  readonly project: Project
  readonly task: Task
  readonly kind: MeasuredKind
  readonly options: RunOptions
  /** The sweep that a diagnosis looks into. */
  readonly sweepId?: number | undefined
  /** The job that a confirmation is about. */
  readonly marker?: string | undefined
  /** Stops this run alone. */
  readonly signal?: AbortSignal | undefined
}

/** A run that is under way; `view` is undefined until the engine says its first word. */
export interface ActiveRun {
  readonly request: RunRequest
  readonly view: RunView | undefined
}

interface Entry extends ActiveRun {
  readonly request: RunRequest
  readonly stop: AbortController
  readonly finished: Promise<RunView>
  view: RunView | undefined
}

export class RunService implements vscode.Disposable {
  /** Fires for every event of a run: readers pace themselves. */
  readonly onDidChange: vscode.Event<void>
  readonly onDidFinish: vscode.Event<{ readonly project: Project; readonly view: RunView }>
  readonly #changed = new vscode.EventEmitter<void>()
  readonly #finished = new vscode.EventEmitter<{ readonly project: Project; readonly view: RunView }>()
  readonly #facts: Facts<WorkspaceFacts>
  readonly #isTrusted: () => boolean
  readonly #queue: Entry[] = []
  readonly #batches: Entry[] = []
  #last: Promise<unknown> = Promise.resolve()

  constructor(facts: Facts<WorkspaceFacts>, isTrusted: () => boolean) {
    this.#facts = facts
    this.#isTrusted = isTrusted
    this.onDidChange = this.#changed.event
    this.onDidFinish = this.#finished.event
  }

  get active(): ActiveRun | undefined {
    return this.#queue[0]
  }

  /** Runs whose answers come from batches. */
  get batches(): readonly ActiveRun[] {
    return this.#batches
  }

  /** Runs that wait for the active one. */
  get waiting(): number {
    return Math.max(0, this.#queue.length - 1)
  }

  /**
   * Starts a run, or queues it. Asked twice for the same, it answers with the one that is there. Resolves with the
   * finished view; throws `InputError` where the input is bad or the workspace is not trusted.
   */
  start(request: RunRequest): Promise<RunView> {
    if (!this.#isTrusted()) return Promise.reject(untrusted())
    const same = [...this.#queue, ...this.#batches].find((entry) => isSame(entry.request, request))
    if (same !== undefined) {
      stopWith(same.stop, request.signal)
      return same.finished
    }
    const stop = new AbortController()
    stopWith(stop, request.signal)
    const beside = request.options.batch !== undefined
    const finished = (beside ? Promise.resolve() : this.#last).then(() => this.#execute(entry))
    const entry: Entry = { request, stop, finished, view: undefined }
    if (beside) {
      this.#batches.push(entry)
      return finished
    }
    this.#queue.push(entry)
    this.#last = finished.catch(() => undefined)
    void setContext('tunesmith.running', true)
    return finished
  }

  /** Stops waiting for the batches of a run; what was sent stays with the provider. */
  leaveBatches(runId: number, project: Project): void {
    const entry = this.#batches.find(({ request, view }) => request.project === project && view?.id === runId)
    entry?.stop.abort(new vscode.CancellationError())
  }

  /** Stops the active run and forgets those that wait. What was paid for is kept. */
  cancel(): void {
    for (const { stop } of this.#queue) stop.abort(new vscode.CancellationError())
  }

  /** Runs that are under way are left to end with the extension host: aborted, they could not be resumed. */
  dispose(): void {
    this.#changed.dispose()
    this.#finished.dispose()
  }

  async #execute(entry: Entry): Promise<RunView> {
    const { request, stop } = entry
    try {
      if (stop.signal.aborted) throw new vscode.CancellationError()
      const engine = await request.project.engine()
      for await (const event of streamFor(engine, request, stop.signal)) {
        entry.view = reduceRun(entry.view, event)
        if (event.type === 'started') await this.#remember(request, event.runId)
        this.#changed.fire()
      }
      if (entry.view === undefined) throw new Error('The run said nothing.')
      return entry.view
    } finally {
      const list = this.#batches.includes(entry) ? this.#batches : this.#queue
      list.splice(list.indexOf(entry), 1)
      await this.#forget(entry)
      if (this.#queue.length === 0) await setContext('tunesmith.running', false)
      if (entry.view !== undefined) this.#finished.fire({ project: request.project, view: entry.view })
      this.#changed.fire()
    }
  }

  async #remember({ project, task, kind, options, sweepId, marker }: RunRequest, runId: number): Promise<void> {
    const models = options.models ?? []
    const folder = projectKey(project)
    const [promptPath, evalPath] = [task.prompt.path, task.evalFile.path]
    const run = { folder, runId, kind, promptPath, evalPath, models, sweepId, marker }
    if (options.batch === undefined) return this.#facts.set('activeRun', run)
    return this.#facts.set('batchRuns', [...this.#otherBatches(folder, runId), { ...run, batch: options.batch }])
  }

  async #forget({ request, view }: Entry): Promise<void> {
    if (request.options.batch === undefined) return this.#facts.set('activeRun', undefined)
    if (view === undefined) return undefined
    return this.#facts.set('batchRuns', this.#otherBatches(projectKey(request.project), view.id))
  }

  #otherBatches(folder: string, runId: number): BatchRun[] {
    return (this.#facts.get('batchRuns') ?? []).filter((run) => run.folder !== folder || run.runId !== runId)
  }
}

function streamFor(
  engine: Engine,
  { task, kind, options, sweepId, marker }: RunRequest,
  signal: AbortSignal,
): AsyncGenerator<RunEvent, void> {
  if (kind === 'eval') return engine.evaluate(task, options, signal)
  if (kind === 'sweep') return engine.optimize(task, options, signal)
  if (kind === 'diagnosis' && sweepId !== undefined) return engine.diagnose(task, sweepId, options, signal)
  if (kind === 'confirmation' && marker !== undefined) return engine.confirm(task, marker, options, signal)
  throw new Error(`A ${kind} does not say what it is about.`)
}

function stopWith(stop: AbortController, signal: AbortSignal | undefined): void {
  const abort = () => stop.abort(new vscode.CancellationError())
  if (signal?.aborted === true) abort()
  else signal?.addEventListener('abort', abort, { once: true })
}

function isSame(a: RunRequest, b: RunRequest): boolean {
  return (
    projectKey(a.project) === projectKey(b.project) &&
    a.task.prompt.path === b.task.prompt.path &&
    a.task.evalFile.path === b.task.evalFile.path &&
    a.kind === b.kind &&
    a.options.batch === b.options.batch &&
    a.sweepId === b.sweepId &&
    a.marker === b.marker
  )
}

function untrusted(): InputError {
  return new InputError(
    'This workspace is not trusted, so nothing is sent to a model.',
    'Trust it with "Workspaces: Manage Workspace Trust", then run again.',
  )
}
