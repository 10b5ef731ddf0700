// The door to the models: what is paid, what is stored, what is tried again, and what a cancel leaves.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { BudgetSpent, Ledger } from '../../../src/core/budget.ts'
import { Caller, type CallOutcome } from '../../../src/core/calls.ts'
import { type ChatModel, ModelError, type RunStore } from '../../../src/core/ports.ts'
import { openMemoryStore } from '../../../src/store/openStore.ts'
import { fakeClock, fakeModel } from '../../support/fakeModel.ts'

function set(options: { calls?: number; store?: RunStore; runId?: number; concurrency?: number } = {}) {
  const store = options.store ?? openMemoryStore()
  const runId = options.runId ?? store.createRun({ kind: 'sweep', promptPath: 'p.txt', startedAt: 0 })
  const ledger = new Ledger({ searchCalls: options.calls ?? 100, testCalls: 0 })
  const clock = fakeClock()
  const notes: string[] = []
  const caller = new Caller({
    runId,
    store,
    clock,
    ledger,
    prices: { 'x:y': { input: 1, output: 2 } },
    concurrency: options.concurrency ?? 4,
    timeoutMs: 200_000,
    note: (text) => notes.push(text),
  })
  return { store, runId, ledger, clock, caller, notes }
}

const plan = (model: ChatModel, content: string, repeat = 0) => ({
  model,
  request: { messages: [{ role: 'user' as const, content }], maxOutputTokens: 50, repeat },
  kind: 'task' as const,
})
const never = new AbortController().signal

