// Repeats end to end: each draw is a call of its own, wavering cases are named, and the interval is over cases.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Engine } from '../../../../src/core/engine.ts'
import { InputError } from '../../../../src/core/errors.ts'
import type { EvalReport } from '../../../../src/core/events.ts'
import type { RunOptions } from '../../../../src/core/runOptions.ts'
import { loadTask } from '../../../../src/core/task.ts'
import { openMemoryStore } from '../../../../src/store/openStore.ts'
import { fakeClock, fakeModel } from '../../../support/fakeModel.ts'
import { memoryFiles } from '../../../support/memoryFiles.ts'

const evalFile = (more = '', test = '') =>
  `prompts: [file://p.txt]\nproviders: [x:y]\n${more}\ntests:\n${['a', 'b', 'c', 'd']
    .map(
      (text) =>
        `  - {vars: {text: ${text}}, metadata: {id: ${text}}, assert: [{type: equals, value: yes}]${text === 'a' ? test : ''}}`,
    )
    .join('\n')}\n`

/** "b" wavers: right in every second draw; "c" is never right; "d" has no second answer. */
async function evaluated(options: RunOptions, source = evalFile()) {
  const files = memoryFiles({ 'p.txt': 'Say yes or no to {{text}}.', 'p.eval.yaml': source })
  const model = fakeModel('x:y', ({ messages, repeat }) => {
    const text = messages[0]?.content ?? ''
    return / b\./.test(text) ? (repeat % 2 === 0 ? 'yes' : 'no') : / c\./.test(text) ? 'no' : 'yes'
  })
  const engine = new Engine({
    store: openMemoryStore(),
    clock: fakeClock(),
    models: async () => model,
    backends: async () => {
      throw new Error('no backend')
    },
    prices: {},
  })
  let report: EvalReport | undefined
  for await (const event of engine.evaluate(await loadTask(files, 'p.txt'), options, new AbortController().signal))
    if (event.type === 'eval-report') report = event.report
  assert.ok(report)
  return { report, model }
}

describe('repeats', () => {
  it('are calls of their own, and say which cases waver', async () => {
    const { report, model } = await evaluated({ repeats: 4 })
    assert.equal(model.requests.length, 16)
    assert.deepEqual([...new Set(model.requests.map(({ repeat }) => repeat))], [0, 1, 2, 3])
    const [repeats] = report.repeats ?? []
    assert.deepEqual(repeats?.flaky, [{ caseId: 'b', title: 'b', passes: 2, draws: 4 }])
    assert.deepEqual(
      repeats?.atK.map(({ any, all }) => [any.k, all.k].map((k) => Math.round(k * 1000) / 1000)),
      [
        [2.5, 2.5],
        [2.833, 2.167],
        [3, 2],
        [3, 2],
      ],
    )
    assert.deepEqual([report.rows[0]?.rate.k, report.rows[0]?.rate.n], [10, 16])
    assert.match(report.sentences.join('\n'), /passes in 75\.0 % \(pass@4; .*all pass in 50\.0 % \(pass\^4/)
    assert.match(report.sentences.join('\n'), /1 of 4 cases is flaky: b \(2 of 4\)\./)
  })

  it('come from the eval file, from promptfoo’s options, and from the case itself', async () => {
    const draws = async (source: string, options: RunOptions = {}) =>
      (await evaluated(options, source)).model.requests.length
    assert.equal(await draws(evalFile()), 4)
    assert.equal(await draws(evalFile('metadata: {tunesmith: {repeats: 2}}')), 8)
    assert.equal(await draws(evalFile('evaluateOptions: {repeat: 3}')), 12)
    assert.equal(await draws(evalFile('evaluateOptions: {repeat: 3}', ', options: {repeat: 5}')), 14)
    assert.equal(await draws(evalFile('evaluateOptions: {repeat: 3}'), { repeats: 1 }), 4)
    await assert.rejects(evaluated({}, evalFile('evaluateOptions: {repeat: often}')), (error) => {
      return InputError.is(error) && /^p\.eval\.yaml:3: "repeat" is no whole/.test(error.sentence)
    })
  })

  it('end where the budget does, with what was drawn', async () => {
    const { report, model } = await evaluated({ repeats: 3, maxCalls: 7 })
    assert.equal(model.requests.length, 7)
    assert.equal(report.rows[0]?.rate.n, 7)
  })

  it('are not told of where each case was drawn once', async () => {
    const { report } = await evaluated({})
    assert.equal(report.repeats, undefined)
    assert.doesNotMatch(report.sentences.join('\n'), /pass@|flaky/)
  })
})
