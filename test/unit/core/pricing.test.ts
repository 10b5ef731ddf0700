// What a call costs. An unknown price is unknown: it must never look like a free call.
import assert from 'node:assert/strict'
import { it } from 'node:test'
import { costOf, estimateTokens, LIST_PRICES, priceOf } from '../../../src/core/pricing.ts'

const table = {
  'openai:small': { input: 1, cachedInput: 0.1, output: 4 },
  'openai:plain': { input: 2, output: 8 },
}

it('charges input and output by the million tokens', () => {
  assert.equal(costOf('openai:plain', { inputTokens: 1_000_000, outputTokens: 500_000 }, table), 6)
})

it('charges cached input at its own price', () => {
  const usage = { inputTokens: 1_000_000, cachedInputTokens: 400_000, outputTokens: 0 }
  assert.equal(costOf('openai:small', usage, table), 0.64)
})

it('charges cached input as input where the table has no price for it', () => {
  const usage = { inputTokens: 1_000_000, cachedInputTokens: 400_000, outputTokens: 0 }
  assert.equal(costOf('openai:plain', usage, table), 2)
})

it('charges a tuned model as its base', () => {
  assert.deepEqual(priceOf('openai:ft:small:acme::a1b2', table), table['openai:small'])
})

it('prefers a tuned model’s own price where the table has one', () => {
  const own = { input: 3, output: 12 }
  assert.deepEqual(priceOf('openai:ft:small:acme', { ...table, 'openai:ft:small:acme': own }), own)
})

it('does not know the price of a model that is not in the table', () => {
  const usage = { inputTokens: 1, outputTokens: 1 }
  assert.equal(costOf('openai:new', usage, table), undefined)
  assert.equal(costOf('openai:ft:new:acme', usage, table), undefined)
  assert.equal(costOf('ollama:small', usage, table), undefined)
})

it('lists no price that is zero or less, and none for cached input above that for input', () => {
  for (const [model, { input, output, cachedInput = input }] of Object.entries(LIST_PRICES)) {
    assert.match(model, /^\w+:\S+$/)
    assert.ok(input > 0 && output > 0 && cachedInput > 0, model)
    assert.ok(cachedInput <= input, model)
  }
})

it('estimates tokens cautiously: more than English text has, and none for none', () => {
  assert.equal(estimateTokens(''), 0)
  assert.equal(estimateTokens('abcd'), 2)
})

it('knows that an echo costs nothing, for assertions on cost', () => {
  assert.equal(costOf('echo:prompt', { inputTokens: 9, outputTokens: 9 }, LIST_PRICES), 0)
})
