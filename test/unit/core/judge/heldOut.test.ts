// A judge held out of the search: it grades the sealed comparison and nothing else, and both rates are told.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { SplitName } from '../../../../src/core/evals/case.ts'
import { judgeCalls, runCells } from '../../../../src/core/evals/run.ts'
import { judgeHash } from '../../../../src/core/judge/calibration.ts'
import { gradingModelsOf } from '../../../../src/core/judge/gradingModels.ts'
import { heldOutSentences } from '../../../../src/core/judge/heldOut.ts'
import { loadTask, type Task } from '../../../../src/core/task.ts'
import { fakeModel } from '../../../support/fakeModel.ts'
import { memoryFiles } from '../../../support/memoryFiles.ts'
import { runContext } from '../../../support/runContext.ts'

function load(judge: string): Promise<Task> {
  const source = `prompts: [file://p.txt]\nproviders: [x:y]\ntests:\n  - {vars: {text: a}, assert: [{type: llm-rubric, value: kind}]}\n  - {vars: {text: b}, assert: [{type: llm-rubric, value: kind, provider: own:judge}]}\nmetadata: {tunesmith: {judge: ${judge}}}\n`
  return loadTask(memoryFiles({ 'p.txt': 'Answer {{text}}.', 'p.eval.yaml': source }), 'p.txt')
}

const APART = '{panel: [s:search], votes: 3, heldOut: h:apart}'

async function graded(split: SplitName) {
  const task = await load(APART)
  const asked: string[] = []
  const judge = (id: string, pass: boolean) =>
    fakeModel(id, () => {
      asked.push(id)
      return JSON.stringify({ reason: id, pass, score: Number(pass) })
    })
  const models = {
    'h:apart': judge('h:apart', false),
    's:search': judge('s:search', true),
    'own:judge': judge('own:judge', true),
  }
  const grading = await gradingModelsOf(task.evalFile, {
    models: async (id) => models[id as keyof typeof models],
  })
  const context = { ...runContext(task, 100, 100), ...grading }
  const arm = { candidateId: 'seed', texts: ['Answer {{text}}.'], model: fakeModel('x:y', () => 'out') }
  const rollouts = task.evalFile.cases.map((kase) => ({ arm, kase, repeat: 0 }))
  return { cells: await runCells(context, rollouts, split, 'x'), asked, context, task }
}

describe('a held-out judge', () => {
  it('grades sealed answers in place of every judge of the search, whose verdict is kept beside', async () => {
    const { cells, context, task } = await graded('test')
    assert.deepEqual(
      cells.map(({ grade, bySearchJudge }) => [grade?.pass, bySearchJudge]),
      [
        [false, true],
        [false, true],
      ],
    )
    assert.equal(context.ledger.spend.calls.judge, 0)
    const planned = task.evalFile.cases.reduce((sum, kase) => sum + 1 + judgeCalls(kase, true), 0)
    assert.equal(context.ledger.spend.calls.test, planned)
  })

  it('is never asked before', async () => {
    const { cells, asked } = await graded('select')
    assert.deepEqual([cells[0]?.grade?.pass, cells[0]?.bySearchJudge], [true, undefined])
    assert.deepEqual([...new Set(asked)].toSorted(), ['own:judge', 's:search'])
  })

  it('is told of with both rates, on the same answers', async () => {
    const { cells, context } = await graded('test')
    const [held, own] = heldOutSentences(context, [{ label: 'winner', cells }])
    assert.match(held ?? '', /held-out judge \(h:apart\).*: winner 0\.0 % \(95 % CI 0\.0 to 65\.8, n = 2\)/)
    assert.match(own ?? '', /own judge, on the same answers: winner 100\.0 % \(95 % CI 34\.2 to 100\.0, n = 2\)/)
    assert.deepEqual(heldOutSentences({ heldOut: undefined }, [{ label: 'winner', cells }]), [])
  })

  it('may not be of the panel, and leaves the labels of the panel valid', async () => {
    await assert.rejects(load('{panel: [s:search], heldOut: s:search}'), /may not be of the panel/)
    const [without, apart] = await Promise.all([load('{panel: [s:search], votes: 3}'), load(APART)])
    assert.equal(judgeHash(apart.evalFile), judgeHash(without.evalFile))
  })
})
