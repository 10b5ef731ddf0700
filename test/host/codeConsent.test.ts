// Code runs after a click on "Allow" and after nothing else; the click is remembered for that very text.
import assert from 'node:assert/strict'
import * as vscode from 'vscode'
import { codeIn } from '../../src/core/evals/consent.ts'
import { loadTask, type Task } from '../../src/core/task.ts'
import { CodeConsent } from '../../src/features/evaluation/codeConsent.ts'
import { Facts, type WorkspaceFacts } from '../../src/platform/storage.ts'
import { memoryFiles } from '../support/memoryFiles.ts'
import { theProject } from './extension.ts'

const load = (check: string) =>
  loadTask(
    memoryFiles({
      'AGENTS.md': 'Be kind.\n',
      'a.eval.yaml': `prompts: [file://AGENTS.md]
providers: [sandbox:small]
defaultTest: {metadata: {tunesmith: {check: '${check}'}}}
tests:
  - vars: {task: Say hello.}
    assert: [{type: contains, value: hello}]
`,
    }),
    'AGENTS.md',
  )
const checksOf = (task: Task | undefined) => task?.evalFile.cases[0]?.assertions.map(({ type }) => type)

describe('consent to run code', () => {
  const shown: string[] = []
  const original = vscode.window.showWarningMessage
  let answer: string | undefined
  let consent: CodeConsent

  before(() => {
    const kept = new Map<string, unknown>()
    const memento = {
      keys: () => [...kept.keys()],
      get: (key: string) => kept.get(key),
      update: async (key: string, value: unknown) => void kept.set(key, value),
    }
    consent = new CodeConsent(new Facts<WorkspaceFacts>(memento as vscode.Memento))
    const show = async (_: string, { detail = '' }: vscode.MessageOptions) => {
      shown.push(detail)
      return answer
    }
    Object.assign(vscode.window, { showWarningMessage: show })
  })
  after(() => Object.assign(vscode.window, { showWarningMessage: original }))

  it('is asked for with the code and its place; who turns back runs nothing', async () => {
    const task = await load('node check.mjs')
    answer = undefined
    assert.equal(await consent.settle(await theProject(), task), undefined)
    assert.match(shown.at(-1) ?? '', /^a\.eval\.yaml:3\nnode check\.mjs\n/)
    assert.ok(codeIn(task).every((piece) => !consent.has(piece)))
  })

  it('may be refused, and then the rest is graded', async () => {
    answer = 'Leave Out'
    const left = await consent.settle(await theProject(), await load('node check.mjs'))
    assert.deepEqual(checksOf(left), ['contains'])
    assert.match(left?.evalFile.warnings.at(-1) ?? '', /"node check\.mjs" is code, and is not evaluated/)
  })

  it('is remembered, and asked for again where the text changed', async () => {
    answer = 'Allow'
    const project = await theProject()
    assert.deepEqual(checksOf(await consent.settle(project, await load('node check.mjs'))), ['command', 'contains'])
    const asked = shown.length
    answer = undefined
    assert.deepEqual(checksOf(await consent.settle(project, await load('node check.mjs'))), ['command', 'contains'])
    assert.equal(shown.length, asked)
    assert.equal(await consent.settle(project, await load('node check.mjs --all')), undefined)
    assert.equal(shown.length, asked + 1)
  })
})
