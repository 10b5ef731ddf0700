// Which rows stand in the window.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type Extent, rowAt, rowsInView, scrollFor, topOf, totalHeight } from '../../../webview/ui/windowing.ts'

const extents: fc.Arbitrary<Extent> = fc
  .record({
    count: fc.integer({ min: 1, max: 10_000 }),
    rowHeight: fc.integer({ min: 20, max: 80 }),
    extra: fc.nat(900),
  })
  .chain(({ count, rowHeight, extra }) =>
    fc.option(fc.nat(count - 1)).map((index) => ({
      count,
      rowHeight,
      open: index === null ? null : { index, height: extra },
    })),
  )

test('every pixel of a row belongs to it', () => {
  fc.assert(
    fc.property(extents, fc.double({ min: 0, max: 1, noNaN: true }), (extent, share) => {
      const index = Math.floor(share * (extent.count - 1))
      assert.equal(rowAt(topOf(index, extent), extent), index)
      assert.equal(rowAt(topOf(index + 1, extent) - 0.5, extent), index)
    }),
    { seed: 1 },
  )
})

test('the window holds every row that can be seen, and few others', () => {
  fc.assert(
    fc.property(extents, fc.nat(), fc.integer({ min: 100, max: 2000 }), (extent, anywhere, height) => {
      const scrollTop = anywhere % (totalHeight(extent) + 1)
      const { from, to } = rowsInView(scrollTop, height, extent, 5)
      for (let index = 0; index < extent.count; index++) {
        const seen = topOf(index + 1, extent) > scrollTop && topOf(index, extent) < scrollTop + height
        if (seen) assert.ok(index >= from && index < to)
      }
      assert.ok(to - from <= height / extent.rowHeight + 13)
    }),
    { seed: 2, numRuns: 40 },
  )
})

test('scrolls just far enough to show the whole row', () => {
  const extent: Extent = { count: 100, rowHeight: 50, open: { index: 10, height: 200 } }
  assert.equal(scrollFor(3, 0, 400, extent), 0)
  assert.equal(scrollFor(9, 0, 400, extent), 100)
  assert.equal(scrollFor(10, 0, 400, extent), 350)
  assert.equal(scrollFor(2, 300, 400, extent), 100)
})

test('no rows take no room', () => {
  const extent: Extent = { count: 0, rowHeight: 50, open: null }
  assert.deepEqual(rowsInView(0, 400, extent, 5), { from: 0, to: 0 })
  assert.equal(totalHeight(extent), 0)
})
