// Before a run: whether its models can be reached, and what else to run on where a key is missing.
// Must never start anything by itself: each way on is the user's choice.
import * as vscode from 'vscode'
import { runCommand } from '../../platform/commands.ts'
import type { KeyStore } from '../../platform/secrets.ts'

/** A provider as the list of providers has it. */
export interface ProviderInfo {
  readonly id: string
  readonly label: string
  /** Undefined where no key is needed. */
  readonly keyVariable?: string
  readonly local?: true
}

export interface ModelAccessDeps {
  readonly providers: readonly ProviderInfo[]
  readonly keys: KeyStore
}

/** The first provider among those of `models` whose key is missing. */
export async function missingKey(
  { providers, keys }: ModelAccessDeps,
  models: readonly string[],
): Promise<ProviderInfo | undefined> {
  for (const model of models) {
    const provider = providers.find(({ id }) => id === model.split(':')[0]?.toLowerCase())
    if (provider?.keyVariable !== undefined && (await keys.get(provider.id)) === undefined) return provider
  }
  return undefined
}

/** Offers the ways on. True where something was changed, so that it is worth looking again. */
export async function offerAccess(provider: ProviderInfo, prompt: vscode.Uri): Promise<boolean> {
  const ways = [
    { label: `$(key) Set the ${provider.label} API key`, detail: 'Kept in the secret storage of VS Code.', way: 'key' },
    {
      label: '$(list-selection) Choose other models',
      detail: 'Copilot models need no key; local models and the sandbox need no account.',
      way: 'models',
    },
  ] as const
  const picked = await vscode.window.showQuickPick(ways, {
    title: `There is no API key for ${provider.label}`,
    placeHolder: 'How shall this prompt be run?',
  })
  if (picked === undefined) return false
  const done =
    picked.way === 'key'
      ? await runCommand('tunesmith.setApiKey', provider.id)
      : await runCommand('tunesmith.chooseModels', prompt)
  return done === true
}
