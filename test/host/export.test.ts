// A recorded run, taken along as a file.
import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import * as vscode from 'vscode'
import { writeExport } from '../../src/features/export/register.ts'
import { activated, closeEditors, file, read, theProject } from './extension.ts'

describe('an export', () => {
  afterEach(closeEditors)

  it('holds every answer of a run, and no sealed case', async () => {
    const { history } = await activated()
    const project = await theProject()
    await vscode.commands.executeCommand('tunesmith.evaluatePrompt', file('route.prompt.md'))
    const run = await history.last(project, 'route.prompt.md', ['eval'])
    assert.ok(run)
    const target = file('run.csv')
    try {
      await writeExport(project, run, 'csv', target, writeFile)
      const lines = (await read(target)).split('\r\n').filter((line) => /,(?:train|select),seed,/.test(line))
      assert.equal(lines.length, run.splits.train + run.splits.select)
    } finally {
      await vscode.workspace.fs.delete(target)
    }
  })
})
