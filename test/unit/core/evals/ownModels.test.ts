// A test's own `provider`: it answers in place of every model that is measured, as in promptfoo.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Engine } from '../../../../src/core/engine.ts'
import { InputError } from '../../../../src/core/errors.ts'
import { withConsent } from '../../../../src/core/evals/consent.ts'
import { requireSameModels } from '../../../../src/core/evals/ownModels.ts'
import { loadTask } from '../../../../src/core/task.ts'
import { openMemoryStore } from '../../../../src/store/openStore.ts'
import { fakeClock, fakeModel } from '../../../support/fakeModel.ts'
import { memoryFiles } from '../../../support/memoryFiles.ts'

const HEAD = 'prompts: [p.txt]\nproviders: [fake:one, fake:two]\n'
const load = (config: string) =>
  loadTask(memoryFiles({ 'p.txt': 'Do {{a}}', 'bot.py': 'x', 'p.eval.yaml': HEAD + config }), 'p.txt')
const test = (name: string, own = '') => `  - {vars: {a: ${name}}, ${own} assert: [{type: equals, value: fake:own}]}\n`

describe("a test's own provider", () => {
  it('answers in place of each model that is measured, and the rest is theirs', async () => {
    const plain = '  - {vars: {a: x}, assert: [{type: starts-with, value: "fake:"}]}\n'
    const task = await load(
      `tests:\n${plain}${test('y', 'provider: fake:own,')}${test('z', 'provider: {id: fake:own},')}`,
    )
    assert.deepEqual(task.evalFile.warnings, [
      'p.eval.yaml:5: fake:own answers this case, whatever model is measured: it names its provider. (2 times)',
    ])
    const store = openMemoryStore()
    const models = async (id: string) => fakeModel(id, () => id)
    const backends = () => Promise.reject(new Error('no backend'))
    const engine = new Engine({ store, clock: fakeClock(), models, backends, prices: {} })
    for await (const event of engine.evaluate(task, {}, new AbortController().signal))
      if (event.type === 'finished') assert.equal(event.status, 'done')
    const cells = store.cells(1).map(({ model, output, grade }) => `${model} ${output} ${grade?.pass}`)
    assert.deepEqual(cells.toSorted(), [
      'fake:one fake:one true',
      'fake:one fake:own true',
      'fake:one fake:own true',
      'fake:two fake:own true',
      'fake:two fake:own true',
      'fake:two fake:two true',
    ])
  })

  it('may stand in defaultTest, and a test goes before it', async () => {
    const { evalFile } = await load(
      `defaultTest: {provider: openai:chat:gpt-x}\ntests:\n${test('x')}${test('y', 'provider: echo,')}`,
    )
    assert.deepEqual(
      evalFile.cases.map(({ model }) => model),
      ['openai:gpt-x', 'echo:prompt'],
    )
  })

  it('may be a program, which runs by consent alone; what cannot be called leaves its case out', async () => {
    const task = await load(
      `tests:\n${test('x')}${test('y', 'provider: file://bot.py,')}${test('z', 'provider: https://e.test,')}`,
    )
    const { cases, programs, warnings } = task.evalFile
    assert.deepEqual(
      cases.map(({ model }) => model),
      [undefined, 'python:bot.py'],
    )
    assert.equal(programs?.[0]?.piece.file, 'bot.py')
    assert.match(warnings.join('\n'), /:6: The case is left out: it names its provider\./)
    assert.equal(withConsent(task, () => false, 'Allow it.').evalFile.cases.length, 1)
    assert.equal(withConsent(task, () => true, 'Allow it.').evalFile.cases.length, 2)
  })

  it('is refused where models are compared on its case', async () => {
    const { evalFile } = await load(`tests:\n${test('x', 'provider: fake:own,')}`)
    assert.throws(
      () => requireSameModels(evalFile.cases),
      (error) => InputError.is(error) && error.sentence.startsWith('p.eval.yaml:4: This case is answered by fake:own'),
    )
  })
})
