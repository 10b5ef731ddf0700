// A plateau is a statement with its evidence: every condition is told, and one that is not met forbids it.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Engine } from '../../../../src/core/engine.ts'
import type { SweepReport } from '../../../../src/core/events.ts'
import { openMemoryStore } from '../../../../src/store/openStore.ts'
import { fakeClock, fakeModel } from '../../../support/fakeModel.ts'
import { createWorld, type WorldOptions } from '../../../support/world.ts'

const platitude = (call: number) =>
  JSON.stringify({
    proposals: [
      { hypothesis: 'Care', kind: 'instruction', op: 'insert_after', line: 'L1', text: `Be careful, point ${call}.` },
    ],
  })

async function sweepWith(answer: (call: number) => string, change: Partial<WorldOptions> = {}): Promise<SweepReport> {
  const world = createWorld({ seed: 'p1', cases: 300, rules: 12, known: 3, helpful: true, target: 0.9, ...change })
  const proposer = fakeModel('world:proposer', (_request, call) => answer(call))
  const engine = new Engine({
    store: openMemoryStore(),
    clock: fakeClock(),
    models: async (id) => (id === 'world:proposer' ? proposer : world.model),
    backends: async () => {
      throw new Error('no backend in this world')
    },
    prices: {},
  })
  let report: SweepReport | undefined
  for await (const event of engine.optimize(world.task, { preset: 'deep' }, new AbortController().signal))
    if (event.type === 'sweep-report') report = event.report
  assert.ok(report)
  return report
}

describe('plateau', () => {
  it('is declared when proposal after proposal mends nothing, with every condition met and told', async () => {
    const { plateau } = await sweepWith(platitude)
    assert.equal(plateau.plateau, true, JSON.stringify(plateau))
    assert.ok(plateau.conditions.every((condition) => condition.met))
    assert.match(plateau.statement, /^Prompting has run out of road at .* short of the 90 % target\.$/)
  })
  it('is not declared when the proposer cannot be used: that says nothing of the prompt', async () => {
    const { plateau } = await sweepWith(() => 'I cannot help with that.')
    assert.equal(plateau.plateau, false)
    assert.match(plateau.statement, /the proposer's replies could not be used/)
  })
  it('is not declared on a handful of cases', async () => {
    const { plateau } = await sweepWith(platitude, { cases: 16 })
    assert.equal(plateau.plateau, false)
    assert.ok(plateau.conditions.some((condition) => !condition.met && condition.text.includes('select cases')))
  })
})
