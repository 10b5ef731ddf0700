// Variants for single models: offered where edits provably help one and harm another, out of leftover calls alone.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { SelectCase } from '../../../../src/core/evals/case.ts'
import { Candidates } from '../../../../src/core/optimize/candidates.ts'
import type { Edit } from '../../../../src/core/optimize/draft.ts'
import { Guard } from '../../../../src/core/optimize/guard.ts'
import { Validator } from '../../../../src/core/optimize/validate.ts'
import { variantsOf } from '../../../../src/core/optimize/variants.ts'
import { runContext } from '../../../support/runContext.ts'
import { createWorld } from '../../../support/world.ts'

const line = (id: string, text: string): Edit => ({
  id,
  kind: 'instruction',
  op: 'insert_after',
  line: 'L2',
  text,
  hypothesis: `Missing: ${text}`,
  cluster: 'all',
})
const HELPS = line('e1', 'Heed rule 2.')
const HARMS = line('e2', 'Heed rule 1.')

/** Seed and a prompt of both edits, validated on two models; the second edit harms the second model where asked. */
async function validated(calls: number, hurt?: RegExp) {
  const world = createWorld({ seed: 'v1', cases: 80, rules: 4, known: 1, helpful: true })
  const context = runContext(world.task, calls)
  const models = [world.model, world.another('world:second', hurt)]
  const candidates = new Candidates(context)
  const select = world.task.evalFile.cases as SelectCase[]
  const validator = new Validator(context, models, select)
  const guard = new Guard(world.task.prompt, [], () => false)
  const both = candidates.create(candidates.seed, [HELPS, HARMS])
  await validator.validate(candidates.seed, candidates.seed)
  await validator.validate(both, candidates.seed)
  return { context, setup: { context, models, candidates, guard, validator, select }, both, seed: candidates.seed }
}

describe('variants', () => {
  it('leave out for a model what hurts it, keep the rest, and keep their texts', async () => {
    const { context, setup, both, seed } = await validated(1000, /Heed rule 1\./)
    const variants = await variantsOf(setup, seed)
    assert.deepEqual(
      variants.map(({ model, without }) => ({ model, without })),
      [
        { model: 'world:model', without: [] },
        { model: 'world:second', without: [HARMS.hypothesis] },
      ],
    )
    assert.equal(variants[0]?.candidateId, both.id)
    for (const { difference, candidateId } of variants) {
      assert.ok(difference.estimate > 0)
      assert.notEqual(difference.verdict, 'credible')
      if (candidateId === both.id) continue
      const { texts } = context.store.document(context.id, `candidate/${candidateId}`) as { texts: string[] }
      assert.match(texts.join('\n'), /Heed rule 2\./)
      assert.doesNotMatch(texts.join('\n'), /Heed rule 1\./)
    }
  })

  it('are not made where the edits help every model', async () => {
    const { setup, both } = await validated(1000)
    assert.deepEqual(await variantsOf(setup, both), [])
  })

  it('wait for no call that is not left', async () => {
    const { setup, seed, context } = await validated(330, /Heed rule 1\./)
    const variants = await variantsOf(setup, seed)
    assert.deepEqual(
      variants.map(({ model }) => model),
      ['world:model'],
    )
    assert.ok(context.ledger.searchCalls <= 330)
  })
})
