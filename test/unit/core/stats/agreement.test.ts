// A judge against people: figures with golden values from numpy and scipy (4 million Beta draws), and their limits.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Random } from '../../../../src/core/random.ts'
import { type Agreement, correctedRate, judgeFigures, roganGladen } from '../../../../src/core/stats/agreement.ts'

const near = (actual: number | undefined, expected: number, by: number) =>
  assert.ok(actual !== undefined && Math.abs(actual - expected) < by, `${actual} is not ${expected}`)
const random = () => new Random('golden', 'calibration')

/** 20 labels of each verdict from outputs of which the judge passes 60 %. */
const TABLE: Agreement = { passPass: 18, passFail: 2, failPass: 5, failFail: 15 }
const OUTPUTS = { passes: 60, fails: 40 }

describe('a judge’s figures', () => {
  it('are those of all outputs, weighted back from the halves that were labelled', () => {
    const figures = judgeFigures(TABLE, OUTPUTS, random())
    assert.ok(figures)
    near(figures.tpr.value, 0.84375, 1e-12)
    near(figures.tnr.value, 0.8333333333333335, 1e-12)
    near(figures.corrected.value, 0.64, 1e-12)
    near(figures.kappa.value, 0.6610169491525425, 1e-12)
    near(figures.agreement, 0.84, 1e-12)
    near(figures.baseline, 0.64, 1e-12)
    // In the sample itself TPR would be 18/23 = .78 and TNR 15/17 = .88.
  })

  it('have the intervals of the posterior', () => {
    const figures = judgeFigures(TABLE, OUTPUTS, random())
    for (const [estimate, low, high] of [
      [figures?.tpr, 0.7342, 0.9286],
      [figures?.tnr, 0.6223, 0.9587],
      [figures?.j, 0.3853, 0.8458],
      [figures?.corrected, 0.5159, 0.7377],
      [figures?.kappa, 0.3732, 0.8279],
    ] as const) {
      near(estimate?.low, low, 0.02)
      near(estimate?.high, high, 0.02)
    }
  })

  it('do not claim certainty where all labels agree', () => {
    const all = { passPass: 20, passFail: 0, failPass: 0, failFail: 20 }
    const figures = judgeFigures(all, { passes: 50, fails: 50 }, random())
    assert.deepEqual([figures?.tpr.value, figures?.tnr.value, figures?.kappa.value], [1, 1, 1])
    assert.ok((figures?.tnr.low ?? 1) < 0.93)
  })

  it('are not given where a verdict was never labelled', () => {
    assert.equal(judgeFigures({ ...TABLE, failPass: 0, failFail: 0 }, OUTPUTS, random()), undefined)
    assert.equal(judgeFigures({ ...TABLE, failPass: 0, failFail: 0 }, { passes: 60, fails: 0 }, random())?.labels, 20)
    assert.equal(judgeFigures(TABLE, { passes: 0, fails: 0 }, random()), undefined)
  })

  it('say that a judge who passes all agrees no more than chance', () => {
    const lenient = judgeFigures(
      { passPass: 15, passFail: 15, failPass: 0, failFail: 0 },
      { passes: 90, fails: 0 },
      random(),
    )
    near(lenient?.kappa.value, 0, 1e-12)
    near(lenient?.j.value, 0, 1e-12)
  })
})

describe('a corrected rate', () => {
  it('is Rogan and Gladen’s, its interval that of calibration and outputs together', () => {
    const rate = correctedRate({ k: 70, n: 100 }, TABLE, OUTPUTS, random())
    near(rate?.value, 0.7876923076923077, 1e-12)
    near(rate?.low, 0.6099, 0.03)
    near(rate?.high, 0.99, 0.03)
  })

  it('gives back what people say of the outputs that the judge was calibrated on', () => {
    near(correctedRate({ k: 60, n: 100 }, TABLE, OUTPUTS, random())?.value, 0.64, 1e-12)
  })

  it('stays within 0 and 1, and is not given for a judge no better than chance', () => {
    assert.deepEqual([roganGladen(0, 0.8, 0.8), roganGladen(1, 0.8, 0.8)], [0, 1])
    assert.equal(roganGladen(0.5, 0.4, 0.6), undefined)
  })

  it('holds the truth as often as it says, in simulated calibrations', () => {
    let held = 0
    const runs = 120
    for (let run = 0; run < runs; run++) {
      const world = new Random(String(run), 'outputs')
      const [tpr, tnr, truth] = [0.9, 0.8, 0.6]
      const outputs = Array.from({ length: 200 }, () => {
        const human = world.next() < truth
        return { human, judge: world.next() < (human ? tpr : 1 - tnr) }
      })
      const halves = [true, false].map((verdict) => outputs.filter(({ judge }) => judge === verdict))
      const [passed = [], failed = []] = halves
      const good = (some: typeof outputs) => some.slice(0, 20).filter(({ human }) => human).length
      const table = {
        passPass: good(passed),
        passFail: 20 - good(passed),
        failPass: good(failed),
        failFail: 20 - good(failed),
      }
      const fresh = Array.from({ length: 200 }, () => world.next() < truth * tpr + (1 - truth) * (1 - tnr))
      const k = fresh.filter(Boolean).length
      const rate = correctedRate(
        { k, n: 200 },
        table,
        { passes: passed.length, fails: failed.length },
        new Random(String(run), 'draws'),
      )
      if (rate !== undefined && rate.low <= truth && truth <= rate.high) held++
    }
    assert.ok(held >= 0.9 * runs, `${held} of ${runs}`)
  })
})
