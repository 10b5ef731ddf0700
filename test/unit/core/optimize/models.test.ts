// Sweeps over several models: one budget, one claim over all of them, a floor under each, and what may be said of each.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Engine } from '../../../../src/core/engine.ts'
import { splitCases } from '../../../../src/core/evals/split.ts'
import type { Objective, RunEvent } from '../../../../src/core/events.ts'
import { planSweep } from '../../../../src/core/optimize/plan.ts'
import type { ChatModel } from '../../../../src/core/ports.ts'
import type { PriceTable } from '../../../../src/core/pricing.ts'
import type { RunOptions } from '../../../../src/core/runOptions.ts'
import { openMemoryStore } from '../../../../src/store/openStore.ts'
import { fakeClock } from '../../../support/fakeModel.ts'
import { createWorld, type World, type WorldOptions } from '../../../support/world.ts'

const MID: WorldOptions = { seed: 'w1', cases: 300, rules: 12, known: 3, helpful: true }
const PRICES: PriceTable = {
  'world:model': { input: 10, output: 10 },
  'world:second': { input: 1, output: 1 },
  'world:proposer': { input: 1, output: 1 },
}

async function sweep(
  world: World,
  options: RunOptions & { objective?: Objective; prices?: PriceTable; hurt?: RegExp } = {},
) {
  const { objective, prices = PRICES, hurt, ...rest } = options
  const store = openMemoryStore()
  const second = world.another('world:second', hurt)
  const known: Readonly<Record<string, ChatModel>> = { 'world:proposer': world.proposer, 'world:second': second }
  const engine = new Engine({
    store,
    clock: fakeClock(),
    models: async (id) => known[id] ?? world.model,
    backends: async () => {
      throw new Error('no backend in this world')
    },
    prices,
  })
  const task = {
    ...world.task,
    evalFile: { ...world.task.evalFile, models: ['world:model', 'world:second'], objective },
  }
  const events: RunEvent[] = []
  for await (const event of engine.optimize(task, rest, new AbortController().signal)) events.push(event)
  const report = events.find((event) => event.type === 'sweep-report')?.report
  assert.ok(report, JSON.stringify(events.at(-1)))
  const spend = events.findLast((event) => event.type === 'spend')?.spend
  assert.ok(spend)
  return { events, report, store, spend }
}

describe('a sweep over two models', () => {
  it('gains on both within the calls of one, and claims the mean on sealed cases', async () => {
    let second = 0
    for (const seed of ['w1', 'w2', 'w3']) {
      const { report, spend, store } = await sweep(createWorld({ ...MID, seed }), { maxCalls: 400 })
      const { task, judge, optimizer } = spend.calls
      assert.ok(task + judge + optimizer <= 400, 'a budget of 400 calls is 400 calls')
      assert.equal(store.run(1)?.status, 'done')
      const own = report.models?.differences.find(({ model }) => model === 'world:second')
      second += (own?.difference.estimate ?? 0) / 3
      if (report.sealed === null) continue
      assert.deepEqual(report.models?.sealedFor, ['world:model', 'world:second'])
      const mean = (report.models?.differences ?? []).reduce((sum, one) => sum + one.difference.estimate / 2, 0)
      assert.ok(Math.abs(mean - report.sealed.estimate) < 1e-9)
      assert.equal(report.winner.model, 'mean of 2 models')
      assert.match(report.sentences[0] ?? '', /sealed cases, mean over 2 models/)
    }
    assert.ok(second > 0.02, `mean gain on the second model ${second}`)
  })

  it('holds each train case to one model, and looks at select cases on both', async () => {
    const { store } = await sweep(createWorld(MID), { maxCalls: 400 })
    const modelsOf = new Map<string, Set<string>>()
    for (const cell of store.cells(1).filter(({ split }) => split === 'train'))
      modelsOf.set(cell.caseId, (modelsOf.get(cell.caseId) ?? new Set()).add(cell.model))
    assert.ok([...modelsOf.values()].every((models) => models.size === 1))
    assert.equal(new Set([...modelsOf.values()].flatMap((models) => [...models])).size, 2)
    const seed = store
      .cells(1, { candidateId: 'seed' })
      .filter(({ split, repeat }) => split === 'select' && repeat === 0)
    assert.equal(seed.length, 2 * new Set(seed.map(({ caseId }) => caseId)).size)
  })

  it('is the sweep of the first model where the eval file says so, with the other beside it', async () => {
    const world = createWorld(MID)
    const { report, store } = await sweep(world, { maxCalls: 400, objective: 'first' })
    assert.equal(report.winner.model, 'world:model')
    assert.ok(store.cells(1).every(({ split, model }) => split === 'select' || model === 'world:model'))
    assert.deepEqual(
      report.models?.rows.filter(({ split }) => split === 'select').map(({ model }) => model),
      ['world:model', 'world:model', 'world:second', 'world:second'],
    )
  })

  it('speaks for the worst model where that is the aim', async () => {
    const { report } = await sweep(createWorld(MID), { maxCalls: 400, objective: 'worst' })
    const { models } = report
    assert.ok(models)
    const rates = models.rows
      .filter(({ split, candidateId }) => split === report.winner.split && candidateId === report.winner.candidateId)
      .map(({ rate }) => rate.k / rate.n)
    assert.equal(report.winner.rate.k / report.winner.rate.n, Math.min(...rates))
  })

  it('says which model it may harm, and calls no such gain credible', async () => {
    const hurt = /Heed rule (?:1|3|5|7|9)\./
    for (const seed of ['w1', 'w4', 'w6']) {
      const { report } = await sweep(createWorld({ ...MID, seed }), { maxCalls: 400, hurt })
      const { models, sealed, sentences } = report
      if (models?.floorHeld !== false) continue
      assert.notEqual(sealed?.verdict, 'credible')
      assert.ok(sentences.some((text) => /^Not shown to be safe for every model: world:/.test(text)))
    }
  })
})

