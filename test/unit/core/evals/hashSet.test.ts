import assert from 'node:assert/strict'
import { it } from 'node:test'
import fc from 'fast-check'
import { HashSet } from '../../../../src/core/evals/hashSet.ts'

it('holds the hashes that were added and no other, also those that share a place and after it has grown', () => {
  const hash = fc.oneof(
    fc.nat({ max: 40 }),
    fc.nat({ max: 40 }).map((n) => n * 2 ** 30),
    fc.maxSafeNat().map((n) => Math.max(0, n - 1)),
  )
  fc.assert(
    fc.property(fc.array(hash, { maxLength: 1500, size: 'max' }), fc.array(hash), (added, asked) => {
      const set = new HashSet()
      for (const one of added) set.add(one)
      const known = new Set(added)
      for (const one of [...added, ...asked]) assert.equal(set.has(one), known.has(one))
    }),
    { seed: 3, numRuns: 20 },
  )
})
