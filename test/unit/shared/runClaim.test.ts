import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Difference, LeaderboardRow, RunEvent } from '../../../src/core/events.ts'
import { claimOf, summaryOf } from '../../../src/shared/runClaim.ts'
import { type RunView, reduceRun } from '../../../src/shared/viewModel.ts'

const difference: Difference = {
  wins: 26,
  losses: 4,
  ties: 90,
  missing: 0,
  estimate: 0.183,
  low: 0.095,
  high: 0.265,
  pBetter: 0.9999,
  verdict: 'credible',
}

function row(candidateId: string, k: number, split: 'select' | 'test' = 'test'): LeaderboardRow {
  const rate = { k, n: 120, low: 0.5, high: 0.9 }
  return {
    candidateId,
    label: candidateId,
    model: 'sandbox:small',
    split,
    rate,
    missing: 0,
    usdPer1000: 1,
    medianLatencyMs: 30,
    notice: 'simulated',
  }
}

function run(...events: RunEvent[]): RunView {
  const started: RunEvent = {
    type: 'started',
    runId: 14,
    kind: 'sweep',
    at: 5,
    promptPath: 'route.prompt.md',
    evalPath: 'promptfooconfig.yaml',
    models: ['sandbox:small'],
    notices: ['simulated'],
    splits: { train: 60, select: 60, test: 120 },
    limits: { searchCalls: 400, testCalls: 240 },
    target: null,
    exploratory: false,
  }
  return events.reduce(reduceRun, reduceRun(undefined, started))
}

function sweep(winnerId: string, sealed: Difference | null): RunEvent {
  return {
    type: 'sweep-report',
    report: {
      model: 'sandbox:small',
      seed: row('seed', 75),
      winner: row(winnerId, 97),
      sealed,
      optimistic: difference,
      testOpenings: 1,
      exploratory: sealed === null,
      target: null,
      edits: [],
      tokens: { seed: 58, winner: 131 },
      plateau: { plateau: false, statement: '', conditions: [] },
      sentences: [],
    },
  }
}

describe('what a run says of its prompt', () => {
  it('is the winner’s rate, the seed’s before it, and the verdict on sealed cases', () => {
    const claim = claimOf(run(sweep('#7', difference)))
    assert.equal(claim.rate?.k, 97)
    assert.equal(claim.before?.k, 75)
    assert.equal(claim.split, 'test')
    assert.equal(claim.verdict, '+18.3, credible')
    assert.equal(claim.notice, 'simulated')
  })

  it('is the seed’s rate without a verdict where nothing beat the seed', () => {
    const claim = claimOf(run(sweep('seed', null)))
    assert.equal(claim.before, null)
    assert.equal(claim.verdict, null)
  })

  it('has no verdict from an eval, and nothing at all from a run without a report', () => {
    const evaluation: RunEvent = {
      type: 'eval-report',
      report: { rows: [row('seed', 75, 'select')], exploratory: false, sentences: [] },
    }
    assert.equal(claimOf(run(evaluation)).rate?.k, 75)
    assert.equal(claimOf(run(evaluation)).verdict, null)
    assert.equal(claimOf(run()).rate, null)
  })

  it('says "unknown" of the money where one price is unknown', () => {
    const spend = (unpricedCalls: number): RunEvent => ({
      type: 'spend',
      spend: {
        calls: { task: 1, judge: 0, optimizer: 0, test: 0 },
        cachedCalls: 0,
        inputTokens: 1,
        outputTokens: 1,
        usd: 0.5,
        unpricedCalls,
        limits: { searchCalls: 1, testCalls: 0 },
      },
    })
    assert.equal(summaryOf(run(spend(0))).usd, 0.5)
    assert.equal(summaryOf(run(spend(1))).usd, null)
    assert.equal(summaryOf(run()).usd, null)
  })
})
