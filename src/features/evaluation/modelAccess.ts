// Before a run: whether its models can be reached, and what else to run on where a key is missing.
// Must never start anything by itself: each way on is the user's choice.
import * as vscode from 'vscode'
import { runCommand } from '../../platform/commands.ts'
import type { KeyStore } from '../../platform/secrets.ts'
import { writeFolderSetting } from '../../platform/settings.ts'

/** A provider as the list of providers has it. */
export interface ProviderInfo {
  readonly id: string
  readonly label: string
  /** Undefined where no key is needed. */
  readonly keyVariable?: string
  readonly local?: true
}

/** A line of the list; `model` is undefined for one that is no model. */
export interface ModelWay extends vscode.QuickPickItem {
  readonly model?: string
}

export interface ModelAccessDeps {
  readonly providers: readonly ProviderInfo[]
  readonly keys: KeyStore
  /** Models that can be used here and now. */
  readonly choices: () => Promise<readonly ModelWay[]>
}

/** The first provider among those of `models` whose key is missing. */
export async function missingKey(
  { providers, keys }: Pick<ModelAccessDeps, 'providers' | 'keys'>,
  models: readonly string[],
): Promise<ProviderInfo | undefined> {
  for (const model of models) {
    const provider = providers.find(({ id }) => id === model.split(':')[0]?.toLowerCase())
    if (provider?.keyVariable !== undefined && (await keys.get(provider.id)) === undefined) return provider
  }
  return undefined
}

/** Offers the ways on: the key, or a model that needs none. True where something was changed, so that it is worth
 *  looking again. */
export async function offerAccess(
  { choices }: Pick<ModelAccessDeps, 'choices'>,
  provider: ProviderInfo,
  prompt: vscode.Uri,
): Promise<boolean> {
  const key: ModelWay = {
    label: `$(key) Set the ${provider.label} API key`,
    detail: 'Kept in the secret storage of VS Code.',
  }
  const several: ModelWay = { label: '$(list-selection) Choose several models…' }
  const end: ModelWay = { label: '', kind: vscode.QuickPickItemKind.Separator }
  const ways = choices().then((models): ModelWay[] => [key, ...models, end, several])
  const picked = await vscode.window.showQuickPick(ways, {
    title: `There is no API key for ${provider.label}`,
    placeHolder: 'Set it, or choose a model that needs none',
  })
  if (picked === undefined) return false
  if (picked === key) return (await runCommand('tunesmith.setApiKey', provider.id)) === true
  if (picked.model === undefined) return (await runCommand('tunesmith.chooseModels', prompt)) === true
  await writeFolderSetting('tunesmith.models', [picked.model], prompt)
  return true
}
