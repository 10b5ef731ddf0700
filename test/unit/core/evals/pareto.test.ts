// The Pareto marks: never all beaten, never in the name of an unknown price, and latency only where it truly differs.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { markFrontier } from '../../../../src/core/evals/pareto.ts'
import type { LeaderboardRow } from '../../../../src/core/events.ts'
import { wilson } from '../../../../src/core/stats/intervals.ts'

const row = (k: number, usdPer1000: number | null, medianLatencyMs: number, tokens: number): LeaderboardRow => ({
  candidateId: 'c',
  label: '#1',
  model: 'a:b',
  split: 'select',
  rate: wilson(k, 40),
  missing: 0,
  usdPer1000,
  medianLatencyMs,
  tokens,
  notice: null,
})
const marks = (...rows: LeaderboardRow[]) => markFrontier(rows).map(({ frontier }) => frontier)

describe('the Pareto view', () => {
  it('marks what no other row is at least as good as in everything and better in something', () => {
    assert.deepEqual(marks(row(20, 1, 100, 50), row(30, 2, 100, 90), row(19, 1, 100, 50)), [true, true, false])
    assert.deepEqual(marks(row(20, 1, 100, 50), row(20, 1, 100, 50)), [true, true], 'equals beat neither')
  })

  it('takes lengths within a quarter for the same, so that a seed is beaten by what grew a little', () => {
    assert.deepEqual(marks(row(20, 1, 100, 58), row(30, 1, 100, 71)), [false, true])
    assert.deepEqual(marks(row(20, 1, 100, 58), row(30, 1, 100, 131)), [true, true])
  })

  it('takes latencies within a tenth for the same', () => {
    assert.deepEqual(marks(row(20, 1, 109, 50), row(19, 1, 100, 50)), [true, false])
    assert.deepEqual(marks(row(20, 1, 200, 50), row(19, 1, 100, 50)), [true, true])
  })

  it('leaves out what has no known price, and a row that stands alone', () => {
    assert.deepEqual(marks(row(20, null, 100, 50), row(19, 1, 100, 50), row(18, 2, 100, 50)), [undefined, true, false])
    assert.deepEqual(marks(row(20, 1, 100, 50)), [undefined])
  })

  it('always leaves one unbeaten', () => {
    const some = fc.record({
      k: fc.integer({ min: 0, max: 40 }),
      usd: fc.integer({ min: 0, max: 3 }),
      ms: fc.integer({ min: 90, max: 130 }),
      tokens: fc.integer({ min: 50, max: 120 }),
    })
    fc.assert(
      fc.property(fc.array(some, { minLength: 2, maxLength: 8 }), (rows) => {
        assert.ok(marks(...rows.map(({ k, usd, ms, tokens }) => row(k, usd, ms, tokens))).includes(true))
      }),
      { seed: 11 },
    )
  })
})
