import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Cell } from '../../../../src/core/ports.ts'
import { type CellTable, tableOf } from '../../../../src/features/panel/cellTable.ts'
import { type CaseFacts, type CaseIndex, caseView, comparePage } from '../../../../src/features/panel/compare.ts'

const MODEL = 'sandbox:small'

function cell(caseId: string, candidateId: string, pass: boolean | undefined, rest: Partial<Cell> = {}): Cell {
  const grade =
    pass === undefined ? undefined : { score: Number(pass), pass, reason: `because ${caseId}`, grader: 'equals' }
  const missing = pass === undefined ? { error: 'timed out' } : {}
  const figures = { usd: undefined, latencyMs: 30 }
  return {
    candidateId,
    model: MODEL,
    caseId,
    split: 'select',
    repeat: 0,
    grade,
    output: `${caseId} out`,
    ...missing,
    ...figures,
    ...rest,
  }
}

function facts(id: string): CaseFacts {
  return {
    title: `title of ${id}`,
    input: () => `message of ${id}`,
    expected: 'billing',
    source: { file: 'cases.jsonl', line: 3 },
  }
}

const cells = [
  cell('won', 'seed', false),
  cell('won', '#2', true),
  cell('lost', 'seed', true),
  cell('lost', '#2', false),
  cell('same', 'seed', true),
  cell('same', '#2', true),
  cell('both', 'seed', false),
  cell('both', '#2', false),
  cell('gap', 'seed', true),
  cell('gap', '#2', undefined),
  cell('hidden', 'seed', true, { split: 'test' }),
  cell('won', 'seed', true, { repeat: 1 }),
  cell('won', 'seed', true, { model: 'sandbox:large' }),
]
const indexOf = (...ids: readonly string[]): CaseIndex => ({
  isEmpty: ids.length === 0,
  get: (id) => (ids.includes(id) ? facts(id) : undefined),
})
const cases = indexOf('won', 'lost', 'same', 'both', 'gap', 'hidden')

function tableOver(all: readonly Cell[]): CellTable {
  const own = all.filter(({ model }) => model === MODEL)
  const of = (caseId: string, id: string) => own.filter((one) => one.caseId === caseId && one.candidateId === id)
  return tableOf({ all: own, of })
}

const table = tableOver(cells)
const ask = {
  runId: 1,
  candidateIds: ['seed', '#2'],
  model: MODEL,
  filter: 'all' as const,
  find: '',
  from: 0,
  count: 50,
}

describe('comparePage', () => {
  it('counts wins and losses of the pinned candidate against the reference, on the first draw of one model', () => {
    const page = comparePage(table, cases, ask, 24)
    assert.deepEqual([page.won, page.lost, page.same], [1, 1, 3])
    assert.deepEqual(page.counts, { all: 5, changed: 2, failing: 2 })
    assert.equal(page.sealed, 24)
  })

  it('never lists a sealed case', () => {
    const page = comparePage(table, cases, ask, 24)
    assert.ok(page.rows.every(({ caseId }) => caseId !== 'hidden'))
    assert.equal(caseView(table, cases, 'hidden', [{ id: 'seed', label: 'seed' }]), undefined)
  })

  it('shows losses before wins among the changed ones', () => {
    const { rows } = comparePage(table, cases, { ...ask, filter: 'changed' }, 0)
    assert.deepEqual(
      rows.map(({ caseId, change }) => [caseId, change]),
      [
        ['lost', 'lost'],
        ['won', 'won'],
      ],
    )
  })

  it('takes an answer that is missing for missing, not for a failure', () => {
    const { rows } = comparePage(table, cases, { ...ask, find: 'title of gap' }, 0)
    assert.deepEqual(rows[0]?.cells[1], { candidateId: '#2', pass: null, output: 'gap out', error: 'timed out' })
    assert.equal(rows[0]?.change, 'same')
  })

  it('pages, and finds in titles, expectations and outputs', () => {
    assert.deepEqual(
      comparePage(table, cases, { ...ask, from: 1, count: 2 }, 0).rows.map(({ caseId }) => caseId),
      ['lost', 'same'],
    )
    assert.equal(comparePage(table, cases, { ...ask, find: 'BILLING' }, 0).counts.all, 5)
    assert.equal(comparePage(table, cases, { ...ask, find: 'won out' }, 0).counts.all, 1)
    assert.equal(comparePage(table, cases, { ...ask, find: 'message of SAME' }, 0).counts.all, 1)
  })

  it('stands without the eval file, by the ids of the cases', () => {
    const [row] = comparePage(table, indexOf(), ask, 0).rows
    assert.deepEqual([row?.title, row?.expected], ['won', null])
  })

  it('cuts long outputs to an excerpt', () => {
    const long = tableOver([cell('long', 'seed', true, { output: 'x'.repeat(5000) })])
    assert.equal(comparePage(long, cases, { ...ask, candidateIds: ['seed'] }, 0).rows[0]?.cells[0]?.output.length, 200)
  })
})

describe('caseView', () => {
  it('shows the input, what was expected and every output with its reason', () => {
    const view = caseView(table, cases, 'won', [
      { id: 'seed', label: 'seed' },
      { id: '#2', label: '#2 winner' },
      { id: '#9', label: '#9' },
    ])
    assert.equal(view?.input, 'message of won')
    assert.equal(view?.expected, 'billing')
    assert.deepEqual(
      view?.outputs.map(({ label, pass, reason, usd }) => [label, pass, reason, usd]),
      [
        ['seed', false, 'because won', null],
        ['#2 winner', true, 'because won', null],
      ],
    )
  })
})