describe('a cheaper model', () => {
  const isSaid = (sentences: readonly string[]) => sentences.some((text) => /not worse than world:model/.test(text))

  it('is said to be no worse only where the interval allows, with its price', async () => {
    let said = 0
    for (const seed of ['w1', 'w2', 'w3']) {
      const { report } = await sweep(createWorld({ ...MID, seed }), { maxCalls: 400 })
      for (const { difference, priceShare, split } of report.models?.cheaper ?? []) {
        said++
        assert.ok(difference.low > -0.02)
        assert.ok(priceShare < 1)
        assert.equal(split, 'test')
      }
      assert.equal(isSaid(report.sentences), (report.models?.cheaper ?? []).length > 0)
    }
    assert.ok(said > 0, 'it was never said in three worlds')
  })

  it('is never spoken of where a price is unknown', async () => {
    const { 'world:second': _, ...prices } = PRICES
    const { report } = await sweep(createWorld(MID), { maxCalls: 400, prices })
    assert.ok(!isSaid(report.sentences))
  })
})

describe('the plan of a sweep', () => {
  const world = createWorld(MID)
  const splits = splitCases(world.task.evalFile.cases)
  const models = ['a', 'b', 'c', 'd'].map((id) => world.another(`world:${id}`))
  const planFor = (count: number, maxCalls: number, objective?: Objective) =>
    planSweep({
      splits,
      models: models.slice(0, count),
      proposers: [world.proposer],
      preset: 'standard',
      maxCalls,
      evalFile: { cases: world.task.evalFile.cases, objective },
    })

  it('never validates for more than a quarter of the calls, and never plans beyond them', () => {
    for (const count of [2, 3, 4])
      for (const calls of [40, 150, 400, 1200])
        for (const objective of ['mean', 'worst', 'first'] as const) {
          const plan = planFor(count, calls, objective)
          assert.equal(plan.limits.searchCalls, calls)
          assert.ok(plan.matrixCalls <= calls / 4)
          if (objective !== 'first') assert.ok(plan.selectSize * count <= calls / 4, `${count} models, ${calls} calls`)
        }
  })

  it('counts judges into a number of calls that was asked for', () => {
    const rubric = { type: 'llm-rubric', negated: false, value: 'is right', weight: 1 } as const
    const cases = world.task.evalFile.cases.map((kase) => ({ ...kase, assertions: [rubric] }))
    const plan = planSweep({
      splits,
      models: models.slice(0, 1),
      proposers: [world.proposer],
      preset: 'standard',
      maxCalls: 400,
      evalFile: { cases },
    })
    assert.equal(plan.limits.searchCalls, 400)
    assert.equal(plan.presetCalls, 200)
    assert.equal(plan.limits.testCalls, 4 * splits.vault.size)
  })

  it('seals the first model alone where all would take more calls than the search', () => {
    assert.equal(planFor(2, 400).sealedModels.length, 2)
    assert.equal(planFor(4, 400).sealedModels.length, 1)
    assert.equal(planFor(4, 400).limits.testCalls, 2 * splits.vault.size)
  })
})
