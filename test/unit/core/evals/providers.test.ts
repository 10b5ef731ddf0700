import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { codeIn, withConsent } from '../../../../src/core/evals/consent.ts'
import { type EvalFile, loadEvalFile } from '../../../../src/core/evals/evalFile.ts'
import { loadTask } from '../../../../src/core/task.ts'
import { memoryFiles } from '../../../support/memoryFiles.ts'

const TESTS = 'tests: [{vars: {a: b}, assert: [{type: equals, value: b}]}]\n'
const FILES = {
  'p.txt': 'Do {{a}}',
  'a/bot.py': 'def call_api(): pass',
  'a/bot.js': 'module.exports = class {}',
  'a/settings.yaml': 'depth: 3',
  'a/more.yaml': '- openai:gpt-x\n- id: file://bot.js\n',
}
const yaml = (providers: string) => `prompts: [file://../p.txt]\nproviders:\n${providers}${TESTS}`
const load = (providers: string): Promise<EvalFile> =>
  loadEvalFile(memoryFiles({ ...FILES, 'a/promptfooconfig.yaml': yaml(providers) }), 'a/promptfooconfig.yaml')

describe('providers that are programs', () => {
  it('are models with their code, their settings and a name of their own', async () => {
    const file = await load(
      `  - python:bot.py
  - {id: 'file://./bot.py:other', label: mine, config: {own: file://settings.yaml}}
  - bot.js
  - {id: file://bot.js, config: {n: 2}}
  - exec:python chat.py --fast
`,
    )
    assert.deepEqual(file.models, [
      'python:bot.py',
      'python:bot.py:other',
      'javascript:bot.js',
      'javascript:bot.js#2',
      'exec:python chat.py --fast',
    ])
    assert.deepEqual(
      file.programs?.map(({ piece }) => [piece.file, piece.name, piece.language]),
      [
        ['a/bot.py', 'call_api', 'python'],
        ['a/bot.py', 'other', 'python'],
        ['a/bot.js', undefined, 'javascript'],
        ['a/bot.js', undefined, 'javascript'],
        [undefined, undefined, 'command'],
      ],
    )
    assert.deepEqual(file.programs?.[1]?.options, {
      id: 'python:bot.py:other',
      label: 'mine',
      config: { own: { depth: 3 } },
    })
    assert.equal(file.programs?.[4]?.piece.text, "cd 'a' && python chat.py --fast")
    assert.deepEqual(file.warnings, [])
  })

  it('may stand in a file of their own, among models', async () => {
    const file = await load('  - file://more.yaml\n  - https://example.test/chat\n')
    assert.deepEqual(file.models, ['openai:gpt-x', 'javascript:bot.js'])
    assert.match(file.warnings.join(), /"https:\/\/example\.test\/chat" is not a model that can be called here/)
  })

  it('that are not there are said, for another model may take their place', async () => {
    const file = await load('  - python:none.py\n')
    assert.deepEqual(file.models, [])
    assert.match(file.warnings.join(), /:3: The provider "none\.py" cannot be run: There is no file "none\.py"/)
  })

  it('are left out where nobody allowed them', async () => {
    const files = memoryFiles({ ...FILES, 'a/promptfooconfig.yaml': yaml('  - python:bot.py\n  - openai:gpt-x\n') })
    const task = await loadTask(files, 'p.txt')
    assert.deepEqual(
      codeIn(task).map(({ place }) => place),
      ['a/bot.py'],
    )
    const { evalFile } = withConsent(task, () => false, 'Allow it.')
    assert.deepEqual([evalFile.models, evalFile.programs, evalFile.cases.length], [['openai:gpt-x'], [], 1])
    assert.match(evalFile.warnings.join(), /a\/bot\.py: .* is code, and is not evaluated\. Allow it\./)
  })
})
