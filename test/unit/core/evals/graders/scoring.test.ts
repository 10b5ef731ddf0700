import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type CodeCall, CodeError } from '../../../../../src/core/code.ts'
import { codeIn } from '../../../../../src/core/evals/consent.ts'
import { gradeCase } from '../../../../../src/core/evals/graders/grade.ts'
import { loadTask } from '../../../../../src/core/task.ts'
import { memoryFiles } from '../../../../support/memoryFiles.ts'

const FILE = `prompts: [p.txt]
defaultTest: {assertScoringFunction: file://score.py, threshold: 0.4}
tests:
  - vars: {a: 1}
    assert: [{type: contains, value: x, metric: has}, {type: contains, value: y}]
  - {vars: {a: 2}, assertScoringFunction: 'file://score.js:own', assert: [{type: contains, value: x}]}
  - {vars: {a: 3}, assertScoringFunction: score, assert: [{type: contains, value: x}]}
`
const load = () =>
  loadTask(memoryFiles({ 'p.txt': 'Do {{a}}', 'p.eval.yaml': FILE, 'score.py': 'py', 'score.js': 'js' }), 'p.txt')

describe('a function that scores a case', () => {
  it('is told the metrics, the threshold and each assertion, and has the last word', async () => {
    const task = await load()
    const [kase, own] = task.evalFile.cases
    assert.ok(kase && own)
    const calls: CodeCall[] = []
    const outcome = await gradeCase(kase, 'x', {
      code: async (call) => {
        calls.push(call)
        return { pass: true, score: 0.9, reason: 'good enough', namedScores: { own: 1 } }
      },
    })
    assert.ok('grade' in outcome)
    const { pass, score, reason, namedScores, parts } = outcome.grade
    assert.deepEqual([pass, score, reason, namedScores, parts.length], [true, 0.9, 'good enough', { own: 1 }, 2])
    const [named, told] = calls[0]?.args ?? []
    assert.deepEqual([named, (told as { threshold: number }).threshold], [{ has: 1 }, 0.4])
    assert.deepEqual([calls[0]?.piece.name, own.scoring?.name], ['func', 'own'])
    assert.deepEqual(
      codeIn(task).map(({ place }) => place),
      ['score.py', 'score.js'],
    )
  })

  it('that throws or gives no grade is a grade of 0; one that cannot run is an error', async () => {
    const [kase] = (await load()).evalFile.cases
    assert.ok(kase)
    const outcome = (code: () => Promise<unknown>) => gradeCase(kase, 'x y', { code })
    for (const code of [async () => 5, () => Promise.reject(new CodeError('no luck', true))]) {
      const graded = await outcome(code)
      assert.ok('grade' in graded)
      assert.deepEqual([graded.grade.pass, graded.grade.score], [false, 0])
      assert.match(graded.grade.reason, /^Scoring function error: /)
    }
    assert.ok('error' in (await outcome(() => Promise.reject(new CodeError('took longer than 30 s')))))
    assert.ok('error' in (await gradeCase(kase, 'x', {})))
  })

  it('that is no file is not run, and its case is left out', async () => {
    const { evalFile } = await load()
    assert.equal(evalFile.cases.length, 2)
    assert.match(evalFile.warnings.join(), /"assertScoringFunction" runs code/)
  })
})
