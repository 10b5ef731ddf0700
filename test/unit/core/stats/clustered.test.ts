// Several models on the same cases: reduces to one model exactly, and keeps its word where models move together.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { Random } from '../../../../src/core/random.ts'
import { clusteredDifference, netsOf, signFlip } from '../../../../src/core/stats/clustered.ts'
import { holm } from '../../../../src/core/stats/holm.ts'
import { bonettPrice, differenceOf, meanInterval } from '../../../../src/core/stats/intervals.ts'
import { probabilityBetter, probabilityWorseBy } from '../../../../src/core/stats/paired.ts'

const nets = (all: readonly (number | undefined)[]) => all.map((net, i) => ({ caseId: `c${i}`, net }))
const near = (actual: number, expected: number, tolerance: number) =>
  assert.ok(Math.abs(actual - expected) <= tolerance, `${actual} is not within ${tolerance} of ${expected}`)

describe('the difference over several models', () => {
  it('is the paired difference where there is one', () => {
    const some = [1, 1, 1, -1, 0, 0, undefined]
    assert.deepEqual(clusteredDifference(nets(some), 1), differenceOf({ wins: 3, losses: 1, ties: 2, missing: 1 }))
    const { low, high } = bonettPrice(26, 4, 120)
    const whole = meanInterval(22, 30, 120)
    near(whole.low, low, 1e-12)
    near(whole.high, high, 1e-12)
  })

  it('does not take two models that move as one for twice the cases', () => {
    const one = [...Array(12).fill(1), ...Array(4).fill(-1), ...Array(44).fill(0)]
    const alone = clusteredDifference(nets(one), 1)
    const twins = clusteredDifference(nets(one.map((net) => 2 * net)), 2)
    near(twins.low, alone.low, 1e-12)
    near(twins.pBetter, alone.pBetter, 1e-12)
    assert.equal(twins.estimate, alone.estimate)
  })

  it('covers the truth in at least 94 of 100 samples of 30 cases and more, however models correlate', () => {
    const random = new Random('coverage', 'clustered')
    for (const [n, models, shared] of [
      [30, 2, 0],
      [60, 3, 0.5],
      [60, 2, 0.9],
    ] as const) {
      let held = 0
      const runs = 1500
      for (let run = 0; run < runs; run++) {
        const sample = Array.from({ length: n }, () => {
          const common = random.next()
          let net = 0
          for (let model = 0; model < models; model++) {
            const draw = random.next() < shared ? common : random.next()
            net += draw < 0.2 ? 1 : draw < 0.28 ? -1 : 0
          }
          return net
        })
        const { low, high } = clusteredDifference(nets(sample), models)
        if (low <= 0.12 && 0.12 <= high) held++
      }
      assert.ok(held / runs >= 0.94, `${n} cases, ${models} models: ${held / runs}`)
    }
  })

  it('counts a case as missing where any model has no grade, and leaves out what one side has not seen', () => {
    const cell = (caseId: string, model: string, pass: boolean | undefined) => ({
      caseId,
      model,
      grade: pass === undefined ? undefined : { pass },
    })
    const first = [cell('a', 'm', false), cell('a', 'n', false), cell('b', 'm', true), cell('b', 'n', true)]
    const second = [
      cell('a', 'm', true),
      cell('a', 'n', true),
      cell('b', 'm', undefined),
      cell('b', 'n', true),
      cell('c', 'm', true),
    ]
    assert.deepEqual(netsOf(first, second), [
      { caseId: 'a', net: 2 },
      { caseId: 'b', net: undefined },
    ])
  })
})

describe('the sign-flip test', () => {
  it('is the binomial one for differences of one, and counts patterns otherwise', () => {
    fc.assert(
      fc.property(fc.nat(30), fc.nat(30), (wins, losses) => {
        const all = [...Array(wins).fill(1), ...Array(losses).fill(-1)]
        near(signFlip(all), probabilityBetter(wins, losses), 1e-12)
        // A case of size two makes the general way; two opposite ones of it change nothing on balance.
        near(signFlip(all.map((net) => 2 * net)), probabilityBetter(wins, losses), 1e-9)
      }),
      { seed: 7, numRuns: 40 },
    )
    // ±2 ±1: sums −3, −1, 1, 3; seen 1, so two below and half of one.
    near(signFlip([2, -1]), 0.625, 1e-12)
  })
})

describe('P(worse by more than a margin)', () => {
  it('is the complement of P(better) without a margin, and falls with it', () => {
    for (const [wins, losses] of [
      [3, 1],
      [0, 4],
      [7, 7],
    ] as const) {
      near(probabilityWorseBy(0, wins, losses, 60), 1 - probabilityBetter(wins, losses), 1e-12)
      assert.ok(probabilityWorseBy(0.02, wins, losses, 60) < probabilityWorseBy(0, wins, losses, 60))
    }
  })
  it('is 0 where all that differ would not make the margin', () => {
    assert.equal(probabilityWorseBy(0.02, 0, 0, 60), 0)
    assert.equal(probabilityWorseBy(0.02, 0, 1, 60), 0)
    assert.ok(probabilityWorseBy(0.02, 0, 5, 60) > 0.9)
  })
})

describe('Holm', () => {
  it('gives the worked values, in the order given', () => {
    assert.deepEqual(
      holm([0.01, 0.04, 0.03, 0.005]).map((p) => Number(p.toFixed(4))),
      [0.03, 0.06, 0.06, 0.02],
    )
    assert.deepEqual(holm([0.6, 0.7]), [1, 1])
  })
})
