// A table of the workspace, made cases of a prompt by way of the pickers.
import assert from 'node:assert/strict'
import * as vscode from 'vscode'
import { activated, closeEditors, file, read, write } from './extension.ts'

describe('a dataset', () => {
  afterEach(closeEditors)

  it('becomes an eval file as it was guessed, and stays as it is', async () => {
    await activated()
    const [prompt, table, evalFile] = ['sort.txt', 'tickets.csv', 'sort.eval.yaml'].map((name) =>
      file(`tables/${name}`),
    )
    const rows = 'Question,Answer\nWhere is it?,question\nBroken!,complaint\n'
    assert.ok(prompt && table && evalFile)
    await write(prompt, 'Sort: {{text}}\n')
    await write(table, rows)
    try {
      const done = vscode.commands.executeCommand('tunesmith.measureOnDataset', prompt)
      // Whatever a picker has in front is taken: the table in the prompt's folder, then the guess.
      const accept = setInterval(() => {
        void vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem')
      }, 200)
      const text = await appears(evalFile).finally(() => clearInterval(accept))
      assert.match(text, /columns:\n {6}"expected": "Answer"\n {6}"text": "Question"/)
      assert.equal(await read(table), rows)
      await vscode.commands.executeCommand('notifications.clearAll')
      await done
    } finally {
      await vscode.workspace.fs.delete(file('tables'), { recursive: true })
    }
  })
})

function appears(wanted: vscode.Uri): Promise<string> {
  const watcher = vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(file('tables'), '*.eval.yaml'))
  return new Promise<void>((resolve) => watcher.onDidCreate(() => resolve()))
    .then(() => read(wanted))
    .finally(() => watcher.dispose())
}
