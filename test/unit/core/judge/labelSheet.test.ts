// The sheet of outputs to label: blind before, telling after.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { rememberJudge } from '../../../../src/core/judge/calibration.ts'
import { labelSheet, saveLabels } from '../../../../src/core/judge/labelSheet.ts'
import { loadTask, type Task } from '../../../../src/core/task.ts'
import { openMemoryStore } from '../../../../src/store/openStore.ts'
import { memoryFiles } from '../../../support/memoryFiles.ts'

const SECRET = 'the judge says so'

function load(rubric = 'kind'): Promise<Task> {
  const cases = Array.from({ length: 30 }, (_, i) => `  - {vars: {text: t${i}}, metadata: {id: c${i}}}`).join('\n')
  const source = `prompts: [file://p.txt]\nproviders: [x:y]\ndefaultTest: {assert: [{type: llm-rubric, value: ${rubric}}]}\ntests:\n${cases}\nmetadata: {tunesmith: {judge: a:judge}}\n`
  return loadTask(memoryFiles({ 'p.txt': 'Answer {{text}}.', 'p.eval.yaml': source }), 'p.txt')
}

/** A finished run of 30 judged outputs, every third of which the judge fails. */
async function finished() {
  const task = await load()
  const store = openMemoryStore()
  const runId = store.createRun({ kind: 'eval', promptPath: 'p.txt', startedAt: 0 })
  rememberJudge(store, runId, task.evalFile)
  for (const [i, { id }] of task.evalFile.cases.entries()) {
    const judged = i % 3 !== 0
    const grade = { score: Number(judged), pass: judged, reason: SECRET, grader: 'llm-rubric', judged }
    const rest = { candidateId: 'seed', model: 'x:y', split: 'train', repeat: 0, usd: 0, latencyMs: 1 } as const
    store.saveCell(runId, { ...rest, caseId: id, grade, output: `${judged ? 'good' : 'bad'} ${i}` })
  }
  store.finishRun(runId, 'done', 1)
  return { task, store, runId }
}

describe('the sheet of labels', () => {
  it('shows inputs and outputs, and nothing of what the judge thinks', async () => {
    const { task, store, runId } = await finished()
    const sheet = labelSheet(store, runId, task)
    assert.deepEqual([sheet.problem, sheet.outputs.length, sheet.result], [null, 30, null])
    assert.deepEqual(Object.keys(sheet.outputs[0] ?? {}), ['key', 'input', 'output'])
    assert.ok(!JSON.stringify(sheet).includes(SECRET))
  })

  it('says what the labels say once they are in, and keeps it', async () => {
    const { task, store, runId } = await finished()
    const { outputs } = labelSheet(store, runId, task)
    const human = new Map(outputs.map(({ key, output }) => [key, output.startsWith('good') && output !== 'good 1']))
    const sheet = saveLabels(store, runId, task, human, 5)
    assert.equal(sheet.result?.usable, true)
    assert.match(sheet.result.sentences[0] ?? '', /^κ \.\d\d .* on 30 labels/)
    assert.deepEqual(
      sheet.result.differing.map(({ output, judge, reason }) => [output, judge, reason]),
      [['good 1', true, SECRET]],
    )
    assert.deepEqual(labelSheet(store, runId, task), sheet)
  })

  it('asks for more where too few were labelled, and stores nothing', async () => {
    const { task, store, runId } = await finished()
    const [first] = labelSheet(store, runId, task).outputs
    const sheet = saveLabels(store, runId, task, new Map([[first?.key ?? '', true]]), 5)
    assert.match(sheet.problem ?? '', /Too few labels/)
    assert.equal(labelSheet(store, runId, task).result, null)
  })

  it('says why nothing can be labelled', async () => {
    const { store, runId } = await finished()
    assert.match(labelSheet(store, runId, await load('rude')).problem ?? '', /has changed since this run/)
    const other = store.createRun({ kind: 'eval', promptPath: 'p.txt', startedAt: 0 })
    assert.match(labelSheet(store, other, await load()).problem ?? '', /still going/)
    store.finishRun(other, 'done', 1)
    assert.match(labelSheet(store, other, await load()).problem ?? '', /no outputs that a judge has graded/)
  })
})
