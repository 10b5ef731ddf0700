// Everything that makes prompts visible: tree, lenses, language status, and the commands that begin one.
import * as vscode from 'vscode'
import { InputError } from '../../core/errors.ts'
import { parsePrompt } from '../../core/prompt/registry.ts'
import { registerCommand } from '../../platform/commands.ts'
import { DisposableStore } from '../../platform/disposable.ts'
import type { PromptArgument } from '../../platform/manifest.ts'
import { createEvalFile, createPrompt } from './createPrompt.ts'
import type { PromptIndex } from './promptIndex.ts'
import { registerPromptLenses } from './promptLenses.ts'
import { registerPromptStatus } from './promptStatus.ts'
import { createPromptTree } from './promptTree.ts'

interface DetectionDeps {
  readonly index: PromptIndex
  readonly log: vscode.LogOutputChannel
  /** The prompt that a command is about. */
  readonly choosePrompt: (argument: PromptArgument) => Promise<vscode.Uri | undefined>
}

export function registerDetection({ index, log, choosePrompt }: DetectionDeps): vscode.Disposable {
  const store = new DisposableStore()
  store.add(createPromptTree(index))
  store.add(registerPromptLenses(index))
  store.add(registerPromptStatus(index))
  store.add(registerCommand(log, 'tunesmith.refreshPrompts', () => index.refresh()))
  store.add(registerCommand(log, 'tunesmith.createPrompt', async () => createPrompt(await folderForNewPrompt())))
  store.add(
    registerCommand(log, 'tunesmith.createEvalFile', async (argument) => {
      const file = await choosePrompt(argument)
      return file === undefined ? undefined : createEvalFile(file, await variablesOf(file))
    }),
  )
  void index.ready()
  return store
}

async function folderForNewPrompt(): Promise<vscode.Uri> {
  const folders = vscode.workspace.workspaceFolders ?? []
  const folder = folders.length > 1 ? await vscode.window.showWorkspaceFolderPick() : folders[0]
  if (folders.length > 1 && folder === undefined) throw new vscode.CancellationError()
  if (folder === undefined) throw new InputError('No folder is open.', 'Open the folder that shall hold the prompt.')
  return folder.uri
}

async function variablesOf(file: vscode.Uri): Promise<readonly string[]> {
  const document = await vscode.workspace.openTextDocument(file)
  return parsePrompt(file.path, document.getText()).variables
}
