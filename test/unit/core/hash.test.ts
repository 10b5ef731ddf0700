// The hashes decide splits and cache keys, so they are held to the standard and to an independent implementation.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { it } from 'node:test'
import fc from 'fast-check'
import { hashFraction, sha256, stableJson } from '../../../src/core/hash.ts'

it('gives the digests of FIPS 180-4’s own examples', () => {
  assert.equal(sha256('abc'), 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad')
  assert.equal(
    sha256('abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq'),
    '248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1',
  )
  assert.equal(sha256('a'.repeat(1_000_000)), 'cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0')
})

it('agrees with OpenSSL at every length around a block, and on any text', () => {
  const expected = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex')
  for (let length = 0; length <= 130; length++) {
    const text = 'x'.repeat(length)
    assert.equal(sha256(text), expected(text), `${length} bytes`)
  }
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), (text) => sha256(text) === expected(text)),
    { seed: 1 },
  )
})

it('hashes a lone surrogate as its replacement character, like every UTF-8 encoder', () => {
  assert.equal(sha256('\ud800'), sha256('\ufffd'))
})

it('writes equal values the same, whatever the order of their keys', () => {
  assert.equal(stableJson({ b: [{ d: 1, c: 2 }], a: null }), '{"a":null,"b":[{"c":2,"d":1}]}')
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
      const turned = Object.fromEntries(Object.entries(value).reverse())
      assert.equal(stableJson(turned), stableJson(value))
      assert.deepEqual(JSON.parse(stableJson(value)), JSON.parse(JSON.stringify(value)))
    }),
    { seed: 1 },
  )
})

it('keeps the order of an array, which is part of its value', () => {
  assert.notEqual(stableJson([1, 2]), stableJson([2, 1]))
})

it('spreads fractions evenly over [0, 1)', () => {
  const bins = new Array<number>(10).fill(0)
  for (let i = 0; i < 2000; i++) {
    const fraction = hashFraction(`case ${i}`)
    assert.ok(fraction >= 0 && fraction < 1)
    const bin = Math.floor(fraction * 10)
    bins[bin] = (bins[bin] ?? 0) + 1
  }
  // Chi-squared with 9 degrees of freedom: 27.9 is passed by chance once in a thousand hashes, and this one is fixed.
  const chiSquared = bins.reduce((sum, count) => sum + (count - 200) ** 2 / 200, 0)
  assert.ok(chiSquared < 27.9, `chi-squared ${chiSquared}`)
  assert.equal(hashFraction('case 1'), hashFraction('case 1'))
})
