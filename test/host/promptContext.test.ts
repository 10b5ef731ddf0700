// What the editor says of a prompt is what every other reader says: with the settings, and with the files it needs.
import assert from 'node:assert/strict'
import * as vscode from 'vscode'
import { activated, closeEditors, file, read, until, write } from './extension.ts'

describe('a prompt in the editor', () => {
  afterEach(closeEditors)

  it('gets an eval file with the variables that its format in the settings gives it', async () => {
    const { prompts } = await activated()
    await write(file('told/ask.txt'), 'Greet {{ person | upper }}{% if formal %} politely{% endif %}.\n')
    const settings = () => vscode.workspace.getConfiguration('tunesmith', file(''))
    try {
      await settings().update('detection.files', { '/told/ask.txt': 'jinja' }, vscode.ConfigurationTarget.Workspace)
      await until([prompts.onDidChange], () => prompts.find(file('told/ask.txt')))
      await vscode.commands.executeCommand('tunesmith.createEvalFile', file('told/ask.txt'))
      assert.match(await read(file('told/promptfooconfig.yaml')), /"person": [^\n]*\n *"formal": /)
    } finally {
      await settings().update('detection.files', undefined, vscode.ConfigurationTarget.Workspace)
      for (const path of ['told', '.vscode']) await vscode.workspace.fs.delete(file(path), { recursive: true })
      await until([prompts.onDidChange], () => (prompts.find(file('told/ask.txt')) === undefined ? true : undefined))
    }
  })

  it('has lenses in code, until the settings say that the file holds none', async () => {
    const { prompts } = await activated()
    await prompts.ready()
    const code = file('ask.ts')
    await write(code, 'export const SYSTEM_PROMPT = `You sort messages.\nAnswer with one word: {{message}}`\n')
    const lenses = async () => {
      const { uri } = await vscode.workspace.openTextDocument(code)
      const all = await vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', uri, 10)
      return all.flatMap(({ command }) => (command?.command.startsWith('tunesmith.') ? [command.title] : []))
    }
    const settings = () => vscode.workspace.getConfiguration('tunesmith', file(''))
    try {
      assert.deepEqual((await lenses()).slice(0, 2), ['Evaluate', 'Optimize'])
      await settings().update('detection.files', { '/ask.ts': false }, vscode.ConfigurationTarget.Workspace)
      assert.deepEqual(await lenses(), [])
    } finally {
      await settings().update('detection.files', undefined, vscode.ConfigurationTarget.Workspace)
      for (const path of ['ask.ts', '.vscode']) await vscode.workspace.fs.delete(file(path), { recursive: true })
    }
  })
})
