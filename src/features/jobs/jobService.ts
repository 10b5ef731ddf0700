// Follows every fine-tuning job of the workspace to its end. The store holds the jobs, so that a reload, a crash or a
// week away loses none. Must never announce an end twice.
import * as vscode from 'vscode'
import { isOver, jobView } from '../../core/finetune/job.ts'
import type { JobView } from '../../core/jobView.ts'
import type { JobRecord } from '../../core/ports.ts'
import type { Task } from '../../core/task.ts'
import type { JobReference } from '../../platform/manifest.ts'
import { sentenceOf } from '../../platform/problem.ts'
import { type Project, type Projects, projectKey } from '../../platform/projects.ts'
import { firstWait, nextWait } from './pollWait.ts'

/** A job as the views show it. */
export interface Job extends JobReference {
  readonly project: Project
  readonly view: JobView
}

interface Poll {
  readonly stop: AbortController
  timer: ReturnType<typeof setTimeout> | undefined
}

interface JobServiceDeps {
  readonly projects: Projects
  readonly log: vscode.LogOutputChannel
}

export class JobService implements vscode.Disposable {
  readonly onDidChange: vscode.Event<void>
  /** A job came to its end, and the user was not told yet. */
  readonly onDidEnd: vscode.Event<Job>
  readonly #deps: JobServiceDeps
  readonly #changed = new vscode.EventEmitter<void>()
  readonly #ended = new vscode.EventEmitter<Job>()
  readonly #polls = new Map<string, Poll>()
  #jobs: readonly Job[] = []

  constructor(deps: JobServiceDeps) {
    this.#deps = deps
    this.onDidChange = this.#changed.event
    this.onDidEnd = this.#ended.event
  }

  /** Newest first. */
  get jobs(): readonly Job[] {
    return this.#jobs
  }

  get active(): readonly Job[] {
    return this.#jobs.filter(({ view }) => !isOver(view.status))
  }

  viewsOf(project: Project): readonly JobView[] {
    return this.#jobs.filter(({ folder }) => folder === projectKey(project)).map(({ view }) => view)
  }

  find({ folder, marker }: JobReference): Job | undefined {
    return this.#jobs.find((job) => job.folder === folder && job.marker === marker)
  }

  /** Takes up the jobs that the stores know. In a workspace that is not trusted they are only listed. */
  async resume(): Promise<void> {
    await this.#reload()
    if (!vscode.workspace.isTrusted) return
    for (const job of this.#jobs) {
      if (isOver(job.view.status)) await this.#announce(job)
      else this.#follow(job.project, job.marker, firstWait(job.view.backend))
    }
  }

  async submit(project: Project, task: Task, sweepId: number): Promise<JobReference> {
    const engine = await project.engine()
    try {
      const { marker, backend } = await engine.submitJob(task, sweepId, {}, new AbortController().signal)
      this.#follow(project, marker, firstWait(backend))
      return { folder: projectKey(project), marker }
    } catch (error) {
      await this.#silence(project, sweepId)
      throw error
    } finally {
      await this.#reload()
    }
  }

  async cancel(reference: JobReference): Promise<void> {
    const job = this.find(reference)
    if (job === undefined) return
    const engine = await job.project.engine()
    await engine.cancelJob(job.marker, new AbortController().signal)
    await this.#reload()
  }

  dispose(): void {
    for (const { stop, timer } of this.#polls.values()) {
      clearTimeout(timer)
      stop.abort()
    }
    this.#polls.clear()
    this.#changed.dispose()
    this.#ended.dispose()
  }

  /** Asks the backend after `wait` milliseconds, and again until the job is over. */
  #follow(project: Project, marker: string, wait: number): void {
    const key = `${projectKey(project)}#${marker}`
    const poll = this.#polls.get(key) ?? { stop: new AbortController(), timer: undefined }
    this.#polls.set(key, poll)
    poll.timer = setTimeout(() => {
      this.#ask(project, marker, poll.stop.signal)
        .then((job) => {
          if (poll.stop.signal.aborted) return
          if (job !== undefined && isOver(job.status)) this.#polls.delete(key)
          else this.#follow(project, marker, nextWait(wait, job?.backend))
        })
        .catch((error: unknown) => this.#deps.log.error(`job ${marker}`, sentenceOf(error)))
    }, wait)
  }

  /** Undefined where the backend could not be asked: it is asked again. */
  async #ask(project: Project, marker: string, signal: AbortSignal): Promise<JobRecord | undefined> {
    let job: JobRecord | undefined
    try {
      const engine = await project.engine()
      job = await engine.refreshJob(marker, signal)
    } catch (error) {
      if (!signal.aborted) this.#deps.log.warn(`job ${marker} could not be asked about: ${sentenceOf(error)}`)
    }
    if (signal.aborted) return undefined
    await this.#reload()
    const known = this.find({ folder: projectKey(project), marker })
    if (known !== undefined && isOver(known.view.status)) await this.#announce(known)
    return job
  }

  async #announce({ project, folder, marker, view }: Job): Promise<void> {
    const store = await project.existingStore()
    const record = store?.jobs().find((job) => job.marker === marker)
    if (store === undefined || record === undefined || record.announced) return
    store.saveJob({ ...record, announced: true })
    this.#ended.fire({ project, folder, marker, view })
  }

  /** A job that could not be submitted was told of when it was tried. */
  async #silence(project: Project, sweepId: number): Promise<void> {
    const store = await project.store()
    for (const job of store.jobs())
      if (job.runId === sweepId && job.status.state === 'failed' && !job.announced)
        store.saveJob({ ...job, announced: true })
  }

  async #reload(): Promise<void> {
    const all = await Promise.all(
      this.#deps.projects.all.map(async (project) => {
        const records = (await project.existingStore())?.jobs() ?? []
        const folder = projectKey(project)
        return records.map((record) => ({ project, folder, marker: record.marker, view: jobView(record) }))
      }),
    )
    this.#jobs = all.flat().sort((a, b) => b.view.createdAt - a.view.createdAt)
    this.#changed.fire()
  }
}
