// The comparison of candidates, a page at a time: counts from the table of outcomes, texts of the rows in view alone.
import type { Case } from '../../core/evals/case.ts'
import type { Cell } from '../../core/ports.ts'
import type { HostParams } from '../../shared/protocol.ts'
import type { CaseView, CompareCell, ComparePage, CompareRow } from '../../shared/viewModel.ts'
import { type CellTable, type Choice, changeOf, choose, firstDraw } from './cellTable.ts'

const EXCERPT = 200
/** Questions whose answers are kept, e.g. while somebody types into the search field. */
const MOST_CHOICES = 8

/** What a person reads of a case; `input` is made when it is asked for. */
export type CaseFacts = Pick<Case, 'title' | 'expected' | 'source'> & { readonly input: () => string }

/** By case id. A case that is gone from the eval file has no facts. */
export interface CaseIndex {
  readonly isEmpty: boolean
  get(caseId: string): CaseFacts | undefined
}

export function comparePage(
  table: CellTable,
  cases: CaseIndex,
  { candidateIds, filter, find, from, count }: HostParams<'rows.page'>,
  sealed: number,
): ComparePage {
  const choice = choiceFor(table, cases, candidateIds, find.trim().toLowerCase())
  const { all, changed, failing, changes } = choice
  return {
    counts: { all: all.length, changed: changed.length, failing: failing.length },
    ...changes,
    sealed,
    from,
    rows: choice[filter].slice(from, from + count).map((at) => rowAt(table, cases, candidateIds, at)),
  }
}

function choiceFor(table: CellTable, cases: CaseIndex, candidateIds: readonly string[], asked: string): Choice {
  const { choices, outcomes } = table
  const key = JSON.stringify([candidateIds, asked])
  const known = choices.get(key)
  if (known !== undefined) return known
  const ran = candidateIds.filter((id) => outcomes.has(id))
  const matches = asked === '' ? undefined : matchesOf(table, cases, new Set(ran), asked)
  const choice = choose(table, candidateIds, (caseId) => matches?.has(caseId) ?? true)
  const [oldest] = choices.keys()
  if (choices.size >= MOST_CHOICES && oldest !== undefined) choices.delete(oldest)
  choices.set(key, choice)
  return choice
}

/** Cases that hold the text in their input, in what is expected, or in the beginning of an output. */
function matchesOf(
  { source, caseIds }: CellTable,
  cases: CaseIndex,
  candidateIds: ReadonlySet<string>,
  asked: string,
): ReadonlySet<string> {
  const matches = new Set<string>()
  const holds = (text: string) => text.toLowerCase().includes(asked)
  for (const caseId of caseIds) {
    const known = cases.get(caseId)
    const texts = [known?.title ?? caseId, known?.expected ?? '']
    if (texts.some(holds) || (known !== undefined && holds(known.input()))) matches.add(caseId)
  }
  for (const { caseId, candidateId, repeat, output } of source.all)
    if (repeat === 0 && candidateIds.has(candidateId) && !matches.has(caseId) && holds(output.slice(0, EXCERPT)))
      matches.add(caseId)
  return matches
}

/** Undefined where none of the candidates was run on the case. */
export function caseView(
  table: CellTable,
  cases: CaseIndex,
  caseId: string,
  candidates: readonly { readonly id: string; readonly label: string }[],
): CaseView | undefined {
  const answers = candidates.flatMap(({ id, label }) => {
    const cell = firstDraw(table, caseId, id)
    return cell === undefined ? [] : [{ candidateId: id, label, cell }]
  })
  const [any] = answers
  if (any === undefined) return undefined
  const known = cases.get(caseId)
  return {
    caseId,
    split: any.cell.split,
    input: known?.input() ?? '',
    expected: known?.expected ?? null,
    outputs: answers.map(({ candidateId, label, cell }) => ({
      candidateId,
      label,
      pass: cell.grade?.pass ?? null,
      output: cell.output,
      reason: cell.grade?.reason ?? cell.error ?? '',
      latencyMs: cell.latencyMs,
      usd: cell.usd ?? null,
    })),
  }
}

function rowAt(table: CellTable, cases: CaseIndex, candidateIds: readonly string[], at: number): CompareRow {
  const { caseIds, outcomes } = table
  const caseId = caseIds[at] ?? ''
  const known = cases.get(caseId)
  const outcomeOf = (candidateId = '') => outcomes.get(candidateId)?.[at]
  return {
    caseId,
    title: known?.title ?? caseId,
    expected: known?.expected ?? null,
    change: changeOf(outcomeOf(candidateIds[0]), outcomeOf(candidateIds.at(-1))),
    cells: candidateIds.map((candidateId) => cellOf(candidateId, firstDraw(table, caseId, candidateId))),
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
