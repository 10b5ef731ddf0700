// A judge asked twice: which outputs, what it costs, and what is said of a criterion on which it wavers.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Engine } from '../../../../src/core/engine.ts'
import type { RunEvent } from '../../../../src/core/events.ts'
import { ModelError } from '../../../../src/core/ports.ts'
import { loadTask } from '../../../../src/core/task.ts'
import { openMemoryStore } from '../../../../src/store/openStore.ts'
import { fakeClock, fakeModel } from '../../../support/fakeModel.ts'
import { memoryFiles } from '../../../support/memoryFiles.ts'

/** Judges "clear" by the output alone, and "vague" otherwise every second time. */
async function evaluated(count: number, maxCalls?: number, fails = false) {
  const cases = Array.from({ length: count }, (_, i) => `  - {vars: {text: t${i}}}`).join('\n')
  const asserted =
    '[{type: llm-rubric, value: clear}, {type: llm-rubric, value: "vague {{text}}"}, {type: contains, value: o}]'
  const source = `prompts: [file://p.txt]\nproviders: [x:y]\ndefaultTest: {assert: ${asserted}}\ntests:\n${cases}\nmetadata: {tunesmith: {judge: 'j:one', split: {train: 0.5, select: 0.5, test: 0}}}\n`
  const judge = fakeModel('j:one', ({ messages, repeat }) => {
    const pass = !(messages.at(-1)?.content ?? '').includes('"rubric":"vague') || repeat === 0
    return JSON.stringify({ reason: 'r', pass, score: 1 })
  })
  const model = fakeModel('x:y', ({ messages }) => {
    if (fails) throw new ModelError('bad-request', 'No.')
    return `out of ${messages[0]?.content}`
  })
  const engine = new Engine({
    store: openMemoryStore(),
    clock: fakeClock(),
    models: async (id) => (id === 'x:y' ? model : judge),
    backends: () => Promise.reject(new Error('no backend')),
    prices: {},
  })
  const task = await loadTask(memoryFiles({ 'p.txt': 'Say {{text}}.', 'p.eval.yaml': source }), 'p.txt')
  const events: RunEvent[] = []
  const options = maxCalls === undefined ? {} : { maxCalls }
  for await (const event of engine.evaluate(task, options, new AbortController().signal)) events.push(event)
  const report = events.find((event) => event.type === 'eval-report')?.report
  const started = events.find((event) => event.type === 'started')
  return {
    said: report?.sentences.filter((sentence) => sentence.startsWith('Asked twice')) ?? [],
    second: judge.requests.filter(({ repeat }) => repeat > 0).length,
    calls: judge.requests.length + model.requests.length,
    planned: started?.limits.searchCalls,
    end: events.findLast((event) => event.type === 'finished'),
  }
}

describe('a judge asked twice', () => {
  it('is asked about one output of five by each criterion, and its agreement is told', async () => {
    const { said, second, calls, planned } = await evaluated(30)
    assert.deepEqual([second, calls, planned], [12, 30 * 3 + 12, 30 * 3 + 12])
    assert.match(said[0] ?? '', /about 6 outputs, the judge says the same of 6 by llm-rubric "clear", 100\.0 %/)
    assert.match(said[1] ?? '', /the same of 0 by llm-rubric "vague \{\{text\}\}", 0\.0 % .*too unsure to judge by/)
  })

  it('is not where so few outputs say nothing, and about twenty at most', async () => {
    assert.deepEqual((await evaluated(24)).said, [])
    assert.equal((await evaluated(140)).second, 40)
  })

  it('is not about answers that are missing', async () => {
    const { said, calls } = await evaluated(30, undefined, true)
    assert.deepEqual([said, calls], [[], 30])
  })

  it('costs no measurement: what the budget does not cover is not asked', async () => {
    const { said, second, end } = await evaluated(30, 30 * 3 + 2)
    assert.equal(second, 2)
    assert.match(said[0] ?? '', /about [12] outputs/)
    assert.equal(end?.type === 'finished' && end.status, 'done')
  })
})
