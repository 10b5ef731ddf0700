// The panel's pure parts: axes, words, tabs, loss curves, and the choice of what is compared.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { choiceFor } from '../../../webview/compareModel.ts'
import { emptyCompare } from '../../../webview/store.ts'
import { fittingTabs } from '../../../webview/ui/fittingTabs.ts'
import { rateFloor, spread, ticks } from '../../../webview/ui/scale.ts'
import { markAgainst } from '../../../webview/ui/words.ts'
import { evaluation, finished, running } from '../../support/panelSnapshots.ts'

describe('an axis', () => {
  it('has round ticks, at most as many as asked for, inside its ends', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.01, max: 1e6, noNaN: true }), fc.integer({ min: 2, max: 6 }), (to, most) => {
        const all = ticks(0, to, most)
        assert.ok(all.length >= 1 && all.length <= most)
        assert.ok(all.every((tick) => tick >= 0 && tick <= to * (1 + 1e-9)))
      }),
      { seed: 3 },
    )
    assert.deepEqual(ticks(40, 100, 5), [40, 60, 80, 100])
  })

  it('of rates is cut below the data, on a round figure', () => {
    assert.equal(rateFloor([0.49, 0.61]), 40)
    assert.equal(rateFloor([0.41]), 20)
    assert.equal(rateFloor([0.97]), 60)
    assert.equal(rateFloor([]), 60)
  })

  it('moves labels apart and keeps them in place where they have room', () => {
    assert.deepEqual(spread([10, 80], 14), [10, 80])
    assert.deepEqual(spread([82, 80], 14), [94, 80])
  })
})

describe('the words of an output', () => {
  const gone = (text: string, pinned: string) =>
    markAgainst(text, pinned, 'gone')
      .filter(({ mark }) => mark === 'gone')
      .map((piece) => piece.text)

  it('are struck where the pinned output dropped them', () => {
    assert.deepEqual(gone('billing or security: a refund is asked for', 'security'), [
      'billing or',
      ': a refund is asked for',
    ])
    assert.deepEqual(gone('security', 'security'), [])
  })

  it('are all there, whatever was marked', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (text, pinned) => {
        const pieces = markAgainst(text, pinned, 'gone')
        assert.equal(pieces.map((piece) => piece.text).join(''), text)
      }),
      { seed: 4 },
    )
  })

  it('are left unmarked in a very long output', () => {
    const long = 'word '.repeat(2000)
    assert.deepEqual(markAgainst(long, 'other', 'gone'), [{ text: long, mark: 'same' }])
  })
})

describe('tabs', () => {
  const widths = [60, 30, 60, 70, 50]

  it('all show where they fit', () => {
    assert.deepEqual(fittingTabs(widths, 10, 0, 310, 30), [0, 1, 2, 3, 4])
  })

  it('leave room for the menu, with the open one in the last place', () => {
    assert.deepEqual(fittingTabs(widths, 10, 0, 220, 30), [0, 1, 2])
    assert.deepEqual(fittingTabs(widths, 10, 4, 220, 30), [0, 1, 4])
  })

  it('show the open one even where nothing fits', () => {
    assert.deepEqual(fittingTabs(widths, 10, 3, 40, 30), [3])
  })
})

describe('what is compared', () => {
  it('is the seed first and the winner last, with the validated ones between', () => {
    const choice = choiceFor(finished, emptyCompare)
    assert.deepEqual(choice.candidateIds, ['seed', 'c2', 'c4', 'c5', 'c6', 'c7'])
    assert.equal(choice.filter, 'changed')
  })

  it('is what the search stands on while it goes on', () => {
    assert.deepEqual(choiceFor(running, emptyCompare).candidateIds, ['seed', 'c2', 'c4'])
  })

  it('follows the pin of this run, and forgets that of another', () => {
    const pinned = { ...emptyCompare, runId: finished.id, pinned: 'c2' }
    assert.equal(choiceFor(finished, pinned).candidateIds.at(-1), 'c2')
    assert.equal(choiceFor(finished, { ...pinned, runId: 3 }).candidateIds.at(-1), 'c7')
  })

  it('has no change to show where there is one prompt alone', () => {
    const choice = choiceFor(evaluation, { ...emptyCompare, runId: evaluation.id, filter: 'changed' })
    assert.deepEqual(choice.candidateIds, ['seed'])
    assert.equal(choice.filter, 'failing')
  })

  it('never asks for more candidates than the protocol takes', () => {
    const many = Array.from({ length: 30 }, (_, i) => ({ ...finished.candidates[1], id: `m${i}`, label: `#m${i}` }))
    const run = {
      ...finished,
      candidates: [...finished.candidates, ...many] as typeof finished.candidates,
      validated: [
        ...finished.validated,
        ...many.map(({ id }) => ({ candidateId: id, atCalls: 1, rate: { k: 1, n: 2, low: 0, high: 1 } })),
      ],
    }
    const { candidateIds } = choiceFor(run, emptyCompare)
    assert.equal(candidateIds.length, 12)
    assert.deepEqual([candidateIds[0], candidateIds.at(-1)], ['seed', 'c7'])
  })
})
