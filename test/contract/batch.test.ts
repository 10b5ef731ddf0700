// Evaluations through batches, as both vendors speak them, over a real socket: broken at every point, sent once, paid
// once.
import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { batchesOf } from '../../src/core/batch/records.ts'
import type { RunStore } from '../../src/core/ports.ts'
import { openMemoryStore } from '../../src/store/openStore.ts'
import { type BatchWorld, type RunSeen, startBatchWorld, type Vendor } from '../support/batchRuns.ts'
import { answerLost, cutShort, neverArrives, rewrites, says } from '../support/proxy.ts'

const never = new AbortController().signal

const WIRE = {
  openai: {
    live: 'POST /v1/chat/completions',
    submit: /^POST \/v1\/batches$/,
    poll: /^GET \/v1\/batches\/batch[^/]*$/,
    results: /^GET \/v1\/files\/.*\/content$/,
    /** A result line that says no in the vendor's words. */
    refused: (custom_id: string) => ({
      id: 'batch_req_1',
      custom_id,
      response: { status_code: 400, request_id: 'r', body: { error: { message: 'image too large', code: null } } },
      error: null,
    }),
    expired: (custom_id: string) => ({
      id: 'batch_req_1',
      custom_id,
      response: null,
      error: { code: 'batch_expired', message: 'This request could not be executed before the window expired.' },
    }),
  },
  anthropic: {
    live: 'POST /v1/messages',
    submit: /^POST \/v1\/messages\/batches$/,
    poll: /^GET \/v1\/messages\/batches\/msgbatch[^/]*$/,
    results: /\/results$/,
    refused: (custom_id: string) => ({
      custom_id,
      result: {
        type: 'errored',
        error: { type: 'error', error: { type: 'invalid_request_error', message: 'image too large' }, request_id: 'r' },
      },
    }),
    expired: (custom_id: string) => ({ custom_id, result: { type: 'expired' } }),
  },
} as const

const outputs = ({ cells }: RunSeen) =>
  Object.fromEntries(cells.map(({ caseId, repeat, output, grade }) => [`${caseId}#${repeat}`, [output, grade?.pass]]))
const changeLine = (index: number, change: (key: string) => unknown) =>
  rewrites((body) => {
    const lines = body.trimEnd().split('\n')
    const { custom_id } = JSON.parse(lines[index] ?? '{}') as { custom_id: string }
    return `${lines.with(index, JSON.stringify(change(custom_id))).join('\n')}\n`
  })

/** The store of a process that dies right after its `n`th write. */
function dyingAfter(n: number, store: RunStore): { store: RunStore; died: () => boolean } {
  let writes = 0
  const proxy = new Proxy(store, {
    get: (target, name: keyof RunStore) => {
      const method = (target[name] as (...args: unknown[]) => unknown).bind(target)
      if (!/^(?:create|finish|append|save|record)/.test(name)) return method
      return (...args: unknown[]) => {
        if (writes >= n) throw new Error('the process is dead')
        writes++
        return method(...args)
      }
    },
  })
  return { store: proxy, died: () => writes >= n }
}

