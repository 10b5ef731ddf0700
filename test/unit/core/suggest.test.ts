import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { nearest } from '../../../src/core/suggest.ts'

describe('suggesting a name', () => {
  const known = ['equals', 'contains', 'contains-any', 'icontains', 'is-json']

  it('finds one slip, one swap, another case', () => {
    for (const [typed, meant] of [
      ['equal', 'equals'],
      ['euqals', 'equals'],
      ['Contains', 'contains'],
      ['contains_any', 'contains-any'],
      ['isjson', 'is-json'],
    ])
      assert.equal(nearest(typed ?? '', known), meant)
  })

  it('suggests nothing for what is far from every name', () => {
    for (const typed of ['similar', 'x', '']) assert.equal(nearest(typed, known), undefined)
    assert.equal(nearest('equals', []), undefined)
  })
})
