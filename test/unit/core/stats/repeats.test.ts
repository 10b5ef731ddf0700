// Draws of the same cases: estimators against the exact count over all choices, the interval against its limits.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { wilson } from '../../../../src/core/stats/intervals.ts'
import { clusteredRate, passAtLeastOnce, passEveryTime } from '../../../../src/core/stats/repeats.ts'

const near = (actual: number, expected: number) => assert.ok(Math.abs(actual - expected) < 1e-9, `${actual}`)

/** Shares of the k-subsets of n draws, c of which pass, with one pass or more, and with passes alone. */
function counted(n: number, c: number, k: number) {
  let all = 0
  let any = 0
  let every = 0
  for (let set = 0; set < 2 ** n; set++) {
    const drawn = Array.from({ length: n }, (_, i) => i).filter((i) => ((set >> i) & 1) === 1)
    if (drawn.length !== k) continue
    all++
    if (drawn.some((i) => i < c)) any++
    if (drawn.every((i) => i < c)) every++
  }
  return { any: any / all, every: every / all }
}

describe('several draws', () => {
  it('give pass@k and pass^k as the share of all choices of k draws', () => {
    for (let n = 1; n <= 7; n++)
      for (let c = 0; c <= n; c++)
        for (let k = 1; k <= n; k++) {
          const { any, every } = counted(n, c, k)
          near(passAtLeastOnce(n, c, k), any)
          near(passEveryTime(n, c, k), every)
        }
  })

  it('have Wilson’s interval where each case was drawn once', () => {
    const once = [1, 1, 0, 1, 0, 1, 1, 1, 0, 1].map((k) => ({ k, n: 1 }))
    assert.deepEqual(clusteredRate(once), wilson(7, 10))
  })

  it('add nothing to what is known where they all agree', () => {
    const agreeing = [1, 1, 0, 1, 0, 1, 1, 1, 0, 1].map((k) => ({ k: 5 * k, n: 5 }))
    const { low, high, n } = clusteredRate(agreeing)
    assert.equal(n, 50)
    near(low, wilson(7, 10).low)
    near(high, wilson(7, 10).high)
  })

  it('count in full where cases differ no more than draws do', () => {
    const alike = Array.from({ length: 10 }, () => ({ k: 3, n: 5 }))
    // Without any spread between cases nothing says that draws are worth more than cases: the careful limit.
    near(clusteredRate(alike).low, wilson(6, 10).low)
    const spread = [2, 3, 4, 3, 2, 4, 3, 3, 2, 4].map((k) => ({ k, n: 5 }))
    near(clusteredRate(spread).low, wilson(30, 50).low)
  })

  it('hold their interval where nothing passed, everything did, or nothing was graded', () => {
    near(
      clusteredRate([
        { k: 0, n: 3 },
        { k: 0, n: 3 },
      ]).high,
      wilson(0, 2).high,
    )
    near(
      clusteredRate([
        { k: 3, n: 3 },
        { k: 3, n: 3 },
      ]).low,
      wilson(2, 2).low,
    )
    assert.equal(clusteredRate([{ k: 3, n: 3 }]).high, 1)
    assert.deepEqual(clusteredRate([{ k: 0, n: 0 }]), wilson(0, 0))
  })
})
