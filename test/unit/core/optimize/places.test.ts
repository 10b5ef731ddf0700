// Which edit gives its place to the next.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { takesAway } from '../../../../src/core/optimize/atomic.ts'
import { Candidates } from '../../../../src/core/optimize/candidates.ts'
import { type Edit, seedDraft } from '../../../../src/core/optimize/draft.ts'
import { Guard } from '../../../../src/core/optimize/guard.ts'
import { Places } from '../../../../src/core/optimize/places.ts'
import { SearchTrace } from '../../../../src/core/optimize/trace.ts'
import { parsePrompt } from '../../../../src/core/prompt/registry.ts'
import { runContext } from '../../../support/runContext.ts'
import { createWorld } from '../../../support/world.ts'

const LONG = 'a definition with many words in it '.repeat(8)

function edit(id: string, line = 'L1', text = LONG): Edit {
  return { id, op: 'insert_after', line, text, hypothesis: id, kind: 'definition', cluster: 'k' }
}

function setup(wins: Readonly<Record<string, number>>) {
  const { task } = createWorld({ seed: 'p', cases: 12, rules: 2, known: 0, helpful: true })
  const prompt = parsePrompt('prompts/p.txt', 'Answer yes or no.\nCase: {{question}}\n')
  const candidates = new Candidates(runContext({ ...task, prompt }, 500))
  const guard = new Guard(prompt, [], () => false)
  const trace = new SearchTrace(false)
  for (const [id, won] of Object.entries(wins))
    trace.gated({
      edit: edit(id),
      accepted: true,
      detail: '',
      fixedIds: Array.from({ length: won }, String),
      broken: 0,
      n: 9,
    })
  const places = new Places(candidates, guard, trace)
  const left = (edits: readonly Edit[]) =>
    places.startFrom(candidates.create(candidates.seed, edits)).edits.map(({ id }) => id)
  return { left }
}

describe('where the prompt may hardly grow', () => {
  it('leaves all edits in place while there is room', () => {
    assert.deepEqual(setup({ e1: 1 }).left([edit('e1', 'L1', 'Short.')]), ['e1'])
  })

  it('asks the edit that mended least, then each of the others, before it asks one again', () => {
    const edits = [edit('e1'), edit('e2'), edit('e3')]
    const { left } = setup({ e1: 3, e2: 1, e3: 2 })
    assert.deepEqual(left(edits), ['e1', 'e3'])
    assert.deepEqual(left(edits), ['e1', 'e2'])
    assert.deepEqual(left(edits), ['e2', 'e3'])
    assert.deepEqual(left(edits), ['e1', 'e3'])
  })

  it('never asks an edit on which another stands, nor a whole rewrite', () => {
    const base: Edit = { ...edit('e1'), op: 'rewrite' }
    assert.deepEqual(setup({ e2: 0, e3: 5 }).left([base, edit('e2', 'e1.1'), edit('e3', 'e2.1')]), ['e1', 'e2'])
  })
})

describe('an edit that only takes words away', () => {
  const draft = seedDraft([{ role: 'user', text: 'refunds, fees, wrong amounts\nSay it.' }])
  const replace = (text: string): Edit => ({ ...edit('e1', 'L1', text), op: 'replace' })
  it('is a deletion, or a line told in fewer of its own words', () => {
    assert.ok(takesAway({ ...edit('e1', 'L2', ''), op: 'delete' }, draft))
    assert.ok(takesAway(replace('refunds, fees'), draft))
    assert.ok(!takesAway(replace('refunds, charges'), draft))
    assert.ok(!takesAway(replace('fees fees'), draft))
    assert.ok(!takesAway(edit('e1', 'L1', 'fees'), draft))
  })
})
