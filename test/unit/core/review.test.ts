// What the review shows of a sweep: its winner, and the variants that single models would get.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { reviewOf } from '../../../src/core/review.ts'
import { variantOf } from '../../../src/core/sweepResult.ts'
import { openMemoryStore } from '../../../src/store/openStore.ts'
import * as story from '../terminal/story.ts'

const difference = { ...story.hint, verdict: 'likely' as const }
const models = {
  objective: 'mean' as const,
  searched: ['sandbox:small', 'sandbox:large'],
  sealedFor: [],
  rows: [],
  differences: [],
  worst: null,
  floorHeld: null,
  cheaper: [],
  variants: [{ model: 'sandbox:large', candidateId: 'c9', without: ['Terse.'], difference }],
  sentences: [],
}

function finishedSweep() {
  const store = openMemoryStore()
  const id = store.createRun({ kind: 'sweep', promptPath: 'route.txt', startedAt: 0 })
  const source = 'Pick a queue.\nText: {{text}}\n'
  store.saveDocument(id, 'source', { path: 'route.txt', source, evalPath: 'a.eval.yaml' })
  store.saveDocument(id, 'sweep', { winnerId: 'seed', report: { ...story.sweepReport, models } })
  store.saveDocument(id, 'candidate/seed', { texts: [source], edits: [] })
  const edit = {
    id: 'e1',
    kind: 'instruction',
    op: 'insert_after',
    line: 'L1',
    text: 'Name it alone.',
    hypothesis: 'Wordy.',
    cluster: 'format',
  }
  store.saveDocument(id, 'candidate/c9', {
    texts: ['Pick a queue.\nName it alone.\nText: {{text}}\n'],
    edits: [edit],
  })
  return { store, id }
}

describe('a variant', () => {
  it('is reviewed like a winner, named after its model, and its figure is called optimistic', () => {
    const { store, id } = finishedSweep()
    const found = variantOf(store, id, 'c9')
    assert.ok(found)
    const review = reviewOf(id, found)
    assert.equal(review?.label, 'variant for sandbox:large')
    assert.equal(review?.score, '+21.7 points on select, optimistic')
    assert.equal(review?.candidateSource, 'Pick a queue.\nName it alone.\nText: {{text}}\n')
    assert.deepEqual(
      review?.hunks.map(({ hypotheses }) => hypotheses),
      [['Wordy.']],
    )
  })

  it('is none where the sweep offered no such one', () => {
    const { store, id } = finishedSweep()
    assert.equal(variantOf(store, id, 'seed'), undefined)
  })
})
