import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { apartSentences, withApart } from '../../../../src/core/evals/apart.ts'
import type { Case } from '../../../../src/core/evals/case.ts'
import type { LeaderboardRow } from '../../../../src/core/events.ts'
import type { Cell } from '../../../../src/core/ports.ts'
import { wilson } from '../../../../src/core/stats/intervals.ts'

const cases = ['a', 'b', 'c', 'd'].map(
  (id, i): Case => ({
    id,
    vars: {},
    assertions: [],
    group: id,
    expected: undefined,
    title: id,
    source: { file: 'c.jsonl', line: i + 1 },
    ...(i < 2 && { origin: 'synthetic' as const }),
    ...(i === 2 && { origin: 'trace' as const }),
  }),
)
const cell = (caseId: string, pass: boolean | undefined, repeat = 0): Cell => ({
  candidateId: 'seed',
  model: 'm:m',
  caseId,
  split: 'select',
  repeat,
  grade: pass === undefined ? undefined : { score: Number(pass), pass, reason: '', grader: 'equals' },
  output: '',
  usd: 0,
  latencyMs: 1,
})
const row: LeaderboardRow = {
  candidateId: 'seed',
  label: 'seed',
  model: 'm:m',
  split: 'select',
  rate: wilson(3, 4),
  missing: 0,
  usdPer1000: 0,
  medianLatencyMs: 1,
  notice: null,
}

describe('cases that a model wrote', () => {
  it('are told apart from real ones, those of logs included', () => {
    const apart = withApart(
      row,
      [cell('a', true), cell('b', false), cell('c', true), cell('d', undefined)],
      cases,
    ).apart
    assert.deepEqual(apart, { synthetic: wilson(1, 2), real: wilson(1, 1) })
    assert.deepEqual(apartSentences([{ ...row, ...(apart && { apart }) }]), [
      '2 of 3 cases are synthetic (a model wrote them): 50.0 % pass; of the 1 real ones 100.0 %.',
    ])
  })

  it('are said to be all there is, where there are no others', () => {
    const alone = withApart(row, [cell('a', true), cell('b', false)], cases)
    assert.match(
      apartSentences([row, alone]).join(),
      /^All 2 cases are synthetic: a model wrote them, and nothing here/,
    )
  })

  it('count once however often they are drawn', () => {
    const drawn = [true, false, true, true].map((pass, repeat) => cell('a', pass, repeat))
    const rate = withApart(row, drawn, cases).apart?.synthetic
    assert.deepEqual([rate?.k, rate?.n], [3, 4])
    assert.ok((rate?.high ?? 0) - (rate?.low ?? 0) > wilson(3, 4).high - wilson(3, 4).low)
  })

  it('leave a row as it is that rests on none of them', () => {
    assert.equal(withApart(row, [cell('c', true)], cases), row)
    assert.deepEqual(apartSentences([row]), [])
  })
})
