// Logged calls of a prompt, put before the user as suggestions.
import assert from 'node:assert/strict'
import * as vscode from 'vscode'
import { activated, closeEditors, file, read, theProject, write } from './extension.ts'

describe('importing cases from logs', () => {
  afterEach(closeEditors)

  it('puts what the calls were sent with before the user, failures first, and writes nothing', async () => {
    const { cases } = await activated()
    const project = await theProject()
    const prompt = file('route.prompt.md')
    const template = (await read(prompt)).trim()
    const call = (message: string, feedback: string) =>
      JSON.stringify({
        messages: [{ role: 'user', content: template.replace('{{message}}', message) }],
        output: 'billing',
        feedback,
      })
    const log = file('calls.jsonl')
    await write(
      log,
      [call('Write to kim@example.com about the fee', 'good'), call('Where is my parcel?', 'bad')].join('\n'),
    )
    try {
      await vscode.commands.executeCommand('tunesmith.importCases', prompt, [log])
      const view = cases.viewOf(project, 'route.prompt.md')
      assert.equal(view?.state, 'reviewing')
      assert.deepEqual(
        view.drafts.map(({ vars, expected, kind, decision }) => [vars.message, expected, kind, decision]),
        [
          ['Where is my parcel?', '', 'failure', 'open'],
          ['Write to [EMAIL_1] about the fee', 'billing', 'typical', 'open'],
        ],
      )
      assert.match(view.sentences.join(' '), /2 calls in 1 file/)
      assert.deepEqual(view.written, [])
    } finally {
      await cases.discard()
      await vscode.workspace.fs.delete(log)
    }
  })
})
