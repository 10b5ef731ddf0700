// What the sandbox's models know of everyday English.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { synonymsOf } from '../../../../src/sandbox/answer/lexicon.ts'
import { readPrompt } from '../../../../src/sandbox/answer/readPrompt.ts'

describe('everyday English', () => {
  it('has words of the same group for a word, and none for one that it does not know', () => {
    assert.ok(synonymsOf('money').includes('cash'))
    assert.ok(synonymsOf('payment').includes('purchase'))
    assert.ok(!synonymsOf('payment').includes('cash'))
    assert.deepEqual(synonymsOf('xylograph'), [])
  })

  it('takes a verb that stands in a list of answers for an answer', () => {
    const { labels } = readPrompt([{ role: 'user', content: 'Reply with one of: order, return, payment, other.' }])
    assert.deepEqual(
      labels.map(({ name }) => name),
      ['order', 'return', 'payment', 'other'],
    )
  })
})
