// A run that dies at any moment and is taken up again ends as if it had never died: after every event, every answer,
// the opening of the sealed cases, the report, the process is gone.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { RunStore } from '../../../src/core/ports.ts'
import { openMemoryStore } from '../../../src/store/openStore.ts'
import type { FakeModel } from '../../support/fakeModel.ts'
import { engineFor, runSweep } from '../../support/sweeps.ts'
import { createWorld, type World } from '../../support/world.ts'

const OPTIONS = { maxCalls: 65, concurrency: 3 }

/** Small, so that a death after each of its writes can be tried. */
function world(): World {
  const made = createWorld({ seed: 'r7', cases: 60, rules: 2, known: 0, helpful: true })
  const split = { train: 0.6, select: 0.2, test: 0.2 }
  return { ...made, task: { ...made.task, evalFile: { ...made.task.evalFile, split } } }
}

type Write = (store: RunStore) => void
const WRITES = /^(?:create|finish|append|save|record)/

/** The store, and every write to it in order, so that a store as it was after the first n can be made. */
function recorded(store: RunStore): { store: RunStore; writes: Write[]; replies: number[]; deaths: number[] } {
  const writes: Write[] = []
  const deaths: number[] = []
  const replies: number[] = []
  const proxy = new Proxy(store, {
    get: (target, name: keyof RunStore) => {
      const method = (target[name] as (...args: unknown[]) => unknown).bind(target)
      if (!WRITES.test(name)) return method
      return (...args: unknown[]) => {
        writes.push((other) => (other[name] as (...args: unknown[]) => unknown)(...args))
        if (name === 'saveReply') replies.push(writes.length)
        // A cell follows from its answer, so that dying after either comes to the same.
        if (name !== 'saveCell') deaths.push(writes.length)
        return method(...args)
      }
    },
  })
  return { store: proxy, writes, replies, deaths }
}

function outcomeOf(simulated: World, store: RunStore) {
  return {
    report: JSON.stringify(store.document(1, 'sweep')),
    file: engineFor(simulated, store).review(1)?.candidateSource,
    runs: JSON.stringify(store.runs().map(({ id, kind, status }) => ({ id, kind, status }))),
  }
}

const paid = (simulated: World) =>
  [simulated.model, simulated.proposer].reduce((sum, model) => sum + (model as FakeModel).requests.length, 0)

describe('a sweep that dies', () => {
  it('after any event or answer ends in the same report, file and spend, and pays for no stored answer again', async () => {
    const whole = world()
    const { store, writes, replies, deaths } = recorded(openMemoryStore())
    const { spend, report } = await runSweep(whole, OPTIONS, store)
    const wanted = outcomeOf(whole, store)
    assert.notEqual(report?.sealed, null, 'the sealed cases were opened')
    assert.notEqual(wanted.file, undefined, 'there is a winner to write')
    assert.ok(replies.length > 80 && deaths.length > replies.length + 30)
    // Every second: what a death at one write leaves open, one at the next write of its kind leaves open too.
    for (const died of deaths.filter((_, i) => i % 2 === 0)) {
      const after = openMemoryStore()
      for (const write of writes.slice(0, died)) write(after)
      const again = world()
      const resumed = await runSweep(again, { ...OPTIONS, resume: 1 }, after)
      const where = `after write ${died} of ${writes.length}`
      assert.deepEqual(outcomeOf(again, after), wanted, where)
      const stored = replies.filter((at) => at <= died).length
      assert.equal(paid(again), paid(whole) - stored, `${where}: a stored answer was paid for again`)
      assert.deepEqual(resumed.spend?.calls, spend?.calls, where)
      assert.equal(resumed.spend?.usd, spend?.usd, where)
      after.close()
    }
  })
})
