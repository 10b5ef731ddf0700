// What the host tests share: the activated extension, its folder, and waiting for events instead of for time.
import assert from 'node:assert/strict'
import * as vscode from 'vscode'
import type { Tunesmith } from '../../src/extension.ts'
import type { Project } from '../../src/platform/projects.ts'

export async function activated(): Promise<Tunesmith> {
  const extension = vscode.extensions.getExtension<Tunesmith>('tunesmith.tunesmith')
  assert.ok(extension, 'the extension is installed')
  return extension.activate()
}

export async function theProject(): Promise<Project> {
  const [project] = (await activated()).projects.all
  assert.ok(project, 'a folder is open')
  return project
}

/** The file of this path in the workspace. */
export function file(path: string): vscode.Uri {
  const [folder] = vscode.workspace.workspaceFolders ?? []
  assert.ok(folder, 'a folder is open')
  return vscode.Uri.joinPath(folder.uri, path)
}

export async function write(uri: vscode.Uri, text: string): Promise<void> {
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text))
}

export async function read(uri: vscode.Uri): Promise<string> {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(await vscode.workspace.fs.readFile(uri))
}

/** Resolves once `holds` is true, asked now and at each of the events. */
export function until<T>(
  events: readonly vscode.Event<unknown>[],
  holds: () => T | undefined | Promise<T | undefined>,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const subscriptions: vscode.Disposable[] = []
    const ask = async () => {
      const value = await holds()
      if (value === undefined) return
      for (const subscription of subscriptions) subscription.dispose()
      resolve(value)
    }
    for (const event of events) subscriptions.push(event(() => void ask().catch(reject)))
    ask().catch(reject)
  })
}

export async function closeEditors(): Promise<void> {
  for (const document of vscode.workspace.textDocuments) if (document.isDirty) await document.save()
  await vscode.commands.executeCommand('workbench.action.closeAllEditors')
}
