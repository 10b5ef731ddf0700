// Answers the page's questions about cases from the store. What it has read of a finished run it keeps.
// Must never read a cell of the sealed split.
import type { Case } from '../../core/evals/case.ts'
import { inputOf } from '../../core/evals/input.ts'
import type { Cell } from '../../core/ports.ts'
import { loadTask } from '../../core/task.ts'
import type { Project } from '../../platform/projects.ts'
import { projectKey } from '../../platform/projects.ts'
import { readSetting } from '../../platform/settings.ts'
import type { HostParams } from '../../shared/protocol.ts'
import type { CaseView, ComparePage, RunView } from '../../shared/viewModel.ts'
import { type CaseIndex, type CellTable, caseView, comparePage, tableOf } from './compare.ts'

interface Reading {
  readonly key: string
  /** Changes while the run goes on. */
  readonly age: string
  readonly cells: readonly Cell[]
  readonly cases: CaseIndex
  readonly tables: Map<string, CellTable>
}

export class CaseReader {
  #last: Reading | undefined

  async page(project: Project, run: RunView, params: HostParams<'rows.page'>): Promise<ComparePage> {
    const { tables, cells, cases } = await this.#read(project, run)
    return comparePage(tableFor(tables, cells, params.model), cases, params, run.splits.test)
  }

  async case(project: Project, run: RunView, params: HostParams<'case.get'>): Promise<CaseView | undefined> {
    const { tables, cells, cases } = await this.#read(project, run)
    const labels = new Map(run.candidates.map(({ id, label }) => [id, label]))
    const candidates = params.candidateIds.map((id) => ({ id, label: labels.get(id) ?? id }))
    return caseView(tableFor(tables, cells, params.model), cases, params.caseId, candidates)
  }

  /** Where the case was written; undefined where it is gone, or sealed. */
  async sourceOf(project: Project, run: RunView, caseId: string): Promise<Case['source'] | undefined> {
    const { cells, cases } = await this.#read(project, run)
    return cells.some((cell) => cell.caseId === caseId) ? cases.get(caseId)?.source : undefined
  }

  async #read(project: Project, run: RunView): Promise<Reading> {
    const key = `${projectKey(project)}#${run.id}`
    const age = `${run.status} ${run.startedAt} ${run.spend?.calls.task ?? 0}`
    const last = this.#last
    if (last?.key === key && last.age === age) return last
    const store = await project.existingStore()
    const cells = (['select', 'train'] as const).flatMap((split) => store?.cells(run.id, { split }) ?? [])
    const cases = last?.key === key && last.cases.size > 0 ? last.cases : await casesOf(project, run)
    this.#last = { key, age, cells, cases, tables: new Map() }
    return this.#last
  }
}

function tableFor(tables: Map<string, CellTable>, cells: readonly Cell[], model: string): CellTable {
  const table = tables.get(model) ?? tableOf(cells, model)
  tables.set(model, table)
  return table
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
    return new Map(
      evalFile.cases.map((one) => {
        const { title, expected, source } = one
        return [one.id, { title, expected, source, input: inputOf(prompt, one) }]
      }),
    )
  } catch {
    return new Map()
  }
}
