// Cases from nothing in VS Code: a prompt without an eval file, drafts of the sandbox, and files once some are taken.
import assert from 'node:assert/strict'
import * as vscode from 'vscode'
import { CaseMaker } from '../../src/features/caseMaker/caseMaker.ts'
import { activated, closeEditors, file, read, theProject, write } from './extension.ts'

const PROMPT = 'fresh/sort.prompt.md'
const TEXT = `Sort the message. Answer with one queue:

- billing: fees, refunds, wrong amounts
- delivery: parcels that are late or lost

Message: {{message}}
`

describe('cases in the making', () => {
  afterEach(closeEditors)

  it('become files once they are taken, beside the prompt and over nothing', async () => {
    const { log } = { log: vscode.window.createOutputChannel('cases', { log: true }) }
    const maker = new CaseMaker({ log, isTrusted: () => true, settleModel: async () => 'sandbox:large' })
    const project = await theProject()
    await write(file(PROMPT), TEXT)
    try {
      await maker.prepare(project, PROMPT)
      assert.deepEqual(
        [maker.viewOf(project, PROMPT)?.state, maker.viewOf(project, PROMPT)?.type],
        ['asking', 'router'],
      )
      await assert.rejects(maker.write(), /No case is accepted yet/)
      await maker.start({ type: 'router', description: '', examples: '', count: 6 })
      const made = maker.viewOf(project, PROMPT)
      assert.deepEqual([made?.state, made?.drafts.length], ['reviewing', 6])
      assert.match(made?.notice ?? '', /imulated/)
      maker.decide([0, 1, 2, 3], 'accepted')
      maker.edit(4, { message: 'Where is it?' }, 'delivery')
      await maker.write()
      assert.equal((await read(file('fresh/sort.cases.jsonl'))).trim().split('\n').length, 5)
      assert.match(await read(file('fresh/sort.eval.yaml')), /file:\/\/sort\.cases\.jsonl/)
      await maker.prepare(project, PROMPT)
      assert.equal(maker.viewOf(project, PROMPT)?.existing, 5)
      await maker.review({
        project,
        promptPath: PROMPT,
        drafts: [{ vars: { message: 'From a log' }, expected: 'billing', kind: 'failure', why: 'w', source: 'trace' }],
        type: 'router',
        sentences: [],
      })
      maker.decide([0], 'accepted')
      await maker.write()
      assert.match(await read(file('fresh/sort.eval.yaml')), /sort\.cases-2\.jsonl/)
    } finally {
      maker.dispose()
      log.dispose()
      await vscode.workspace.fs.delete(file('fresh'), { recursive: true })
    }
  })

  it('are begun by the command, in the panel', async () => {
    const { cases } = await activated()
    const project = await theProject()
    await vscode.commands.executeCommand('tunesmith.makeCases', file('route.prompt.md'))
    assert.equal(cases.viewOf(project, 'route.prompt.md')?.state, 'asking')
  })

  it('are thrown away at a word, and the form is there again', async () => {
    const { cases } = await activated()
    const project = await theProject()
    const drafts = [{ vars: { message: 'From a log' }, kind: 'failure', why: 'w', source: 'trace' } as const]
    await cases.review({ project, promptPath: 'route.prompt.md', drafts, type: 'router', sentences: [] })
    assert.equal(cases.waitingFor(project, 'route.prompt.md'), 1)
    await cases.discard()
    assert.equal(cases.viewOf(project, 'route.prompt.md')?.state, 'asking')
  })
})
