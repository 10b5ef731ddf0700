// Typed settings. A value that does not fit is treated as not set: the default holds.
import * as vscode from 'vscode'
import { type SettingKey, type Settings, settings } from './manifest.ts'

/** `resource` decides which folder's value holds. */
export function readSetting<K extends SettingKey>(key: K, resource?: vscode.Uri): Settings[K] {
  const { default: fallback, accepts } = settings[key]
  const value: unknown = vscode.workspace.getConfiguration(undefined, resource).get(key)
  return accepts(value) ? (value as Settings[K]) : fallback
}

/** Writes a setting for the folder that holds `resource`. */
export async function writeFolderSetting<K extends SettingKey>(
  key: K,
  value: Settings[K],
  resource: vscode.Uri,
): Promise<void> {
  const several = (vscode.workspace.workspaceFolders?.length ?? 0) > 1
  const target = several ? vscode.ConfigurationTarget.WorkspaceFolder : vscode.ConfigurationTarget.Workspace
  await vscode.workspace.getConfiguration(undefined, resource).update(key, value, target)
}

export function onDidChangeSetting(key: SettingKey, listener: () => void): vscode.Disposable {
  return vscode.workspace.onDidChangeConfiguration((event) => {
    if (event.affectsConfiguration(key)) listener()
  })
}
