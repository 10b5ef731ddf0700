import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Assertion, Case } from '../../../../src/core/evals/case.ts'
import { gradedNames } from '../../../../src/core/evals/gradedNames.ts'
import { QuoteIndex } from '../../../../src/core/evals/quoteIndex.ts'
import { TestVault } from '../../../../src/core/evals/vault.ts'

const kase = (assertions: readonly Partial<Assertion>[], text = 'a'): Case => ({
  id: text,
  vars: { text },
  assertions: assertions.map((one) => ({ type: 'equals', negated: false, weight: 1, value: '', ...one })),
  group: text,
  expected: undefined,
  title: text,
  source: { file: 'c.jsonl', line: 1 },
})

describe('names that graders look for', () => {
  it('are labels, keys and enums of schemas however deep, and words of patterns', () => {
    const schema = {
      type: 'object',
      required: ['queue'],
      properties: {
        queue: { enum: ['billing', 'card'] },
        items: { type: 'array', items: { type: 'object', properties: { unit_price: { const: 'EUR' } } } },
      },
    }
    assert.deepEqual(
      gradedNames([
        kase([{ value: 'refund' }, { type: 'contains-any', value: ['a b', 'c'] }]),
        kase([{ type: 'is-json', value: schema }]),
        kase([{ type: 'is-json', value: 'properties: { tone: {} }' }]),
        kase([{ type: 'regex', value: '^\\s*(urgent|not_urgent)\\b' }]),
      ]),
      ['refund', 'a b', 'c', 'queue', 'items', 'billing', 'card', 'unit_price', 'EUR', 'tone', 'urgent', 'not_urgent'],
    )
  })
  it('are no rubrics, no long answers, and nothing of a schema that cannot be read', () => {
    assert.deepEqual(
      gradedNames([
        kase([{ type: 'llm-rubric', value: 'is polite' }, { value: 'word '.repeat(30) }]),
        kase([
          { type: 'is-json', value: '{ broken: [' },
          { type: 'is-json', value: undefined },
        ]),
      ]),
      [],
    )
  })
})

describe('quotations', () => {
  const index = new QuoteIndex([
    'The card was declined twice at the petrol station in Leeds',
    'order 66 never came, sorry',
  ])
  it('are eight words in a row, or five with a digit, whatever the signs and capitals between them', () => {
    assert.equal(
      index.quoted('x CARD was — declined twice, at the petrol: station y', ''),
      'card was declined twice at the petrol station',
    )
    assert.equal(index.quoted('order 66 never came sorry', ''), 'order 66 never came sorry')
    assert.equal(index.quoted('card was declined twice at the petrol pump', ''), undefined)
    assert.equal(index.quoted('66 never came sorry', ''), undefined)
  })
  it('are none where the seed says them too', () => {
    const seed = 'E.g. the card was declined twice at the petrol station'
    assert.equal(index.quoted(`${seed}. Be brief.`, seed), undefined)
  })
  it('of sealed cases are known to the vault, which says yes or no and counts no opening', () => {
    const vault = new TestVault([kase([], 'invoice 4711 was paid on Monday')] as never)
    assert.equal(vault.quotes('e.g. Invoice 4711 was paid on Tuesday', ''), true)
    assert.equal(vault.quotes('invoices are paid on Mondays', ''), false)
  })
})
