// Every model-graded assertion, end to end: eval file, engine, providers and the sandbox's judge over real HTTP.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { Engine } from '../../src/core/engine.ts'
import type { RunEvent } from '../../src/core/events.ts'
import { loadTask } from '../../src/core/task.ts'
import { createEmbedderResolver } from '../../src/providers/embeddings/registry.ts'
import { createModelResolver } from '../../src/providers/models/registry.ts'
import { type Sandbox, startSandbox } from '../../src/sandbox/server.ts'
import { openMemoryStore } from '../../src/store/openStore.ts'
import { systemClock } from '../../src/terminal/clock.ts'
import { memoryFiles } from '../support/memoryFiles.ts'

const CONTEXT = 'The delivery fee is four euros. Refunds take two weeks.'
const GOOD = 'The delivery fee is four euros.'
const BAD = 'Quantum chess fascinates penguins.'

describe('model-graded assertions in the sandbox', () => {
  let folder: string
  let sandbox: Sandbox
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'judged-'))
    sandbox = await startSandbox({ stateDir: folder })
  })
  after(async () => {
    await sandbox.close()
    rmSync(folder, { recursive: true })
  })

  /** Whether the good and the bad output pass, and what the run said. */
  async function graded(asserted: string, models = 'sandbox:large') {
    const test = (id: string, output: string) =>
      `  - {vars: {query: 'How much is the delivery fee?', context: '${CONTEXT}'}, metadata: {id: ${id}}, providerOutput: '${output}', assert: [${asserted}]}`
    const source = `prompts: [file://p.txt]\nproviders: [${models}]\ntests:\n${test('good', GOOD)}\n${test('bad', BAD)}\nmetadata: {tunesmith: {judge: 'sandbox:large', embedder: 'sandbox:embedding', split: {train: 0.5, select: 0.5, test: 0}}}\n`
    const access = { keyFor: async () => undefined, baseUrls: {}, sandbox: async () => sandbox }
    const store = openMemoryStore()
    const engine = new Engine({
      store,
      clock: systemClock,
      models: createModelResolver(access),
      embedders: createEmbedderResolver(access),
      backends: () => Promise.reject(new Error('none')),
      prices: {},
    })
    const task = await loadTask(memoryFiles({ 'p.txt': '{{query}}', 'p.eval.yaml': source }), 'p.txt')
    const events: RunEvent[] = []
    for await (const event of engine.evaluate(task, {}, new AbortController().signal)) events.push(event)
    const started = events.find((event) => event.type === 'started')
    const cells = store.cells(started?.runId ?? 0)
    const of = (id: string) =>
      cells.filter(({ caseId }) => caseId === id).map(({ grade, error }) => grade?.pass ?? error)
    return { good: of('good'), bad: of('bad'), notices: started?.notices ?? [] }
  }

  for (const asserted of [
    `{type: similar, value: '${GOOD}'}`,
    `{type: 'similar:euclidean', value: '${GOOD}', threshold: 0.5}`,
    '{type: context-faithfulness, threshold: 0.6}',
    '{type: answer-relevance, threshold: 0.3}',
    '{type: conversation-relevance}',
    '{type: llm-rubric, value: Mentions the delivery fee}',
  ])
    it(`tells a good output from a bad one: ${asserted}`, async () => {
      const { good, bad, notices } = await graded(asserted)
      assert.deepEqual([good, bad], [[true], [false]])
      assert.match(notices.join(), /Simulated/)
    })

  it('judges the context itself, whatever the output', async () => {
    const recall = (value: string) => graded(`{type: context-recall, value: '${value}'}`)
    assert.deepEqual((await recall('The fee is four euros.')).good, [true])
    assert.deepEqual((await recall('Penguins pay in Lyon.')).good, [false])
    assert.deepEqual((await graded('{type: context-relevance, threshold: 0.4}')).bad, [true])
  })

  it('compares what two models put out, here the same', async () => {
    const { good, bad } = await graded('{type: select-best, value: kind}', 'sandbox:small, sandbox:large')
    assert.deepEqual(
      [good, bad],
      [
        [true, true],
        [true, true],
      ],
    )
  })
})
