import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { InputError } from '../../../../src/core/errors.ts'
import { codeIn, withConsent } from '../../../../src/core/evals/consent.ts'
import { type EvalFile, loadEvalFile } from '../../../../src/core/evals/evalFile.ts'
import type { Task } from '../../../../src/core/task.ts'
import { memoryFiles } from '../../../support/memoryFiles.ts'

const load = (text: string, files: Readonly<Record<string, string>> = {}): Promise<EvalFile> =>
  loadEvalFile(memoryFiles({ 'e.yaml': text, ...files }), 'e.yaml')

describe('assertions', () => {
  it('may stand in a set with a threshold, a weight and a metric of its own', async () => {
    const { cases, warnings } = await load(`
prompts: [x]
tests:
  - vars: {a: b, m: Tone}
    assert:
      - type: assert-set
        threshold: 0.5
        weight: 2
        metric: '{{ m }}'
        assert:
          - {type: equals, value: '{{ a }}', metric: Form}
          - {type: contains, value: c, weight: 0}
          - {type: meteor, value: c}
      - {type: assert-set, assert: [{type: human}]}
`)
    const [set, ...others] = cases[0]?.assertions ?? []
    assert.equal(others.length, 0)
    assert.deepEqual(set, {
      type: 'assert-set',
      negated: false,
      value: undefined,
      weight: 2,
      threshold: 0.5,
      metric: 'Tone',
      assertions: [
        { type: 'equals', negated: false, value: 'b', weight: 1, metric: 'Form' },
        { type: 'contains', negated: false, value: 'c', weight: 0 },
      ],
    })
    assert.equal(warnings.filter((warning) => /WordNet|people say/.test(warning)).length, 2)
  })

  it('are refused where nothing can be graded by them', async () => {
    const refused = (assertion: string, problem: RegExp) =>
      assert.rejects(load(`prompts: [x]\ntests:\n  - assert:\n      - ${assertion}`), (error) => {
        assert.match((error as InputError).sentence, problem)
        return true
      })
    await refused('{type: cost}', /:4: "cost" has no threshold/)
    await refused('{type: word-count, value: {min: 3, max: 1}}', /:4: "word-count" has a min/)
    await refused('{type: assert-set}', /:4: The assert-set has no list/)
    await refused('{type: assert-set, assert: [{type: assert-set, assert: []}]}', /:4: An assert-set stands in another/)
  })

  it('carry code with its place, its file and its variables, for consent and for running', async () => {
    const evalFile = await load(
      `
prompts: [x]
tests:
  - vars: {word: cat}
    assert:
      - {type: javascript, value: "output.includes('{{ word }}')"}
      - {type: not-python, value: file://checks/a.py:least, config: {n: 1}}
      - {type: contains, value: file://checks/b.mjs, transform: output.trim()}
      - {type: assert-set, assert: [{type: javascript, value: 'true'}, {type: contains, value: a}]}
`,
      { 'checks/a.py': 'def least(o, c): return 1', 'checks/b.mjs': 'export default () => "b"' },
    )
    const task = { evalFile } as Task
    assert.deepEqual(
      codeIn(task).map(({ language, place, name, text }) => [language, place, name, text]),
      [
        ['javascript', 'e.yaml:6', undefined, "output.includes('cat')"],
        ['python', 'checks/a.py', 'least', 'def least(o, c): return 1'],
        ['javascript', 'checks/b.mjs', undefined, 'export default () => "b"'],
        ['javascript', 'e.yaml:8', undefined, 'output.trim()'],
        ['javascript', 'e.yaml:9', undefined, 'true'],
      ],
    )
    const allowed = withConsent(task, ({ file }) => file === 'checks/a.py', 'Allow it.').evalFile
    assert.deepEqual(
      allowed.cases[0]?.assertions.map(({ type, assertions }) => [type, assertions?.map((inner) => inner.type)]),
      [
        ['python', undefined],
        ['assert-set', ['contains']],
      ],
    )
    assert.equal(allowed.warnings.filter((warning) => /is not evaluated. Allow it/.test(warning)).length, 4)
  })
})
