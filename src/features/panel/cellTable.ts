// What the candidates of a run came to on each case, without their outputs: small enough to keep for 100,000 cases.
// Must never be given a cell of the sealed split to keep.
import type { Cell } from '../../core/ports.ts'
import type { CompareRow, RowFilter } from '../../shared/viewModel.ts'

/** Where the cells of a run on one model are read, when they are needed. */
export interface CellSource {
  /** One after the other; each loop reads anew. */
  readonly all: Iterable<Cell>
  /** Those of one candidate on one case. */
  readonly of: (caseId: string, candidateId: string) => Iterable<Cell>
}

type Outcome = 'pass' | 'fail' | 'missing'

export interface CellTable {
  readonly source: CellSource
  /** In the order in which they were first answered. */
  readonly caseIds: readonly string[]
  /** By candidate, then by position of the case. Of repeats the first counts. */
  readonly outcomes: ReadonlyMap<string, readonly (Outcome | undefined)[]>
  /** What was chosen of it so far, by the question. */
  readonly choices: Map<string, Choice>
}

/** Positions of cases. */
export type Choice = Readonly<Record<RowFilter, readonly number[]>> & {
  readonly changes: Readonly<Record<CompareRow['change'], number>>
}

export function tableOf(source: CellSource): CellTable {
  const positions = new Map<string, number>()
  const outcomes = new Map<string, (Outcome | undefined)[]>()
  const draws = new Map<string, number[]>()
  for (const { caseId, candidateId, split, repeat, grade } of source.all) {
    if (split === 'test') continue
    const at = positions.get(caseId) ?? positions.size
    positions.set(caseId, at)
    const own = outcomes.get(candidateId) ?? []
    const drawn = draws.get(candidateId) ?? []
    outcomes.set(candidateId, own)
    draws.set(candidateId, drawn)
    if (own[at] !== undefined && repeat >= (drawn[at] ?? 0)) continue
    own[at] = grade === undefined ? 'missing' : grade.pass ? 'pass' : 'fail'
    drawn[at] = repeat
  }
  return { source, caseIds: [...positions.keys()], outcomes, choices: new Map() }
}

/** The cases on which a candidate was run, and which of them changed or fail; `found` says whether one is looked for. */
export function choose(
  { caseIds, outcomes }: CellTable,
  candidateIds: readonly string[],
  found: (caseId: string) => boolean,
): Choice {
  const all: number[] = []
  const lost: number[] = []
  const won: number[] = []
  const failing: number[] = []
  const changes = { won: 0, lost: 0, same: 0 }
  const chosen = candidateIds.map((id) => outcomes.get(id) ?? [])
  for (const [at, caseId] of caseIds.entries()) {
    if (chosen.every((own) => own[at] === undefined)) continue
    const change = changeOf(chosen[0]?.[at], chosen.at(-1)?.[at])
    changes[change]++
    if (!found(caseId)) continue
    all.push(at)
    if (change === 'lost') lost.push(at)
    if (change === 'won') won.push(at)
    if (chosen.at(-1)?.[at] === 'fail') failing.push(at)
  }
  return { all, changed: [...lost, ...won], failing, changes }
}

/** From the reference to the pinned candidate. */
export function changeOf(before: Outcome | undefined, after: Outcome | undefined): CompareRow['change'] {
  const isGraded = (outcome: Outcome | undefined) => outcome === 'pass' || outcome === 'fail'
  if (!isGraded(before) || !isGraded(after) || before === after) return 'same'
  return after === 'pass' ? 'won' : 'lost'
}

type OpenCell = Cell & { readonly split: 'select' | 'train' }

/** The first draw of a candidate on a case; undefined where it was not run there, or the case is sealed. */
export function firstDraw({ source }: CellTable, caseId: string, candidateId: string): OpenCell | undefined {
  let first: OpenCell | undefined
  for (const cell of source.of(caseId, candidateId))
    if (isOpen(cell) && (first === undefined || cell.repeat < first.repeat)) first = cell
  return first
}

function isOpen(cell: Cell): cell is OpenCell {
  return cell.split !== 'test'
}
