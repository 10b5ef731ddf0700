import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { DraftCase } from '../../../src/core/generate/draft.ts'
import { acceptedOf } from '../../../src/terminal/accepted.ts'

const drafts = ['a', 'b', 'c', 'd'].map((why): DraftCase => ({ vars: {}, kind: 'typical', why, source: 'trace' }))
const accepted = (accept?: string, reject?: string) =>
  acceptedOf(drafts, { accept, reject })
    ?.map(({ why }) => why)
    .join('')

test('takes what is accepted and not rejected, by number and range', () => {
  assert.equal(accepted('all'), 'abcd')
  assert.equal(accepted('1-2,4'), 'abd')
  assert.equal(accepted(undefined, '2,3'), 'ad')
  assert.equal(accepted('2-4', '3'), 'bd')
})

test('takes no silence for a yes', () => assert.equal(accepted(), undefined))

test('refuses numbers that no case has', () => {
  for (const which of ['0', '5', '3-1', 'x', '1,', '']) assert.throws(() => accepted(which), /which it cannot use/)
})
