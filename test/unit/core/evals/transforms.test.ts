import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { codeIn, withConsent } from '../../../../src/core/evals/consent.ts'
import { gradeCase } from '../../../../src/core/evals/graders/grade.ts'
import { loadTask, type Task } from '../../../../src/core/task.ts'
import { memoryFiles } from '../../../support/memoryFiles.ts'

const TESTS = `
defaultTest: {options: {transform: 'output.trim()'}}
tests:
  - {vars: {a: 1}, assert: [{type: equals, value: B}]}
  - {vars: {a: 2}, assert: [{type: equals, value: B, transform: file://up.js}]}
  - {vars: {a: 3}, options: {transform: file://up.js:other}, assert: [{type: contains, value: x}]}
`
const load = (): Promise<Task> =>
  loadTask(
    memoryFiles({
      'p.txt': 'Do {{a}}',
      'p.eval.yaml': `prompts: [file://p.txt]${TESTS}`,
      'up.js': 'module.exports = (output) => output.toUpperCase()',
    }),
    'p.txt',
  )

describe('code that transforms an output', () => {
  it('comes before every grader of a case, and before one of them', async () => {
    const [, second] = (await load()).evalFile.cases
    assert.ok(second)
    const seen: unknown[] = []
    const outcome = await gradeCase(second, ' b ', {
      code: async ({ piece, args }) => {
        seen.push([piece.place, args[0]])
        return piece.file === undefined ? String(args[0]).trim() : String(args[0]).toUpperCase()
      },
    })
    assert.deepEqual(seen, [
      ['p.eval.yaml:2', ' b '],
      ['up.js', 'b'],
    ])
    assert.ok('grade' in outcome && outcome.grade.pass)
  })

  it('that returns nothing, or that nobody allowed, gives no grade', async () => {
    const [first] = (await load()).evalFile.cases
    assert.ok(first)
    for (const context of [{}, { code: async () => undefined }]) {
      const outcome = await gradeCase(first, 'B', context)
      assert.ok('error' in outcome, JSON.stringify(outcome))
    }
  })

  it('is asked about, and its cases are left out where nobody allowed it', async () => {
    const task = await load()
    assert.deepEqual(
      codeIn(task).map(({ place, name }) => [place, name]),
      [
        ['p.eval.yaml:2', undefined],
        ['up.js', undefined],
        ['up.js', 'other'],
      ],
    )
    const left = withConsent(task, ({ name }) => name === 'other', 'Say yes.')
    assert.deepEqual(
      left.evalFile.cases.map(({ vars }) => vars.a),
      [3],
    )
    assert.equal(left.evalFile.warnings.at(-1), 'p.eval.yaml: 2 of the cases need that code, and are left out.')
  })
})
