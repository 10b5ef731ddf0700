// Which prompt a command is about: the one handed over, else the one in front, else the one the user picks.
import * as vscode from 'vscode'
import type { PromptArgument } from '../../platform/manifest.ts'
import type { PromptIndex } from './promptIndex.ts'

/** Undefined where the user picked none. */
export async function choosePrompt(
  index: PromptIndex,
  argument: PromptArgument,
  shown: vscode.Uri | undefined,
): Promise<vscode.Uri | undefined> {
  if (argument !== undefined) return argument instanceof vscode.Uri ? argument : argument.resourceUri
  await index.ready()
  const active = vscode.window.activeTextEditor?.document.uri
  if (active !== undefined && index.find(active) !== undefined) return active
  if (shown !== undefined && index.find(shown) !== undefined) return shown
  const items = index.prompts.map(({ uri, row, project }) => ({
    label: row.path,
    description: project.folder.name,
    detail: row.evalPath ?? 'without an eval file',
    uri,
  }))
  const only = items.length === 1 ? items[0] : undefined
  const picked =
    only ?? (await vscode.window.showQuickPick(items, { title: 'Which prompt?', matchOnDescription: true }))
  return picked?.uri
}
