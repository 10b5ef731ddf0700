// Runs as the store recorded them, replayed into views. A finished run is read once.
// Must never create a store to read from.
import type { RunEvent } from '../core/events.ts'
import type { RunRecord } from '../core/ports.ts'
import { summaryOf } from '../shared/runClaim.ts'
import { type RunSummary, type RunView, reduceRun } from '../shared/viewModel.ts'
import { type Project, projectKey } from './projects.ts'

export class RunHistory {
  readonly #finished = new Map<string, RunView>()

  /** The run as its events tell it; undefined where there is none, or it said nothing yet. */
  async view(project: Project, runId: number): Promise<RunView | undefined> {
    const key = `${projectKey(project)}#${runId}`
    const known = this.#finished.get(key)
    if (known !== undefined) return known
    const store = await project.existingStore()
    // The journal holds what the engine wrote, and nothing else writes into it.
    const events = (store?.events(runId) ?? []) as readonly RunEvent[]
    if (events[0]?.type !== 'started') return undefined
    const view = events.reduce<RunView | undefined>(reduceRun, undefined)
    if (view !== undefined && view.status !== 'running') this.#finished.set(key, view)
    return view
  }

  /** Runs that measured something, newest first. */
  async records(project: Project, promptPath?: string): Promise<readonly RunRecord[]> {
    const runs = (await project.existingStore())?.runs(promptPath) ?? []
    return runs.filter(({ kind }) => kind !== 'generation').toSorted((a, b) => b.id - a.id)
  }

  /** Newest first, at most `most`. `live` is the run under way here; one that runs elsewhere is only named. */
  async summaries(
    project: Project,
    promptPath: string,
    most: number,
    live: RunView | undefined,
  ): Promise<readonly RunSummary[]> {
    const records = (await this.records(project, promptPath)).slice(0, most)
    return Promise.all(
      records.map(async (record) => {
        if (record.id === live?.id) return summaryOf(live)
        const view = record.status === 'running' ? undefined : await this.view(project, record.id)
        return view === undefined ? record : { ...summaryOf(view), status: record.status }
      }),
    )
  }

  /** The newest finished run of one of these kinds, by the eval file where one is named. */
  async last(
    project: Project,
    promptPath: string | undefined,
    kinds: readonly RunRecord['kind'][],
    evalPath?: string,
  ): Promise<RunView | undefined> {
    for (const { id, kind, status } of await this.records(project, promptPath)) {
      if (!kinds.includes(kind) || status === 'running') continue
      const view = await this.view(project, id)
      if (view !== undefined && (evalPath ?? view.evalPath) === view.evalPath) return view
    }
    return undefined
  }
}
