// Cases that nothing judges: run to be looked at, never counted as passed, and no ground to search on.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Engine } from '../../../src/core/engine.ts'
import { InputError } from '../../../src/core/errors.ts'
import type { RunEvent } from '../../../src/core/events.ts'
import { type ChatRequest, ModelError } from '../../../src/core/ports.ts'
import { loadTask } from '../../../src/core/task.ts'
import { openMemoryStore } from '../../../src/store/openStore.ts'
import { evalPasses } from '../../../src/terminal/outcome.ts'
import { fakeClock, fakeModel } from '../../support/fakeModel.ts'
import { memoryFiles } from '../../support/memoryFiles.ts'

const load = (tests: string) =>
  loadTask(
    memoryFiles({ 'p.txt': 'Do {{a}}', 'p.eval.yaml': `prompts: [p.txt]\nproviders: [fake:one]\ntests:\n${tests}` }),
    'p.txt',
  )

function engine(answer: (request: ChatRequest, call: number) => string = () => 'fine') {
  const store = openMemoryStore()
  const models = async () => fakeModel('fake:one', answer)
  const backends = () => Promise.reject(new Error('no backend'))
  return { store, engine: new Engine({ store, clock: fakeClock(), models, backends, prices: {} }) }
}

async function eventsOf(run: AsyncIterable<RunEvent>): Promise<RunEvent[]> {
  const events: RunEvent[] = []
  for await (const event of run) events.push(event)
  return events
}

describe('cases that nothing judges', () => {
  it('do not hide why others have no answer', async () => {
    const task = await load('  - vars: {a: x}\n  - vars: {a: y}\n')
    const { engine: one } = engine((_, call) => {
      if (call > 1) throw new ModelError('bad-request', 'too long')
      return 'fine'
    })
    const events = await eventsOf(one.evaluate(task, { concurrency: 1 }, new AbortController().signal))
    const { sentences = [] } = events.find((event) => event.type === 'eval-report')?.report ?? {}
    assert.match(sentences.join(' '), /The first that is missing \([^)]+\): too long/)
  })

  it('are run without a grade, and the report says so', async () => {
    const task = await load('  - vars: {a: x}\n  - vars: {a: y}\n    assert: [{type: ruby, value: z}]\n')
    assert.deepEqual(task.evalFile.warnings, [
      'p.eval.yaml:6: The assertion type "ruby" is Ruby; JavaScript and Python can be run. It is not evaluated.',
      'p.eval.yaml:4: Nothing says what a right answer to this case looks like. It is run, and not graded.',
      'p.eval.yaml:5: None of the assertions of this case can be evaluated. It is run, and not graded.',
    ])
    const { engine: one, store } = engine()
    const events = await eventsOf(one.evaluate(task, {}, new AbortController().signal))
    const report = events.find((event) => event.type === 'eval-report')?.report
    assert.ok(report)
    assert.equal(report.ungraded, 2)
    assert.equal(evalPasses(report, null), true)
    assert.deepEqual([report.rows[0]?.rate.n, report.rows[0]?.missing], [0, 0])
    assert.match(report.sentences[0] ?? '', /fake:one gave 2 answers\. Nothing says what a right one looks like/)
    assert.ok(store.cells(1).every(({ grade, output }) => grade === undefined && output === 'fine'))
  })

  it('are no ground to search on', async () => {
    const task = await load('  - vars: {a: x}\n')
    await assert.rejects(
      eventsOf(engine().engine.optimize(task, {}, new AbortController().signal)),
      (error: unknown) =>
        InputError.is(error) && /^p\.eval\.yaml:4: Nothing says what a right answer looks like/.test(error.sentence),
    )
  })
})
