// The ledger's one promise: no cap is overrun, whatever the order in which calls are reserved, settled and released.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { Ledger, type Reservation } from '../../../src/core/budget.ts'
import type { CallKind } from '../../../src/core/events.ts'

const KINDS: readonly CallKind[] = ['task', 'judge', 'optimizer', 'test']

describe('ledger', () => {
  it('never overruns calls, tokens or money under any interleaving', () => {
    const step = fc.record({
      act: fc.constantFrom('reserve', 'settle', 'release'),
      kind: fc.constantFrom(...KINDS),
      tokens: fc.integer({ min: 1, max: 500 }),
      usd: fc.option(fc.double({ min: 0, max: 0.02, noNaN: true }), { nil: undefined }),
      share: fc.double({ min: 0, max: 1, noNaN: true }),
      pick: fc.nat(),
    })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const limits = { searchCalls: 20, testCalls: 10, usd: 0.1, tokens: 4000 }
        const ledger = new Ledger(limits)
        ledger.holdForTest(10, { tokens: 1000, usd: 0.03 })
        const open: { reservation: Reservation; tokens: number; usd: number | undefined }[] = []
        for (const { act, kind, tokens, usd, share, pick } of steps) {
          if (act === 'reserve') {
            const reservation = ledger.reserve(kind, { tokens, usd })
            if (reservation !== undefined) open.push({ reservation, tokens, usd })
            continue
          }
          const [one] = open.splice(pick % Math.max(1, open.length), 1)
          if (one === undefined) continue
          if (act === 'release') one.reservation.release()
          else {
            const inputTokens = Math.floor(one.tokens * share)
            one.reservation.settle({
              inputTokens,
              outputTokens: 0,
              usd: one.usd === undefined ? undefined : one.usd * share,
            })
          }
          const spend = ledger.spend
          const { task, judge, optimizer, test } = spend.calls
          assert.ok(task + judge + optimizer <= limits.searchCalls && test <= limits.testCalls)
          assert.ok(spend.usd <= limits.usd + 1e-12)
          assert.ok(spend.inputTokens + spend.outputTokens <= limits.tokens)
        }
      }),
    )
  })

  it('holds the sealed report back: a search that takes all it can leaves every test call affordable', () => {
    const ledger = new Ledger({ searchCalls: 1000, testCalls: 10, usd: 0.0505 })
    ledger.holdForTest(10, { tokens: 1000, usd: 0.03 })
    let searched = 0
    for (
      let r = ledger.reserve('task', { tokens: 10, usd: 0.001 });
      r;
      r = ledger.reserve('task', { tokens: 10, usd: 0.001 })
    ) {
      r.settle({ inputTokens: 10, outputTokens: 0, usd: 0.001 })
      searched++
    }
    assert.equal(searched, 20)
    for (let i = 0; i < 10; i++)
      ledger.reserve('test', { tokens: 100, usd: 0.003 })?.settle({ inputTokens: 100, outputTokens: 0, usd: 0.003 })
    assert.equal(ledger.spend.calls.test, 10)
    assert.equal(ledger.reserve('test', { tokens: 1, usd: 0 }), undefined)
  })

  it('counts calls of unknown price apart, and never as free', () => {
    const ledger = new Ledger({ searchCalls: 5, testCalls: 0 })
    ledger.reserve('task', { tokens: 10, usd: undefined })?.settle({ inputTokens: 3, outputTokens: 2, usd: undefined })
    assert.equal(ledger.spend.unpricedCalls, 1)
  })

  it('refuses to close a reservation twice', () => {
    const reservation = new Ledger({ searchCalls: 5, testCalls: 0 }).reserve('task', { tokens: 1, usd: 0 })
    reservation?.release()
    assert.throws(() => reservation?.release())
  })
})
