// Randomness that can be replayed, and that is random.
import assert from 'node:assert/strict'
import { it } from 'node:test'
import { Random } from '../../../src/core/random.ts'

const draws = (random: Random, count: number): number[] => Array.from({ length: count }, () => random.next())

it('draws the same stream for the same seed and purpose', () => {
  assert.deepEqual(draws(new Random('seed', 'shuffle'), 50), draws(new Random('seed', 'shuffle'), 50))
})

it('draws another stream for another seed or purpose', () => {
  const stream = draws(new Random('seed', 'shuffle'), 5)
  assert.notDeepEqual(draws(new Random('seed 2', 'shuffle'), 5), stream)
  assert.notDeepEqual(draws(new Random('seed', 'pick'), 5), stream)
})

it('does not confuse where the seed ends and the purpose begins', () => {
  assert.notDeepEqual(draws(new Random('ab', 'c'), 5), draws(new Random('a', 'bc'), 5))
})

it('leaves a stream alone when another one is drawn from', () => {
  const alone = draws(new Random('seed', 'a'), 10)
  const watched = new Random('seed', 'a')
  const other = new Random('seed', 'b')
  const between = Array.from({ length: 10 }, () => {
    other.next()
    return watched.next()
  })
  assert.deepEqual(between, alone)
})

it('draws uniformly, with mean 1/2 and variance 1/12', () => {
  const sample = draws(new Random('seed', 'uniform'), 20_000)
  assert.ok(sample.every((value) => value >= 0 && value < 1))
  const mean = sample.reduce((sum, value) => sum + value, 0) / sample.length
  const variance = sample.reduce((sum, value) => sum + (value - mean) ** 2, 0) / sample.length
  assert.ok(Math.abs(mean - 1 / 2) < 0.01, `mean ${mean}`)
  assert.ok(Math.abs(variance - 1 / 12) < 0.003, `variance ${variance}`)
})

it('draws every integer below the bound and no other', () => {
  const random = new Random('seed', 'int')
  const seen = new Set(Array.from({ length: 200 }, () => random.int(6)))
  assert.deepEqual([...seen].sort(), [0, 1, 2, 3, 4, 5])
})

it('shuffles a copy that has the same items', () => {
  const items = Array.from({ length: 30 }, (_, index) => index)
  const shuffled = new Random('seed', 'shuffle').shuffle(items)
  assert.notDeepEqual(shuffled, items)
  assert.deepEqual(
    [...shuffled].sort((a, b) => a - b),
    items,
  )
  assert.equal(items[0], 0)
})

it('gives all orders of three items about equally often', () => {
  const random = new Random('seed', 'orders')
  const counts = new Map<string, number>()
  for (let i = 0; i < 6000; i++) {
    const order = random.shuffle(['a', 'b', 'c']).join('')
    counts.set(order, (counts.get(order) ?? 0) + 1)
  }
  assert.equal(counts.size, 6)
  for (const [order, count] of counts) assert.ok(Math.abs(count - 1000) < 130, `${order}: ${count}`)
})
