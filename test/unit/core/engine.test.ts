// The engine as its readers see it: a sweep in a world with a known truth, and what it may and may not claim there.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Engine } from '../../../src/core/engine.ts'
import { InputError } from '../../../src/core/errors.ts'
import type { RunEvent, SweepReport } from '../../../src/core/events.ts'
import type { RunStore } from '../../../src/core/ports.ts'
import type { RunOptions } from '../../../src/core/runOptions.ts'
import { openMemoryStore } from '../../../src/store/openStore.ts'
import { fakeClock } from '../../support/fakeModel.ts'
import { createWorld, type World, type WorldOptions } from '../../support/world.ts'

const MID: WorldOptions = { seed: 'w1', cases: 300, rules: 12, known: 3, helpful: true }

function engineFor(world: World, store: RunStore) {
  return new Engine({
    store,
    clock: fakeClock(),
    models: async (id) => (id === 'world:proposer' ? world.proposer : world.model),
    backends: async () => {
      throw new Error('no backend in this world')
    },
    prices: { 'world:model': { input: 1, output: 1 }, 'world:proposer': { input: 1, output: 1 } },
  })
}

async function sweep(world: World, options: RunOptions = {}, store: RunStore = openMemoryStore()) {
  const events: RunEvent[] = []
  for await (const event of engineFor(world, store).optimize(world.task, options, new AbortController().signal))
    events.push(event)
  const report = events.find((event) => event.type === 'sweep-report')?.report
  return { events, report, store }
}

function truthOf(world: World, store: RunStore, report: SweepReport): { seed: number; winner: number } {
  const texts = (id: string) => (store.document(1, `candidate/${id}`) as { texts: string[] }).texts
  return { seed: world.truth(texts('seed')), winner: world.truth(texts(report.winner.candidateId)) }
}

describe('a sweep', () => {
  it('finds rules that truly help, and its intervals hold the truth', async () => {
    let gain = 0
    let held = 0
    const seeds = ['w1', 'w2', 'w3', 'w4', 'w5', 'w6']
    for (const seed of seeds) {
      const world = createWorld({ ...MID, seed })
      const { report, store } = await sweep(world, { preset: 'standard' })
      assert.ok(report)
      const truth = truthOf(world, store, report)
      const trueGain = truth.winner - truth.seed
      gain += trueGain / seeds.length
      if (report.sealed === null || (report.sealed.low <= trueGain && trueGain <= report.sealed.high)) held++
      assert.ok(trueGain > -0.02, `${seed} ships a prompt that is truly worse by ${trueGain}`)
    }
    assert.ok(gain > 0.03, `mean true gain ${gain}`)
    assert.ok(held >= 5, `${held} of 6 intervals hold the truth`)
  })

  it('never says credible in a world where no edit helps', async () => {
    for (const seed of ['n1', 'n2', 'n3', 'n4', 'n5']) {
      const { report } = await sweep(createWorld({ ...MID, seed, helpful: false }), { preset: 'quick' })
      assert.notEqual(report?.sealed?.verdict, 'credible')
    }
  })

  it('is refused before any call where the budget does not even cover the sealed report, saying what would', async () => {
    const store = openMemoryStore()
    await assert.rejects(sweep(createWorld(MID), { maxUsd: 0.01 }, store), (error: unknown) => {
      assert.ok(InputError.is(error))
      assert.match(error.sentence, /sealed report alone may cost up to \$0\.\d+.*budget of \$0\.01.*Raise/s)
      return true
    })
    assert.equal(store.runs().length, 0)
  })

  it('spends within its limits, and opens the sealed split once', async () => {
    const { events, report, store } = await sweep(createWorld(MID), { maxCalls: 120 })
    const spend = events.findLast((event) => event.type === 'spend')?.spend
    assert.ok(spend)
    const { task, judge, optimizer, test } = spend.calls
    assert.ok(task + judge + optimizer <= spend.limits.searchCalls)
    assert.ok(test <= spend.limits.testCalls)
    assert.ok((report?.testOpenings ?? 0) <= 1)
    assert.equal(store.run(1)?.status, 'done')
  })

  it('gives the same report again for the same seed, and another for another', async () => {
    const first = await sweep(createWorld(MID), { preset: 'quick' })
    const second = await sweep(createWorld(MID), { preset: 'quick' })
    const other = await sweep(createWorld(MID), { preset: 'quick', seed: 'another' })
    assert.deepEqual(second.report, first.report)
    assert.notDeepEqual(other.report, first.report)
  })

  it('tells readers live what the store replays', async () => {
    const { events, store } = await sweep(createWorld(MID), { preset: 'quick' })
    assert.deepEqual(JSON.parse(JSON.stringify(events.filter((event) => event.type !== 'step'))), store.events(1))
    assert.equal(events[0]?.type, 'started')
    assert.equal(events.at(-1)?.type, 'finished')
  })

  it('never shows a sealed or a select case to the proposer', async () => {
    const world = createWorld(MID)
    const { store } = await sweep(world, { preset: 'standard' })
    const proposer = world.proposer as unknown as { requests: { messages: { content: string }[] }[] }
    const shown = new Set(
      proposer.requests.flatMap(({ messages }) => messages.flatMap(({ content }) => content.match(/item-\d+/g) ?? [])),
    )
    assert.ok(shown.size > 0)
    const kept = store
      .cells(1)
      .filter((cell) => cell.split !== 'train')
      .map((cell) => cell.caseId)
    assert.ok(kept.length > 0)
    assert.deepEqual(
      kept.filter((id) => shown.has(id)),
      [],
    )
  })
})

describe('a resumed sweep', () => {
  it('ends in the same report after a cancel at any step, and pays no finished call twice', async () => {
    const whole = await sweep(createWorld(MID), { preset: 'quick' })
    const steps = whole.events.filter((event) => event.type !== 'step').length
    for (let stopAfter = 1; stopAfter < steps; stopAfter += 31) {
      const store = openMemoryStore()
      const world = createWorld(MID)
      const cancel = new AbortController()
      let seen = 0
      for await (const event of engineFor(world, store).optimize(world.task, { preset: 'quick' }, cancel.signal))
        if (event.type !== 'step' && ++seen === stopAfter) cancel.abort()
      const paid = world.model as unknown as { requests: unknown[] }
      const { report } = await sweep(world, { resume: 1 }, store)
      assert.deepEqual(report, whole.report)
      const asked = paid.requests.map((request) => JSON.stringify(request))
      assert.equal(new Set(asked).size, asked.length, 'a finished call was made again')
    }
  })
})

describe('an eval', () => {
  it('measures what its budget covers, says so, and opens no sealed case', async () => {
    const world = createWorld(MID)
    const store = openMemoryStore()
    const events: RunEvent[] = []
    for await (const event of engineFor(world, store).evaluate(
      world.task,
      { maxCalls: 40 },
      new AbortController().signal,
    ))
      events.push(event)
    const report = events.find((event) => event.type === 'eval-report')?.report
    assert.equal(report?.rows[0]?.rate.n, 40)
    assert.equal(store.run(1)?.status, 'budget')
    assert.ok(store.cells(1).every((cell) => cell.split !== 'test'))
  })
})
