// Validation on select cases: all of them, or as many as the budget still covers; never a call more.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { SelectCase } from '../../../../src/core/evals/case.ts'
import { Candidates } from '../../../../src/core/optimize/candidates.ts'
import { Validator } from '../../../../src/core/optimize/validate.ts'
import { runContext } from '../../../support/runContext.ts'
import { createWorld } from '../../../support/world.ts'

function validatorWith(calls: number, models: 1 | 2) {
  const world = createWorld({ seed: 'v1', cases: 60, rules: 4, known: 1, helpful: true })
  const context = runContext(world.task, calls)
  const candidates = new Candidates(context)
  const all = [world.model, world.another('world:second')].slice(0, models)
  const validator = new Validator(context, all, world.task.evalFile.cases as SelectCase[])
  const other = candidates.create(candidates.seed, [])
  return { context, validator, seed: candidates.seed, other: { ...other, id: 'other', texts: ['{{question}}?'] } }
}

describe('a validation', () => {
  it('takes as many cases as the last calls cover, on every model, and still decides', async () => {
    for (const models of [1, 2] as const) {
      const { context, validator, seed, other } = validatorWith(100 * models, models)
      await validator.validate(seed, seed)
      const { complete, cells } = await validator.validate(other, seed)
      assert.equal(complete, true)
      assert.equal(cells.length, 40 * models)
      assert.equal(context.ledger.searchLeft, 0)
      const { wins, losses, ties } = validator.counts(seed, other)
      assert.equal(wins + losses + ties, 40)
    }
  })

  it('decides nothing where what is left could not tell two prompts apart', async () => {
    const { validator, seed, other } = validatorWith(85, 1)
    await validator.validate(seed, seed)
    await assert.rejects(validator.validate(other, seed), { name: 'BudgetSpent' })
    assert.equal(validator.of(other)?.complete, false)
  })
})