for (const vendor of ['openai', 'anthropic'] satisfies Vendor[]) {
  const wire = WIRE[vendor]
  describe(`batches at ${vendor}`, () => {
    let world: BatchWorld
    const submits = () => world.proxy.seen.filter((what) => wire.submit.test(what)).length
    const lives = () => world.proxy.seen.filter((what) => what === wire.live).length

    beforeEach(async () => {
      world = await startBatchWorld(vendor)
    })
    afterEach(() => world[Symbol.asyncDispose]())

    it('answer an eval as live calls do, one call live, the others at half the price', async () => {
      const live = await world.run({})
      world.proxy.seen.length = 0
      const batch = await world.run({ batch: 'leave' })
      assert.equal(batch.status, 'done')
      assert.deepEqual(outputs(batch), outputs(live))
      assert.deepEqual(batch.report?.rows[0]?.rate, live.report?.rows[0]?.rate)
      assert.equal(lives(), 1)
      assert.equal(submits(), 1)
      assert.equal(batch.spend?.calls.task, 12)
      assert.equal(batch.spend?.cachedCalls, 0)
      const tokens = (batch.spend?.inputTokens ?? 0) + (batch.spend?.outputTokens ?? 0)
      const usd = batch.cells.map((cell) => cell.usd ?? 0).sort((a, b) => b - a)
      const whole = usd[0] ?? 0
      assert.ok(Math.abs((batch.spend?.usd ?? 0) - (tokens / 1e6 + whole) / 2) < 1e-12, 'all but one at half')
    })

    it('draw repeats as often as asked, each under its own key', async () => {
      const { cells, spend } = await world.run({ batch: 'leave', repeats: 3 })
      assert.equal(cells.length, 36)
      assert.equal(spend?.calls.task, 36)
      assert.equal(submits(), 1)
    })

    it('serve a later run from the store, and send it nothing', async () => {
      const store = openMemoryStore()
      await world.run({ batch: 'leave' }, store)
      world.proxy.seen.length = 0
      const again = await world.run({ batch: 'leave' }, store)
      assert.deepEqual(world.proxy.seen, [])
      assert.equal(again.spend?.cachedCalls, 12)
      assert.equal(again.spend?.usd, 0)
    })

    it('are sent once though the process dies after any write', async () => {
      const whole = openMemoryStore()
      const counting = dyingAfter(Infinity, whole)
      const wanted = await world.run({ batch: 'leave' }, counting.store)
      const held = await world.batches()
      let unconfirmed = 0
      for (let n = 1; ; n++) {
        await using other = await startBatchWorld(vendor)
        const store = openMemoryStore()
        const dying = dyingAfter(n, store)
        await other.run({ batch: 'leave' }, dying.store).catch(() => undefined)
        if (!dying.died()) break
        if (batchesOf(store, 1)[0]?.state === 'intended') unconfirmed += await other.batches()
        const resumed = await other.run({ batch: 'leave', resume: 1 }, store)
        assert.equal(resumed.status, 'done', `after write ${n}: ${resumed.message}`)
        assert.deepEqual(outputs(resumed), outputs(wanted), `after write ${n}`)
        assert.equal(resumed.spend?.usd, wanted.spend?.usd, `after write ${n}`)
        assert.equal(await other.batches(), held, `after write ${n}`)
        store.close()
      }
      assert.ok(unconfirmed > 0, 'one death came between the vendor’s yes and our writing it down')
    })

    it('are sent by the next life where the first died before the vendor heard of them', async () => {
      const store = openMemoryStore()
      world.proxy.break(wire.submit, neverArrives, 8)
      const failed = await world.run({ batch: 'leave' }, store)
      assert.equal(failed.status, 'failed')
      assert.deepEqual(
        batchesOf(store, 1).map(({ state }) => state),
        ['intended'],
      )
      const resumed = await world.run({ batch: 'leave', resume: 1 }, store)
      assert.equal(resumed.status, 'done')
      assert.equal(await world.batches(), 1)
    })

    it('are found where the vendor took them and its answer was lost', async () => {
      world.proxy.break(wire.submit, answerLost)
      const { status, report } = await world.run({ batch: 'leave' })
      assert.equal(status, 'done')
      assert.equal(report?.rows[0]?.missing, 0)
      assert.equal(await world.batches(), 1)
      assert.equal(submits(), 1)
    })

    it('wait where the vendor says "too many", and go on where a look at them fails', async () => {
      world.proxy.break(wire.submit, says(429, { error: { message: 'slow down', type: 'rate_limit_error' } }), 2)
      world.proxy.break(wire.poll, says(503, { error: { message: 'later', type: 'api_error' } }), 2)
      const { status, notes } = await world.run({ batch: 'leave' })
      assert.equal(status, 'done')
      assert.equal(await world.batches(), 1)
      assert.equal(notes.filter((text) => text.includes('slow down')).length, 2)
    })

    it('keep what came where a download is cut short, and fetch the rest', async () => {
      world.proxy.break(wire.results, cutShort, 2)
      const { status, report } = await world.run({ batch: 'leave' })
      assert.equal(status, 'done')
      assert.equal(report?.rows[0]?.missing, 0)
      assert.equal(await world.batches(), 1)
    })

    it('leave a case missing, with the vendor’s words, where its results never name it', async () => {
      world.proxy.break(
        wire.results,
        rewrites((body) => body.slice(body.indexOf('\n') + 1)),
        4,
      )
      const { status, cells } = await world.run({ batch: 'leave' })
      assert.equal(status, 'done')
      const missing = cells.filter(({ grade }) => grade === undefined)
      assert.equal(missing.length, 1)
      assert.match(missing[0]?.error ?? '', /holds no answer/)
    })

    it('map results in any order to their cases', async () => {
      const straight = await world.run({ batch: 'leave' })
      world.proxy.break(
        wire.results,
        rewrites((body) => `${body.trimEnd().split('\n').reverse().join('\n')}\n`),
      )
      const turned = await world.run({ batch: 'leave' })
      assert.deepEqual(outputs(turned), outputs(straight))
    })

    it('map an error of a line to its case: missing with the vendor’s words, never wrong, never asked live', async () => {
      world.proxy.break(wire.results, changeLine(3, wire.refused))
      const { status, cells, report } = await world.run({ batch: 'retry' })
      assert.equal(status, 'done')
      const missing = cells.filter(({ grade }) => grade === undefined)
      assert.equal(missing.length, 1)
      assert.match(missing[0]?.error ?? '', /image too large/)
      assert.equal(missing[0]?.usd, undefined)
      assert.equal(report?.rows[0]?.rate.n, 11)
      assert.equal(lives(), 1)
      assert.equal(submits(), 1)
    })

    it('leave missing what expired, or send it again, as asked', async () => {
      world.proxy.break(wire.results, changeLine(2, wire.expired), 2)
      const left = await world.run({ batch: 'leave' })
      assert.equal(left.report?.rows[0]?.missing, 1)
      assert.equal(await world.batches(), 1)
      const again = await world.run({ batch: 'retry' })
      assert.equal(again.report?.rows[0]?.missing, 0)
      assert.equal(await world.batches(), 3)
    })

    it('ask a later run for nothing but what is missing', async () => {
      const store = openMemoryStore()
      world.proxy.break(wire.results, changeLine(2, wire.expired))
      await world.run({ batch: 'leave' }, store)
      const later = await world.run({}, store)
      assert.equal(later.report?.rows[0]?.missing, 0)
      assert.equal(later.spend?.calls.task, 1)
      assert.equal(later.spend?.cachedCalls, 11)
    })

    it('are split at the vendor’s limits', async () => {
      const { status } = await world.run({ batch: 'leave' }, openMemoryStore(), { calls: 4 })
      assert.equal(status, 'done')
      assert.equal(await world.batches(), 3)
      const bytes = await world.run({ batch: 'leave' }, openMemoryStore(), { bytes: 1500 })
      assert.equal(bytes.status, 'done')
      assert.ok((await world.batches()) > 5)
    })

    it('go out in parts where a cap covers no more at once, and never overrun it', async () => {
      const maxUsd = 0.005
      const { status, spend, notes } = await world.run({ batch: 'leave', maxUsd })
      assert.equal(status, 'done')
      assert.ok(submits() > 1)
      assert.ok((spend?.usd ?? 1) <= maxUsd)
      assert.ok(notes.some((text) => text.includes('follow when these are in')))
    })

    it('stop at a cap on calls as a live run does', async () => {
      const live = await world.run({ maxCalls: 7 })
      const { status, cells, spend } = await world.run({ batch: 'leave', maxCalls: 7 })
      assert.equal(status, 'budget')
      assert.equal(live.status, 'budget')
      assert.equal(spend?.calls.task, 7)
      assert.equal(cells.length, live.cells.length)
    })

    it('are not sent where the first call, live, is refused', async () => {
      const refusal = says(400, { error: { message: 'no such parameter', type: 'invalid_request_error' } })
      world.proxy.break(new RegExp(`^${wire.live}$`), refusal, 3)
      const { status, message } = await world.run({ batch: 'leave' })
      assert.equal(status, 'failed')
      assert.match(message ?? '', /no such parameter/)
      assert.equal(await world.batches(), 0)
    })

    it('count what the first call, live, cost in vain', async () => {
      world.proxy.break(new RegExp(`^${wire.live}$`), says(500, { error: { message: 'broken' } }), 5)
      const { status, spend } = await world.run({ batch: 'leave', maxCalls: 40 })
      assert.equal(status, 'done')
      assert.equal(spend?.calls.task, 12 + 5)
    })

    it('keep what is answered where they are cancelled, and leave the rest missing', async () => {
      await using slow = await startBatchWorld(vendor, 200)
      const store = openMemoryStore()
      const engine = slow.engine(store)
      const stop = new AbortController()
      for await (const event of engine.evaluate(slow.task, { batch: 'leave' }, stop.signal))
        if (event.type === 'step' && event.text.startsWith('waiting')) stop.abort()
      assert.equal(store.run(1)?.status, 'cancelled')
      assert.equal(await engine.cancelBatches(1, never), 1)
      const { status, cells } = await slow.run({ batch: 'leave', resume: 1 }, store)
      assert.equal(status, 'done')
      assert.equal(cells.length, 200)
      const missing = cells.filter(({ grade }) => grade === undefined)
      assert.ok(missing.length > 0 && missing.length < 200, `${missing.length} missing`)
      assert.match(missing[0]?.error ?? '', /cancelled/)
      assert.equal(await engine.cancelBatches(1, never), 0)
    })

    it('are the last that go out where they are cancelled: what a cap held back stays missing', async () => {
      await using slow = await startBatchWorld(vendor, 200)
      const store = openMemoryStore()
      const engine = slow.engine(store)
      const options = { batch: 'retry', maxUsd: 0.1 } as const
      const stop = new AbortController()
      for await (const event of engine.evaluate(slow.task, options, stop.signal))
        if (event.type === 'step' && event.text.startsWith('waiting')) stop.abort()
      assert.equal(await engine.cancelBatches(1, never), 1)
      const asked = () => slow.proxy.seen.filter((what) => wire.submit.test(what) || what === wire.live).length
      const before = asked()
      const { status, cells } = await slow.run({ ...options, resume: 1 }, store)
      assert.equal(asked(), before)
      assert.equal(status, 'done')
      assert.match(cells.findLast(({ grade }) => grade === undefined)?.error ?? '', /cancelled before this call/)
    })

    it('are not sent any more where one is cancelled that never went out', async () => {
      const store = openMemoryStore()
      world.proxy.break(wire.submit, neverArrives, 8)
      assert.equal((await world.run({ batch: 'leave' }, store)).status, 'failed')
      assert.equal(await world.engine(store).cancelBatches(1, never), 0)
      const { status, cells } = await world.run({ batch: 'leave', resume: 1 }, store)
      assert.equal(status, 'done')
      assert.equal(await world.batches(), 0)
      assert.equal(cells.filter(({ grade }) => grade !== undefined).length, 1)
    })

    it('are collected, and no new ones sent, where the prompt changed meanwhile', async () => {
      const store = openMemoryStore()
      const stop = new AbortController()
      for await (const event of world.engine(store).evaluate(world.task, { batch: 'leave' }, stop.signal))
        if (event.type === 'step' && event.text.startsWith('waiting')) stop.abort()
      const { prompt } = world.task
      const messages = prompt.messages.map((message) => ({ ...message, text: `${message.text}!` }))
      const changed = { ...world.task, prompt: { ...prompt, messages } }
      const events = []
      for await (const event of world.engine(store).evaluate(changed, { resume: 1 }, never)) events.push(event)
      const end = events.at(-1)
      assert.ok(end?.type === 'finished' && end.status === 'failed')
      assert.match(end.message ?? '', /changed since run 1/)
      assert.equal(await world.batches(), 1)
      const again = await world.run({}, store)
      assert.equal(again.spend?.cachedCalls, 12)
    })
  })
}

