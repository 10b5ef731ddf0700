import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { batchOffer } from '../../../../src/core/batch/offer.ts'
import { batchSentence } from '../../../../src/shared/batchOffer.ts'
import { createWorld } from '../../../support/world.ts'

const { task } = createWorld({ seed: 'offer', cases: 100, rules: 2, known: 0, helpful: true })
const prices = { 'openai:a': { input: 1, output: 1 }, 'lab:x': { input: 1, output: 1 } }
const takesBatches = (model: string) => model.startsWith('openai:')
const offer = (models: string[], repeats: number) => batchOffer(task, { models, repeats, prices, takesBatches })

describe('the offer of batches', () => {
  it('comes above 2,000 calls, for models that take batches, at half the price', () => {
    assert.equal(offer(['openai:a'], 20), undefined)
    assert.equal(offer(['lab:x'], 40), undefined)
    const made = offer(['openai:a', 'lab:x'], 40)
    assert.ok(made !== undefined)
    assert.equal(made.calls, 2 * made.batched)
    assert.equal(made.batchUsd, (made.liveUsd ?? 0) / 2)
    assert.match(batchSentence(made), /^[\d,]+ answers as batches: about [\d.]+ ¢ instead of [\d.]+ ¢, within 24 hours/)
  })

  it('names no figure where a price is unknown', () => {
    const made = offer(['openai:b'], 40)
    assert.equal(made?.batchUsd, undefined)
    assert.match(made === undefined ? '' : batchSentence(made), /half the price, within 24 hours/)
  })
})
