// One recommendation from the shares of causes, never more than the evidence carries.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { recommend, type Situation } from '../../../../src/core/diagnose/recommend.ts'
import type { Cause } from '../../../../src/core/events.ts'
import { wilson } from '../../../../src/core/stats/intervals.ts'

function situation(counts: Partial<Record<Cause, number>>, change: Partial<Situation> = {}): Situation {
  const probed = Object.values(counts).reduce((sum, n) => sum + n, 0)
  const causes = Object.entries(counts).map(([cause, k]) => ({
    cause: cause as Cause,
    rate: wilson(k, probed),
    probe: '',
    caseIds: [],
  }))
  return { model: 'm', probed, causes, plateau: true, usableRows: 200, trainingUsd: undefined, ...change }
}

describe('recommendation', () => {
  it('is fine-tuning when most failures are knowledge and there are rows to train on', () => {
    const advice = recommend(situation({ knowledge: 12, instruction: 4, unknown: 4 }))
    assert.equal(advice.action, 'fine-tune')
    assert.equal(advice.trainingUsd, null)
    assert.ok(advice.alternatives.some((text) => text.includes('retrieval')))
  })
  it('counts failures that no probe mended for nothing, but asks for a third of all', () => {
    assert.equal(recommend(situation({ knowledge: 11, format: 9, noise: 1, unknown: 9 })).action, 'fine-tune')
    assert.notEqual(recommend(situation({ knowledge: 6, unknown: 24 })).action, 'fine-tune')
    assert.equal(recommend(situation({ unknown: 30 })).action, 'stop')
  })
  it('is not fine-tuning without rows, with doubtful labels, or on a handful of failures', () => {
    assert.equal(recommend(situation({ knowledge: 20 }, { usableRows: 30 })).action, 'stop')
    assert.equal(recommend(situation({ knowledge: 8, label: 9, unknown: 3 })).action, 'fix-labels')
    assert.equal(recommend(situation({ knowledge: 4 })).action, 'stop')
  })
  it('is the prompt when one more sentence mends most', () => {
    assert.equal(recommend(situation({ instruction: 12, knowledge: 4, unknown: 4 })).action, 'prompt')
  })
  it('is structured output when the answers are right and unreadable', () => {
    assert.equal(recommend(situation({ format: 12, knowledge: 4, unknown: 4 })).action, 'structured-output')
  })
  it('says so when the search had not reached a plateau', () => {
    const advice = recommend(situation({ knowledge: 20 }, { plateau: false }))
    assert.ok(advice.reasons.some((reason) => reason.includes('plateau')))
  })
  it('names training beside the rest where causes are mixed, but only past a plateau and with rows to train on', () => {
    const mixed = { knowledge: 8, instruction: 8, format: 8, unknown: 6, noise: 1 }
    const offers = (change?: Partial<Situation>) =>
      recommend(situation(mixed, change)).alternatives.some((text) => text.startsWith('Train m on the 200'))
    assert.equal(recommend(situation(mixed)).action, 'stop')
    assert.ok(offers())
    assert.ok(!offers({ plateau: false }))
    assert.ok(!offers({ usableRows: 30 }))
  })
})
