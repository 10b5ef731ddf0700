// Everything that makes prompts visible: tree, lenses, language status, and the commands that begin one.
import * as vscode from 'vscode'
import { InputError } from '../../core/errors.ts'
import { contextOfFile } from '../../core/prompt/detect/context.ts'
import type { PromptDocument } from '../../core/prompt/document.ts'
import { formatChoices, parsePrompt } from '../../core/prompt/registry.ts'
import { registerCommand } from '../../platform/commands.ts'
import { DisposableStore } from '../../platform/disposable.ts'
import type { PromptArgument } from '../../platform/manifest.ts'
import { type Project, type Projects, pathIn } from '../../platform/projects.ts'
import { readSetting } from '../../platform/settings.ts'
import { createEvalFile, createPrompt } from './createPrompt.ts'
import { tell } from './hints.ts'
import type { PromptIndex } from './promptIndex.ts'
import { registerPromptLenses } from './promptLenses.ts'
import { registerPromptStatus } from './promptStatus.ts'
import { createPromptTree } from './promptTree.ts'

interface DetectionDeps {
  readonly projects: Projects
  readonly index: PromptIndex
  readonly log: vscode.LogOutputChannel
  /** The prompt that a command is about. */
  readonly choosePrompt: (argument: PromptArgument) => Promise<vscode.Uri | undefined>
}

export function registerDetection({ projects, index, log, choosePrompt }: DetectionDeps): vscode.Disposable {
  const store = new DisposableStore()
  store.add(createPromptTree(index))
  store.add(registerPromptLenses(index))
  store.add(registerPromptStatus(index))
  store.add(registerCommand(log, 'tunesmith.refreshPrompts', () => index.refresh()))
  store.add(registerCommand(log, 'tunesmith.createPrompt', async () => createPrompt(await folderForNewPrompt())))
  store.add(
    registerCommand(log, 'tunesmith.createEvalFile', async (argument) => {
      const file = await choosePrompt(argument)
      return file === undefined ? undefined : createEvalFile(file, await promptIn(projectOf(projects, file), file))
    }),
  )
  store.add(registerCommand(log, 'tunesmith.treatAs', (argument) => treatAs(projects, fileOf(argument))))
  store.add(
    registerCommand(log, 'tunesmith.notAPrompt', async (argument) => {
      const file = fileOf(argument)
      await tell(projectOf(projects, file), file, false)
    }),
  )
  void index.ready()
  return store
}

/** The file that a menu hands over, else the active editor's. */
function fileOf(argument: PromptArgument): vscode.Uri {
  const given = argument instanceof vscode.Uri ? argument : argument?.resourceUri
  const file = given ?? vscode.window.activeTextEditor?.document.uri
  if (file === undefined) throw new InputError('No file is meant.', 'Open the file, or choose it in the explorer.')
  return file
}

function projectOf(projects: Projects, file: vscode.Uri): Project {
  const project = projects.of(file)
  if (project === undefined) throw new InputError('The file is in no open folder.', 'Open the folder that holds it.')
  return project
}

async function treatAs(projects: Projects, file: vscode.Uri): Promise<void> {
  const project = projectOf(projects, file)
  const items = formatChoices().map(({ id, label }) => ({ label, description: id, id }))
  const picked = await vscode.window.showQuickPick(items, { title: 'Which format?', matchOnDescription: true })
  if (picked !== undefined) await tell(project, file, picked.id)
}

async function folderForNewPrompt(): Promise<vscode.Uri> {
  const folders = vscode.workspace.workspaceFolders ?? []
  const folder = folders.length > 1 ? await vscode.window.showWorkspaceFolderPick() : folders[0]
  if (folders.length > 1 && folder === undefined) throw new vscode.CancellationError()
  if (folder === undefined) throw new InputError('No folder is open.', 'Open the folder that shall hold the prompt.')
  return folder.uri
}

/** The prompt as every other reader sees it: what stands in the editor, with the format that the settings name and the
 *  files that it needs. */
async function promptIn(project: Project, prompt: vscode.Uri): Promise<PromptDocument> {
  const file = prompt.with({ fragment: '' })
  const text = (await vscode.workspace.openTextDocument(file)).getText()
  const formats = readSetting('tunesmith.detection.files', file)
  const context = await contextOfFile(project.files, pathIn(project, file), text, formats)
  return parsePrompt(pathIn(project, prompt), text, context)
}
