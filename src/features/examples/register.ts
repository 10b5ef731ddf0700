// A real small workspace to try everything on: copied out of the extension to where the user wants it, and opened.
// Must never write into a folder that already holds something.
import * as vscode from 'vscode'
import { InputError } from '../../core/errors.ts'
import { registerCommand, runCommand } from '../../platform/commands.ts'
import { exists } from '../../platform/files.ts'
import type { Facts, UserFacts } from '../../platform/storage.ts'

interface ExamplesDeps {
  readonly extensionUri: vscode.Uri
  readonly globalStorageUri: vscode.Uri
  readonly facts: Facts<UserFacts>
  readonly log: vscode.LogOutputChannel
  /** Resolves to the prompts of the workspace. */
  readonly prompts: () => Promise<readonly vscode.Uri[]>
}

interface Example extends vscode.QuickPickItem {
  readonly folder: string
}

const EXAMPLES: readonly Example[] = [
  {
    folder: 'support-routing',
    label: 'Support routing',
    detail: 'Answers come back in every shape. Prompting wins.',
  },
  {
    folder: 'contract-clauses',
    label: 'Contract clauses',
    detail: 'The model does not know the field. Prompting ends on a plateau, training wins.',
  },
  {
    folder: 'product-category',
    label: 'Product category',
    detail: 'Both, one after the other.',
  },
  {
    folder: 'commit-types',
    label: 'Commit types',
    detail: 'An AGENTS.md without inputs: tasks are its cases, and a command judges the answers.',
  },
]

export function registerExamples(deps: ExamplesDeps): vscode.Disposable {
  welcome(deps).catch((error: unknown) =>
    deps.log.error('example', error instanceof Error ? error.message : String(error)),
  )
  return registerCommand(deps.log, 'tunesmith.tryExample', () => tryExample(deps))
}

async function tryExample(deps: ExamplesDeps): Promise<void> {
  const example = await vscode.window.showQuickPick(EXAMPLES, { title: 'Which example?', matchOnDetail: true })
  if (example === undefined) return
  const parent = await chooseParent(deps)
  if (parent === undefined) return
  const source = vscode.Uri.joinPath(deps.extensionUri, 'examples', example.folder)
  if (!(await exists(source)))
    throw new InputError(`The example ${example.label} is not in this build.`, 'Install the packaged extension.')
  const folder = await freeFolder(parent, example.folder)
  await vscode.workspace.fs.copy(source, folder)
  await deps.facts.set('openedExample', folder.toString())
  await vscode.commands.executeCommand('vscode.openFolder', folder)
}

async function chooseParent({ globalStorageUri }: ExamplesDeps): Promise<vscode.Uri | undefined> {
  const ours = {
    label: '$(home) Keep it with the extension',
    detail: 'Good for a look: it goes when the extension goes.',
  }
  const yours = { label: '$(folder-opened) Choose a folder…', detail: 'The example gets a folder of its own in it.' }
  const where = await vscode.window.showQuickPick([ours, yours], { title: 'Where shall the copy stand?' })
  if (where === undefined) return undefined
  if (where === ours) return vscode.Uri.joinPath(globalStorageUri, 'examples')
  const [chosen] =
    (await vscode.window.showOpenDialog({ canSelectFolders: true, canSelectFiles: false, openLabel: 'Copy Here' })) ??
    []
  return chosen
}

async function freeFolder(parent: vscode.Uri, name: string): Promise<vscode.Uri> {
  for (let n = 1; ; n++) {
    const folder = vscode.Uri.joinPath(parent, n === 1 ? name : `${name}-${n}`)
    if (!(await exists(folder))) return folder
  }
}

/** In the window that opens on the copy: its prompt and the panel, once. */
async function welcome({ facts, prompts }: ExamplesDeps): Promise<void> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri.toString()
  if (folder === undefined || facts.get('openedExample') !== folder) return
  await facts.set('openedExample', undefined)
  const [prompt] = await prompts()
  if (prompt === undefined) return
  await vscode.window.showTextDocument(prompt)
  await runCommand('tunesmith.openPanel', { tab: 'overview', prompt })
}
