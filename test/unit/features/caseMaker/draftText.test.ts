import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { DraftCase } from '../../../../src/core/generate/draft.ts'
import { edited, expectedText, rowOf } from '../../../../src/features/caseMaker/draftText.ts'

const draft: DraftCase = {
  vars: { text: 'Where is it', order: { id: 7 } },
  expected: 'delivery',
  kind: 'edge',
  why: 'Short.',
  source: 'synthetic',
}
const { expected: _, ...open } = draft
const demanded: DraftCase = {
  ...open,
  assert: [
    { type: 'contains', value: 'refund' },
    { type: 'llm-rubric', value: 'Says sorry.' },
  ],
}

describe('a draft in the table', () => {
  it('is texts: its values, and what is right or demanded', () => {
    assert.deepEqual(rowOf(draft, 3, 'open').vars, { text: 'Where is it', order: '{"id":7}' })
    assert.deepEqual([draft, demanded, open].map(expectedText), ['delivery', 'Says sorry.', ''])
  })

  it('takes changed texts and leaves the other values as they were', () => {
    const changed = edited(draft, { text: 'Where?', order: '{"id":7}' }, 'other')
    assert.deepEqual(changed, { ...draft, vars: { text: 'Where?', order: { id: 7 } }, expected: 'other' })
    assert.deepEqual(edited(draft, { strange: 'x' }, 'delivery'), draft)
  })

  it('changes what is demanded where no one output is right, and gives a waiting case its answer', () => {
    assert.deepEqual(edited(demanded, {}, 'Is kind.').assert?.at(-1), { type: 'llm-rubric', value: 'Is kind.' })
    assert.equal(edited(open, {}, 'refund').expected, 'refund')
    assert.equal(edited(draft, {}, '').expected, undefined)
  })
})
