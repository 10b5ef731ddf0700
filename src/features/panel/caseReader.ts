// Answers the page's questions about cases from the store. Of a run it keeps what each case came to, and reads outputs
// where they are shown. Must never read a cell of the sealed split.
import type { Case } from '../../core/evals/case.ts'
import { inputOf } from '../../core/evals/input.ts'
import type { Cell, RunStore } from '../../core/ports.ts'
import { loadTask } from '../../core/task.ts'
import type { Project } from '../../platform/projects.ts'
import { projectKey } from '../../platform/projects.ts'
import { readSetting } from '../../platform/settings.ts'
import type { HostParams } from '../../shared/protocol.ts'
import type { CaseView, ComparePage, RunView } from '../../shared/viewModel.ts'
import { type CellSource, type CellTable, tableOf } from './cellTable.ts'
import { type CaseIndex, caseView, comparePage } from './compare.ts'

interface Reading {
  readonly key: string
  /** Changes while the run goes on. */
  readonly age: string
  /** Epoch milliseconds until which it is good enough for a run that goes on. */
  goodUntil: number
  readonly store: RunStore | undefined
  readonly cases: CaseIndex
  readonly tables: Map<string, CellTable>
}

/** Of the time, what reading a run that goes on may take: one part of so many. */
const READING_SHARE = 10

export class CaseReader {
  #last: Reading | undefined

  async page(project: Project, run: RunView, params: HostParams<'rows.page'>): Promise<ComparePage> {
    const reading = await this.#read(project, run)
    return comparePage(tableFor(reading, run.id, params.model), reading.cases, params, run.splits.test)
  }

  async case(project: Project, run: RunView, params: HostParams<'case.get'>): Promise<CaseView | undefined> {
    const reading = await this.#read(project, run)
    const labels = new Map(run.candidates.map(({ id, label }) => [id, label]))
    const candidates = params.candidateIds.map((id) => ({ id, label: labels.get(id) ?? id }))
    return caseView(tableFor(reading, run.id, params.model), reading.cases, params.caseId, candidates)
  }

  /** Where the case was written; undefined where it is gone, or sealed. */
  async sourceOf(project: Project, run: RunView, caseId: string): Promise<Case['source'] | undefined> {
    const { store, cases } = await this.#read(project, run)
    const [any] = store === undefined ? [] : openCells(store, run.id, { caseId })
    return any === undefined ? undefined : cases.get(caseId)?.source
  }

  async #read(project: Project, run: RunView): Promise<Reading> {
    const key = `${projectKey(project)}#${run.id}`
    const age = `${run.status} ${run.startedAt} ${run.spend?.calls.task ?? 0}`
    const last = this.#last?.key === key ? this.#last : undefined
    if (last?.age === age || (last !== undefined && run.status === 'running' && Date.now() < last.goodUntil))
      return last
    const cases = last === undefined || last.cases.isEmpty ? await casesOf(project, run) : last.cases
    this.#last = { key, age, goodUntil: 0, store: await project.existingStore(), cases, tables: new Map() }
    return this.#last
  }
}

function tableFor(reading: Reading, runId: number, model: string): CellTable {
  const known = reading.tables.get(model)
  if (known !== undefined) return known
  const { store } = reading
  const source: CellSource =
    store === undefined
      ? { all: [], of: () => [] }
      : {
          all: { [Symbol.iterator]: () => openCells(store, runId, { model }) },
          of: (caseId, candidateId) => openCells(store, runId, { model, caseId, candidateId }),
        }
  const before = Date.now()
  const table = tableOf(source)
  const now = Date.now()
  reading.goodUntil = now + READING_SHARE * (now - before)
  reading.tables.set(model, table)
  return table
}

function* openCells(store: RunStore, runId: number, filter: Parameters<RunStore['eachCell']>[1]): Generator<Cell> {
  for (const split of ['select', 'train'] as const) yield* store.eachCell(runId, { ...filter, split })
}

/** The cases as the eval file has them today. Without it the figures still stand, by the cases' ids. */
async function casesOf(project: Project, run: RunView): Promise<CaseIndex> {
  try {
    const formats = readSetting('tunesmith.detection.files', project.folder.uri)
    const { prompt, evalFile } = await loadTask(
      project.files,
      run.promptPath,
      run.evalPath,
      formats,
      project.loadCode(),
    )
    const byId = new Map(evalFile.cases.map((one) => [one.id, one]))
    return {
      isEmpty: byId.size === 0,
      get: (caseId) => {
        const one = byId.get(caseId)
        return one === undefined ? undefined : { ...factsOf(one), input: () => inputOf(prompt, one) }
      },
    }
  } catch {
    return { isEmpty: true, get: () => undefined }
  }
}

function factsOf({ title, expected, source }: Case) {
  return { title, expected, source }
}