describe('batches at openai', () => {
  it('are refused as a whole in the vendor’s words, and halved where its queue is full', async () => {
    await using world = await startBatchWorld('openai')
    const failed = (code: string, message: string) =>
      rewrites((body) =>
        JSON.stringify({ ...JSON.parse(body), status: 'failed', errors: { data: [{ code, message, line: 3 }] } }),
      )
    world.proxy.break(WIRE.openai.poll, failed('model_mismatch', 'one model only'))
    const refused = await world.run({ batch: 'leave' })
    assert.equal(refused.status, 'failed')
    assert.match(refused.message ?? '', /OpenAI refused the batch: one model only \(line 3\)/)
    world.proxy.break(WIRE.openai.poll, failed('token_limit_exceeded', 'Enqueued token limit reached'))
    const halved = await world.run({ batch: 'leave' })
    assert.equal(halved.status, 'done')
    assert.equal(halved.report?.rows[0]?.missing, 0)
    assert.equal(await world.batches(), 5)
  })
})

describe('batches at anthropic', () => {
  it('take another’s batch for theirs no longer than until its results tell', async () => {
    await using world = await startBatchWorld('anthropic')
    const store = openMemoryStore()
    world.proxy.break(WIRE.anthropic.submit, neverArrives, 8)
    await world.run({ batch: 'leave' }, store)
    await world.run({ batch: 'leave', seed: 'other' }, openMemoryStore())
    world.proxy.break(
      /^GET \/v1\/messages\/batches$/,
      rewrites((body) => body.replaceAll('"ended"', '"in_progress"')),
    )
    world.proxy.break(
      WIRE.anthropic.results,
      rewrites((body) => body.replaceAll(/"custom_id":"../g, '"custom_id":"zz')),
    )
    const resumed = await world.run({ batch: 'leave', resume: 1 }, store)
    assert.equal(resumed.status, 'done')
    assert.equal(resumed.report?.rows[0]?.missing, 0)
    assert.equal(batchesOf(store, 1)[0]?.others.length, 1, 'another’s was taken for ours, and given back')
    assert.equal(await world.batches(), 2)
  })
})
