// Edits come and go; lines that no edit touched stay, and keep their ids.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import {
  applyEdit,
  buildDraft,
  draftTexts,
  type Edit,
  editLines,
  seedDraft,
} from '../../../../src/core/optimize/draft.ts'

const SEED = seedDraft([
  { role: 'system', text: 'You sort mail.\nBe brief.' },
  { role: 'user', text: 'Mail: {{mail}}' },
])
const edit = (change: Partial<Edit>): Edit => ({
  id: 'e1',
  kind: 'instruction',
  op: 'insert_after',
  line: 'L2',
  text: 'Answer in one word.',
  hypothesis: 'h',
  cluster: 'c',
  ...change,
})

describe('draft', () => {
  it('numbers the lines of all messages through', () => {
    assert.deepEqual(
      SEED.messages.flatMap(({ lines }) => lines.map((line) => line.id)),
      ['L1', 'L2', 'L3'],
    )
  })
  it('inserts, replaces, deletes and rewrites', () => {
    const text = (change: Partial<Edit>) => draftTexts(buildDraft(SEED, [edit(change)]))
    assert.deepEqual(text({}), ['You sort mail.\nBe brief.\nAnswer in one word.', 'Mail: {{mail}}'])
    assert.deepEqual(text({ line: 'L0' })[0], 'Answer in one word.\nYou sort mail.\nBe brief.')
    assert.deepEqual(text({ op: 'replace' })[0], 'You sort mail.\nAnswer in one word.')
    assert.deepEqual(text({ op: 'delete' })[0], 'You sort mail.')
    assert.deepEqual(text({ op: 'rewrite', text: 'a\nb' })[0], 'a\nb')
  })
  it('lets a later edit build on an earlier one, and drops it with it', () => {
    const first = edit({ id: 'e1' })
    const second = edit({ id: 'e2', op: 'replace', line: 'e1.1', text: 'One word only.' })
    assert.match(draftTexts(buildDraft(SEED, [first, second]))[0] ?? '', /One word only/)
    assert.deepEqual(draftTexts(buildDraft(SEED, [second])), draftTexts(SEED))
    assert.equal(applyEdit(SEED, second), undefined)
  })
  it('names the lines an edit took away and put in', () => {
    assert.deepEqual(editLines(SEED, edit({ op: 'replace' })), {
      removed: ['Be brief.'],
      added: ['Answer in one word.'],
    })
  })
  it('gives the same text for a set of edits whatever else was tried in between', () => {
    const anyEdit = fc.record({
      op: fc.constantFrom('insert_after', 'replace', 'delete') as fc.Arbitrary<Edit['op']>,
      line: fc.constantFrom('L0', 'L1', 'L2', 'L3', 'e1.1', 'e2.1'),
      text: fc.constantFrom('x', 'y\nz', ''),
    })
    fc.assert(
      fc.property(fc.array(anyEdit, { maxLength: 8 }), (changes) => {
        const edits = changes.map((change, i) => edit({ ...change, id: `e${i + 1}` }))
        const stacked = edits.reduce((draft, one) => applyEdit(draft, one) ?? draft, SEED)
        assert.deepEqual(buildDraft(SEED, edits), stacked)
        const ids = stacked.messages.flatMap(({ lines }) => lines.map((line) => line.id))
        assert.equal(new Set(ids).size, ids.length, 'ids stay unique')
      }),
    )
  })
})
