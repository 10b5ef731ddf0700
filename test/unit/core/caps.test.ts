// Whatever cap a sweep meets, it spends no more than that, and it still ends with a report.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Assertion } from '../../../src/core/evals/case.ts'
import { worstSealed } from '../../../src/core/evals/sealedReserve.ts'
import { type ChatModel, ModelError } from '../../../src/core/ports.ts'
import { Random } from '../../../src/core/random.ts'
import type { RunOptions } from '../../../src/core/runOptions.ts'
import { type FakeModel, fakeModel } from '../../support/fakeModel.ts'
import { PRICES, runSweep, type SimulatedSweep } from '../../support/sweeps.ts'
import { createWorld } from '../../support/world.ts'

const world = () => createWorld({ seed: 'caps', cases: 120, rules: 6, known: 1, helpful: true })

/** The same world, its answers graded by a judge who asks as much as the answer itself. */
function judgedWorld(): SimulatedSweep {
  const { task, ...rest } = world()
  const rubric: Assertion = { type: 'llm-rubric', negated: false, value: 'says yes', weight: 1 }
  const cases = task.evalFile.cases.map((kase) => ({ ...kase, assertions: [rubric] }))
  const judge = fakeModel('world:judge', (request) =>
    JSON.stringify({ reason: 'r', pass: request.messages.at(-1)?.content.includes('"yes"') ?? false, score: 1 }),
  )
  return {
    ...rest,
    judge,
    task: { ...task, evalFile: { ...task.evalFile, cases, judge: { panel: ['world:judge'], votes: 1 } } },
  }
}

/** Fails now and then, as a busy provider does; `calls` counts what reached it. */
function flaky(model: ChatModel, seed: string): ChatModel & { calls: number } {
  const random = new Random(seed, 'failures')
  const wrapped: ChatModel & { calls: number } = {
    ...model,
    calls: 0,
    async send(request, signal) {
      wrapped.calls++
      const draw = random.next()
      if (draw < 0.06) throw new ModelError('server', 'The server broke.')
      if (draw < 0.1) throw new ModelError('network', 'The connection broke.')
      if (draw < 0.13) throw new ModelError('timeout', 'No answer in time.')
      return model.send(request, signal)
    },
  }
  return wrapped
}

function reserveOf({ task, model, judge }: SimulatedSweep, calls: number) {
  return worstSealed(calls, task, [model], judge === undefined ? [] : [judge], PRICES)
}

async function endsWell(simulated: SimulatedSweep, options: RunOptions): Promise<void> {
  const { report, spend, store } = await runSweep(simulated, options)
  const words = JSON.stringify(options)
  assert.ok(report, `${words} ends without a report`)
  assert.equal(store.run(1)?.status, 'done', words)
  assert.ok(report.sentences.length > 0)
  assert.ok(spend)
  const { task, judge, optimizer, test } = spend.calls
  assert.ok(task + judge + optimizer <= spend.limits.searchCalls, words)
  assert.ok(test <= spend.limits.testCalls, words)
  assert.ok(spend.usd <= (options.maxUsd ?? Infinity) + 1e-12, words)
  assert.ok(spend.inputTokens + spend.outputTokens <= (options.maxTokens ?? Infinity), words)
}

describe('a sweep that meets a cap', () => {
  it('ends with a report, whichever cap it is and wherever it is met', async () => {
    for (const maxCalls of [1, 2, 16, 37, 60]) await endsWell(world(), { maxCalls })
    // Above what is held back for the sealed report: nothing, one call, a block of calls, some rounds.
    const { tokens, usd = 0 } = reserveOf(world(), 72)
    for (const more of [0, 3000, 36_000]) {
      await endsWell(world(), { maxTokens: tokens + more })
      await endsWell(world(), { maxUsd: usd + more / 1e6 })
    }
  })

  it('ends with a report where a judge costs more than the answers it grades', async () => {
    const { tokens, usd = 0 } = reserveOf(judgedWorld(), 144)
    for (const cap of [{}, { maxUsd: usd + 0.1 }, { maxUsd: usd + 0.5 }, { maxTokens: tokens + 50_000 }])
      await endsWell(judgedWorld(), { maxCalls: 50, ...cap })
  })

  it('ends with a report when calls fail, and counts every call that may be billed', async () => {
    for (const seed of ['a', 'b']) {
      const plain = world()
      const model = flaky(plain.model, seed)
      const proposer = flaky(plain.proposer, `${seed} proposer`)
      await endsWell({ ...plain, model, proposer }, { maxCalls: 150, concurrency: 5 })
      assert.ok(model.calls + proposer.calls <= 150 + 72, `${model.calls} + ${proposer.calls} calls reached a server`)
    }
  })

  it('goes on with a greater cap when it is taken up again, without paying a call twice', async () => {
    const one = world()
    const { store, spend } = await runSweep(one, { maxCalls: 16 })
    const more = await runSweep(one, { resume: 1, maxCalls: 60 }, store)
    const asked = (one.model as FakeModel).requests.map((request) => JSON.stringify(request))
    assert.equal(new Set(asked).size, asked.length)
    assert.ok((more.spend?.calls.task ?? 0) > (spend?.calls.task ?? 0))
  })
})
