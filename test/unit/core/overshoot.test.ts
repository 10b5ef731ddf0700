// No cap is overrun by what reaches the provider, however calls interleave, fail, and are tried again.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { BudgetSpent, Ledger } from '../../../src/core/budget.ts'
import { Caller, type PlannedCall } from '../../../src/core/calls.ts'
import type { CallKind } from '../../../src/core/events.ts'
import { type ChatModel, ModelError, type ModelErrorReason } from '../../../src/core/ports.ts'
import { Random } from '../../../src/core/random.ts'
import { openMemoryStore } from '../../../src/store/openStore.ts'
import { fakeClock } from '../../support/fakeModel.ts'

const KINDS: readonly CallKind[] = ['task', 'judge', 'optimizer', 'test']
const LOST: readonly ModelErrorReason[] = ['server', 'network', 'timeout']
const MAX_OUTPUT = 100

/** A provider that bills whatever reaches it and is not turned away, and answers in any order. `greed`: tokens of an
 *  answer over what the request allows. */
function hostileProvider(random: Random, greed: number) {
  const billed = { search: 0, test: 0, tokens: 0, usd: 0 }
  const model: ChatModel = {
    id: 'x:y',
    async send({ messages, maxOutputTokens }, _signal) {
      for (let turns = random.int(4); turns > 0; turns--) await new Promise((resolve) => setImmediate(resolve))
      const draw = random.next()
      if (draw < 0.1) throw new ModelError('rate-limit', 'Too many requests.')
      const text = messages[0]?.content ?? ''
      const usage = { inputTokens: text.length, outputTokens: random.int(maxOutputTokens + 1) + greed }
      const reason = draw < 0.3 ? LOST[random.int(LOST.length)] : undefined
      if (reason !== undefined && reason !== 'timeout') usage.outputTokens = 0
      billed[text.startsWith('test') ? 'test' : 'search']++
      billed.tokens += usage.inputTokens + usage.outputTokens
      billed.usd += (usage.inputTokens + 2 * usage.outputTokens) / 1e6
      if (reason !== undefined) throw new ModelError(reason, 'It was lost.')
      return { text: 'answer', usage, finish: 'stop', servedBy: 'x:y', latencyMs: 1 }
    },
  }
  return { model, billed }
}

async function spendAll(seed: number, caps: { usd?: number; tokens?: number }, greed: number) {
  const random = new Random(String(seed), 'provider')
  const { model, billed } = hostileProvider(random, greed)
  const limits = { searchCalls: 40, testCalls: 12, ...caps }
  const ledger = new Ledger(limits)
  ledger.holdForTest(12, { tokens: 12 * 250, usd: (12 * 350) / 1e6 })
  const concurrency = 1 + random.int(8)
  const store = openMemoryStore()
  const runId = store.createRun({ kind: 'sweep', promptPath: 'p.txt', startedAt: 0 })
  const caller = new Caller({
    runId,
    store,
    clock: fakeClock(),
    ledger,
    prices: { 'x:y': { input: 1, output: 2 } },
    concurrency,
    timeoutMs: 200_000,
    note: () => undefined,
  })
  const never = new AbortController().signal
  const batch = (kind: CallKind, from: number): PlannedCall[] =>
    Array.from({ length: 1 + random.int(6) }, (_, i) => ({
      model,
      request: { messages: [{ role: 'user', content: `${kind} ${from + i}` }], maxOutputTokens: MAX_OUTPUT, repeat: 0 },
      kind,
    }))
  const ask = (calls: PlannedCall[]) =>
    caller.all(calls, never).catch((error: unknown) => assert.ok(BudgetSpent.is(error), String(error)))
  for (let step = 0; step < 12; step++)
    await Promise.all([0, 1].map((lane) => ask(batch(KINDS[random.int(3)] ?? 'task', 100 * (2 * step + lane)))))
  for (let step = 0; step < 4; step++) await ask(batch('test', 10_000 + 100 * step))
  store.close()
  return { billed, limits, spend: ledger.spend, concurrency }
}

describe('what reaches the provider', () => {
  const caps = fc.record(
    { usd: fc.integer({ min: 4200, max: 15_000 }).map((n) => n / 1e6), tokens: fc.integer({ min: 3000, max: 9000 }) },
    { requiredKeys: [] },
  )
  it('stays within calls, tokens and money, at any concurrency, with calls that fail and are tried again', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(), caps, async (seed, cap) => {
        const { billed, limits, spend } = await spendAll(seed, cap, 0)
        assert.ok(billed.search <= limits.searchCalls, `${billed.search} search calls`)
        assert.ok(billed.test <= limits.testCalls, `${billed.test} sealed calls`)
        assert.ok(billed.tokens <= (limits.tokens ?? Infinity), `${billed.tokens} tokens`)
        assert.ok(billed.usd <= (limits.usd ?? Infinity) + 1e-12, `$${billed.usd}`)
        assert.ok(
          spend.inputTokens + spend.outputTokens >= billed.tokens,
          'the ledger never counts less than is billed',
        )
      }),
      { numRuns: 40, seed: 3 },
    )
  })

  it('overruns by no more than the calls in flight, where answers are longer than was asked for', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(), caps, fc.integer({ min: 1, max: 300 }), async (seed, cap, greed) => {
        const { billed, limits, concurrency } = await spendAll(seed, cap, greed)
        assert.ok(billed.search <= limits.searchCalls && billed.test <= limits.testCalls)
        const inFlight = Math.max(12, concurrency)
        assert.ok(billed.tokens <= (limits.tokens ?? Infinity) + inFlight * greed, `${billed.tokens} tokens`)
        assert.ok(billed.usd <= (limits.usd ?? Infinity) + (inFlight * 2 * greed) / 1e6, `$${billed.usd}`)
      }),
      { numRuns: 25, seed: 4 },
    )
  })
})