describe('caller', () => {
  it('pays for a request once, and for each repeat of it again', async () => {
    const { caller, ledger } = set()
    const model = fakeModel('x:y', (_request, call) => `answer ${call}`)
    const first = await caller.one(plan(model, 'hello'), never)
    const again = await caller.one(plan(model, 'hello'), never)
    const repeat = await caller.one(plan(model, 'hello', 1), never)
    assert.equal(again.reply?.text, first.reply?.text)
    assert.notEqual(repeat.reply?.text, first.reply?.text)
    assert.equal(model.requests.length, 2)
    assert.equal(ledger.spend.calls.task, 2)
    assert.equal(ledger.spend.cachedCalls, 1)
    assert.equal(first.usd, (10 * 1 + 5 * 2) / 1e6)
  })

  it('takes no stored answer for another: model, address, messages, shape, room and draw all count', async () => {
    const { caller } = set()
    const model = fakeModel('x:y', (_request, call) => `answer ${call}`)
    const base = plan(model, 'hello')
    const { request } = base
    const others = [
      { ...base, model: { ...model, id: 'x:z' } },
      { ...base, model: { ...model, origin: 'http://127.0.0.1:8000/v1' } },
      { ...base, request: { ...request, messages: [{ role: 'system' as const, content: 'hello' }] } },
      { ...base, request: { ...request, schema: { name: 's', schema: { type: 'object' } } } },
      { ...base, request: { ...request, maxOutputTokens: 51 } },
      { ...base, request: { ...request, repeat: 1 } },
    ]
    const texts = new Set<string | undefined>()
    for (const call of [base, ...others]) texts.add((await caller.one(call, never)).reply?.text)
    assert.equal(texts.size, 1 + others.length)
  })

  it('makes a request once that stands twice in a batch', async () => {
    const { caller, ledger } = set()
    const model = fakeModel('x:y', (_request, call) => `answer ${call}`)
    const texts: (string | undefined)[] = []
    const batch = ['a', 'b', 'a', 'a'].map((content) => plan(model, content))
    await caller.all(batch, never, async ({ reply }, index) => {
      texts[index] = reply?.text
    })
    assert.equal(model.requests.length, 2)
    assert.equal(texts[2], texts[0])
    assert.equal(texts[3], texts[0])
    assert.equal(ledger.spend.calls.task, 2)
    assert.equal(ledger.spend.cachedCalls, 2)
  })

  it('charges a resumed run for what it paid before, without calling again', async () => {
    const before = set()
    const model = fakeModel('x:y', () => 'answer')
    await before.caller.one(plan(model, 'hello'), never)
    const resumed = set({ store: before.store, runId: before.runId })
    await resumed.caller.one(plan(model, 'hello'), never)
    assert.equal(model.requests.length, 1)
    assert.deepEqual(resumed.ledger.spend.calls, before.ledger.spend.calls)
    const other = set({ store: before.store })
    await other.caller.one(plan(model, 'hello'), never)
    assert.equal(other.ledger.spend.calls.task, 0)
    assert.equal(other.ledger.spend.cachedCalls, 1)
  })

  it('charges a resumed run for calls without an answer too, once in each life', async () => {
    const before = set()
    const model = fakeModel('x:y', (_request, call) => {
      if (call < 3) throw new ModelError('server', 'The server broke.')
      return 'answer'
    })
    await before.caller.one(plan(model, 'hello'), never)
    assert.equal(before.ledger.spend.calls.task, 3)
    const resumed = set({ store: before.store, runId: before.runId })
    await resumed.caller.one(plan(model, 'hello'), never)
    await resumed.caller.one(plan(model, 'hello'), never)
    assert.equal(model.requests.length, 3)
    assert.deepEqual({ ...resumed.ledger.spend, cachedCalls: 0 }, before.ledger.spend)
  })

  it('makes all calls of a batch or none', async () => {
    const { caller, ledger } = set({ calls: 3 })
    const model = fakeModel('x:y', () => 'answer')
    const batch = ['a', 'b', 'c', 'd'].map((content) => plan(model, content))
    await assert.rejects(caller.all(batch, never), BudgetSpent)
    assert.equal(model.requests.length, 0)
    await caller.all(batch.slice(0, 3), never)
    assert.equal(ledger.searchLeft, 0)
  })

  it('tries a transient error again, waits as long as it was told, and then gives the answer', async () => {
    const { caller, clock, notes, ledger } = set()
    const model = fakeModel('x:y', (_request, call) => {
      if (call === 1) throw new ModelError('rate-limit', 'Too many requests.', { retryAfterMs: 1234 })
      if (call === 2) throw new ModelError('server', 'The server broke.')
      return 'answer'
    })
    const { reply } = await caller.one(plan(model, 'hello'), never)
    assert.equal(reply?.text, 'answer')
    assert.equal(clock.slept[0], 1234)
    assert.equal(notes.length, 2)
    assert.equal(ledger.spend.calls.task, 2, 'a server error may be billed and counts, a refusal by rate does not')
  })

  it('leaves a call without an answer after five attempts, as an error and not as an empty answer', async () => {
    const { caller } = set()
    const model = fakeModel('x:y', () => {
      throw new ModelError('network', 'The connection broke.')
    })
    const { reply, error } = await caller.one(plan(model, 'hello'), never)
    assert.equal(reply, undefined)
    assert.ok(ModelError.is(error))
    assert.equal(error.reason, 'network')
    assert.equal(model.requests.length, 5)
  })

  it('does not try again, nor go on, when the key is wrong', async () => {
    const { caller } = set({ concurrency: 1 })
    const model = fakeModel('x:y', () => {
      throw new ModelError('auth', 'The key is wrong.')
    })
    await assert.rejects(
      caller.all(
        ['a', 'b', 'c'].map((content) => plan(model, content)),
        never,
      ),
      ModelError,
    )
    assert.equal(model.requests.length, 1)
  })

  it('starts nothing after a cancel, and keeps what was in flight', async () => {
    const { caller, store } = set({ concurrency: 2 })
    const cancel = new AbortController()
    const model = fakeModel('x:y', async (_request, call) => {
      if (call === 1) await new Promise((resolve) => setImmediate(resolve))
      else cancel.abort()
      return 'answer'
    })
    const done: CallOutcome[] = []
    const batch = ['a', 'b', 'c', 'd', 'e'].map((content) => plan(model, content))
    await assert.rejects(caller.all(batch, cancel.signal, async (outcome) => void done.push(outcome)))
    assert.equal(model.requests.length, 2)
    assert.equal(done.filter((outcome) => outcome.reply !== undefined).length, 2)
    assert.equal(store.runs().length, 1)
  })

  it('never has more calls in flight than the limit', async () => {
    const { caller } = set({ concurrency: 3 })
    let active = 0
    let most = 0
    const model = fakeModel('x:y', async () => {
      most = Math.max(most, ++active)
      await new Promise((resolve) => setImmediate(resolve))
      active--
      return 'answer'
    })
    await caller.all(
      Array.from({ length: 40 }, (_, i) => plan(model, `q${i}`)),
      never,
    )
    assert.equal(most, 3)
  })
})
