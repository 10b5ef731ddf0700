// promptfoo's `runSerially`: such tests are asked before the others, each once the one before it is graded.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Engine } from '../../../../src/core/engine.ts'
import { loadTask } from '../../../../src/core/task.ts'
import { openMemoryStore } from '../../../../src/store/openStore.ts'
import { fakeClock, fakeModel } from '../../../support/fakeModel.ts'
import { memoryFiles } from '../../../support/memoryFiles.ts'

const test = (name: string, options = '') =>
  `  - {vars: {a: ${name}}, assert: [{type: equals, value: fine}]${options}}\n`
const SERIAL = ', options: {runSerially: true}'

describe('tests that run serially', () => {
  it('are asked first and one after the other; the others are asked at once', async () => {
    const tests = test('x') + test('s', SERIAL) + test('y') + test('t', SERIAL) + test('z') + test('w')
    const config = `prompts: [p.txt]\nproviders: [fake:one]\ntests:\n${tests}`
    const task = await loadTask(memoryFiles({ 'p.txt': '{{a}}', 'p.eval.yaml': config }), 'p.txt')
    const store = openMemoryStore()
    const seen: string[] = []
    let open = 0
    const model = fakeModel('fake:one', async ({ messages }) => {
      open++
      await new Promise(setImmediate)
      seen.push(`${messages[0]?.content} beside ${open - 1}, after ${store.cells(1).length}`)
      open--
      return 'fine'
    })
    const backends = () => Promise.reject(new Error('no backend'))
    const engine = new Engine({ store, clock: fakeClock(), models: async () => model, backends, prices: {} })
    for await (const event of engine.evaluate(task, {}, new AbortController().signal))
      if (event.type === 'finished') assert.equal(event.status, 'done')
    assert.deepEqual(task.evalFile.warnings, [])
    assert.equal(store.cells(1).filter(({ grade }) => grade?.pass).length, 6)
    assert.deepEqual(seen.slice(0, 2), ['s beside 0, after 0', 't beside 0, after 1'])
    assert.ok(seen.slice(2).every((one) => !/^[st] /.test(one)))
    assert.ok(seen.slice(2).some((one) => /beside [1-3]/.test(one)))
  })
})
