// The statistics against published values and against direct computation.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { bonettPrice, countPairs, differenceOf, wilson } from '../../../../src/core/stats/intervals.ts'
import { evidence, probabilityBetter } from '../../../../src/core/stats/paired.ts'
import { detectableGain } from '../../../../src/core/stats/power.ts'

const near = (actual: number, expected: number, tolerance: number) =>
  assert.ok(Math.abs(actual - expected) <= tolerance, `${actual} is not within ${tolerance} of ${expected}`)

describe('Wilson interval', () => {
  it('agrees with published values', () => {
    const { low, high } = wilson(37, 60)
    near(low, 0.4902, 5e-4)
    near(high, 0.7291, 5e-4)
    near(wilson(0, 10).high, 0.2775, 5e-4)
    near(wilson(15, 15).low, 0.7961, 5e-4)
  })
  it('touches 0 and 1 only with no or all successes, and knows nothing from no cases', () => {
    assert.equal(wilson(0, 10).low, 0)
    assert.equal(wilson(10, 10).high, 1)
    assert.deepEqual(wilson(0, 0), { k: 0, n: 0, low: 0, high: 1 })
    for (let k = 1; k < 10; k++) assert.ok(wilson(k, 10).low > 0 && wilson(k, 10).high < 1)
  })
})

describe('paired difference', () => {
  it('gives the interval of the worked example: 26 won, 4 lost of 120', () => {
    const { low, high } = bonettPrice(26, 4, 120)
    near(low, 0.095, 1e-3)
    near(high, 0.265, 1e-3)
  })
  it('equals one minus the one-sided mid-p McNemar for all counts below 40', () => {
    const choose = (n: number, k: number): number => (k === 0 ? 1 : (choose(n, k - 1) * (n - k + 1)) / k)
    for (let w = 0; w < 40; w++)
      for (let l = 0; l < 40; l++) {
        const m = w + l
        let tail = 0
        for (let k = w + 1; k <= m; k++) tail += choose(m, k)
        const midP = (tail + choose(m, w) / 2) / 2 ** m
        near(probabilityBetter(w, l), 1 - midP, 1e-11)
      }
  })
  it('stays exact for counts where factorials overflow', () => {
    near(probabilityBetter(5000, 5000), 0.5, 1e-9)
    assert.ok(probabilityBetter(5200, 4800) > 0.9999 && probabilityBetter(5200, 4800) <= 1)
    near(probabilityBetter(700, 650) + probabilityBetter(650, 700), 1, 1e-9)
  })
  it('has the e-values of the reference table', () => {
    near(evidence(5, 0), 10.5, 0.05)
    near(evidence(9, 2), 6.1, 0.05)
    near(evidence(12, 2), 23.9, 0.1)
    near(evidence(0, 0), 1, 1e-9)
  })
  it('calls a gain credible only when the interval leaves zero out', () => {
    for (let w = 0; w < 40; w++)
      for (let l = 0; l < 40; l++) {
        const claim = differenceOf({ wins: w, losses: l, ties: 60, missing: 0 })
        if (claim.verdict === 'credible') assert.ok(claim.low > 0 && claim.pBetter >= 0.975)
        if (claim.verdict === 'worse') assert.ok(w < l)
      }
  })
  it('asks for more each time the sealed split is opened again', () => {
    const counts = { wins: 10, losses: 2, ties: 88, missing: 0 }
    assert.equal(differenceOf(counts, 1).verdict, 'credible')
    assert.equal(differenceOf(counts, 4).verdict, 'likely')
  })
  it('never calls a gain credible when more than one case in twenty is missing', () => {
    assert.equal(differenceOf({ wins: 30, losses: 0, ties: 60, missing: 10 }).verdict, 'likely')
  })
  it('leaves a case out of the pairs when either side is missing', () => {
    const before = new Map([
      ['a', true],
      ['b', undefined],
      ['c', false],
    ] as const)
    const after = new Map([
      ['a', false],
      ['b', true],
      ['c', true],
    ] as const)
    assert.deepEqual(countPairs(before, after), { wins: 1, losses: 1, ties: 0, missing: 1 })
  })
})

describe('detectable gain', () => {
  it('is near the exact simulations of the reference: 10 points need about 200 cases, 20 about 60', () => {
    near(detectableGain(200), 0.1, 0.012)
    near(detectableGain(60), 0.2, 0.02)
    assert.ok(detectableGain(5) > 0.7)
  })
})
