// The comparison of candidates, computed from the cells of a run a page at a time. Pure.
// Must never be given a cell of the sealed split.
import type { Case } from '../../core/evals/case.ts'
import type { Cell } from '../../core/ports.ts'
import type { HostParams } from '../../shared/protocol.ts'
import type { CaseView, CompareCell, ComparePage, CompareRow } from '../../shared/viewModel.ts'

const EXCERPT = 200

/** What a person reads of a case. */
export type CaseFacts = Pick<Case, 'title' | 'expected' | 'source'> & { readonly input: string }

/** By case id. A case that is gone from the eval file has no facts. */
export type CaseIndex = ReadonlyMap<string, CaseFacts>

/** Cells of one model by case, then by candidate. Of repeats the first counts. */
export type CellTable = ReadonlyMap<string, ReadonlyMap<string, Cell>>

export function tableOf(cells: readonly Cell[], model: string): CellTable {
  const table = new Map<string, Map<string, Cell>>()
  for (const cell of cells) {
    if (cell.model !== model || cell.split === 'test') continue
    const row = table.get(cell.caseId) ?? new Map<string, Cell>()
    table.set(cell.caseId, row)
    const known = row.get(cell.candidateId)
    if (known === undefined || cell.repeat < known.repeat) row.set(cell.candidateId, cell)
  }
  return table
}

export function comparePage(
  table: CellTable,
  cases: CaseIndex,
  { candidateIds, filter, find, from, count }: HostParams<'rows.page'>,
  sealed: number,
): ComparePage {
  const reference = candidateIds[0] ?? ''
  const pinned = candidateIds.at(-1) ?? reference
  const rows = [...table]
    .filter(([, cells]) => candidateIds.some((id) => cells.has(id)))
    .map(([caseId, cells]) => rowOf(caseId, cells, candidateIds, cases.get(caseId), changeOf(cells, reference, pinned)))
  const asked = find.trim().toLowerCase()
  const found = asked === '' ? rows : rows.filter((row) => textOf(row).includes(asked))
  const failing = (row: CompareRow) => row.cells.at(-1)?.pass === false
  const filtered = {
    all: found,
    changed: found
      .filter((row) => row.change !== 'same')
      .sort((a, b) => Number(b.change === 'lost') - Number(a.change === 'lost')),
    failing: found.filter(failing),
  }
  const of = (change: CompareRow['change']) => rows.filter((row) => row.change === change).length
  return {
    counts: { all: filtered.all.length, changed: filtered.changed.length, failing: filtered.failing.length },
    won: of('won'),
    lost: of('lost'),
    same: of('same'),
    sealed,
    from,
    rows: filtered[filter].slice(from, from + count),
  }
}

/** Undefined where no candidate was run on the case. */
export function caseView(
  table: CellTable,
  cases: CaseIndex,
  caseId: string,
  candidates: readonly { readonly id: string; readonly label: string }[],
): CaseView | undefined {
  const cells = table.get(caseId)
  const [any] = cells?.values() ?? []
  if (cells === undefined || any === undefined || any.split === 'test') return undefined
  const known = cases.get(caseId)
  return {
    caseId,
    split: any.split,
    input: known?.input ?? '',
    expected: known?.expected ?? null,
    outputs: candidates.flatMap(({ id, label }) => {
      const cell = cells.get(id)
      if (cell === undefined) return []
      return {
        candidateId: id,
        label,
        pass: cell.grade?.pass ?? null,
        output: cell.output,
        reason: cell.grade?.reason ?? cell.error ?? '',
        latencyMs: cell.latencyMs,
        usd: cell.usd ?? null,
      }
    }),
  }
}

function changeOf(cells: ReadonlyMap<string, Cell>, reference: string, pinned: string): CompareRow['change'] {
  const before = cells.get(reference)?.grade?.pass
  const after = cells.get(pinned)?.grade?.pass
  if (before === undefined || after === undefined || before === after) return 'same'
  return after ? 'won' : 'lost'
}

function rowOf(
  caseId: string,
  cells: ReadonlyMap<string, Cell>,
  candidateIds: readonly string[],
  known: CaseFacts | undefined,
  change: CompareRow['change'],
): CompareRow {
  return {
    caseId,
    title: known?.title ?? caseId,
    expected: known?.expected ?? null,
    change,
    cells: candidateIds.map((candidateId) => cellOf(candidateId, cells.get(candidateId))),
  }
}

function cellOf(candidateId: string, cell: Cell | undefined): CompareCell {
  return {
    candidateId,
    pass: cell?.grade?.pass ?? null,
    output: cell?.output.slice(0, EXCERPT) ?? '',
    error: cell === undefined ? 'not run' : cell.grade === undefined ? (cell.error ?? 'missing') : null,
  }
}

function textOf({ title, expected, cells }: CompareRow): string {
  return [title, expected ?? '', ...cells.map(({ output }) => output)].join('\n').toLowerCase()
}
