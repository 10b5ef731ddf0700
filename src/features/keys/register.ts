// Keys in and out of the secret storage, and the choice of models. A key is typed once and never shown again.
import * as vscode from 'vscode'
import { InputError } from '../../core/errors.ts'
import { parseModelId } from '../../core/modelId.ts'
import { registerCommand } from '../../platform/commands.ts'
import { DisposableStore } from '../../platform/disposable.ts'
import type { PromptArgument } from '../../platform/manifest.ts'
import { readSetting, writeFolderSetting } from '../../platform/settings.ts'
import { type ModelChoice, type ModelChoiceDeps, modelChoices } from './modelChoices.ts'

interface KeyedProvider {
  readonly id: string
  readonly label: string
  readonly keyVariable?: string
}

interface KeysDeps extends ModelChoiceDeps {
  readonly log: vscode.LogOutputChannel
  readonly providers: readonly KeyedProvider[]
  readonly choosePrompt: (argument: PromptArgument) => Promise<vscode.Uri | undefined>
}

export function registerKeys(deps: KeysDeps): vscode.Disposable {
  const store = new DisposableStore()
  store.add(registerCommand(deps.log, 'tunesmith.setApiKey', (provider) => setKey(deps, provider)))
  store.add(registerCommand(deps.log, 'tunesmith.removeApiKey', (provider) => removeKey(deps, provider)))
  store.add(registerCommand(deps.log, 'tunesmith.chooseModels', (prompt) => chooseModels(deps, prompt)))
  return store
}

/** True where a key was stored. */
async function setKey(deps: KeysDeps, id: string | undefined): Promise<boolean> {
  const provider = await chooseProvider(deps, id, 'Whose API key?')
  if (provider === undefined) return false
  const key = await vscode.window.showInputBox({
    title: `API key for ${provider.label}`,
    prompt: 'Kept in the secret storage of VS Code, and sent to nobody else.',
    password: true,
    ignoreFocusOut: true,
    validateInput: (text) => (/\s/.test(text.trim()) ? 'A key has no spaces in it.' : undefined),
  })
  if (key === undefined || key.trim() === '') return false
  await deps.keys.set(provider.id, key.trim())
  vscode.window.setStatusBarMessage(`$(key) The API key for ${provider.label} is stored.`, 5000)
  return true
}

async function removeKey(deps: KeysDeps, id: string | undefined): Promise<void> {
  const stored = await Promise.all(
    keyed(deps).map(async (provider) => ((await deps.keys.source(provider.id)) === 'stored' ? [provider] : [])),
  )
  const providers = stored.flat()
  if (providers.length === 0) throw new InputError('No API key is stored.', 'Keys in the environment are not ours.')
  const provider = await chooseProvider({ ...deps, providers }, id, 'Remove whose API key?')
  if (provider === undefined) return
  await deps.keys.remove(provider.id)
  vscode.window.setStatusBarMessage(`$(trash) The API key for ${provider.label} is removed.`, 5000)
}

function keyed({ providers }: Pick<KeysDeps, 'providers'>): readonly KeyedProvider[] {
  return providers.filter(({ keyVariable }) => keyVariable !== undefined)
}

async function chooseProvider(
  deps: Pick<KeysDeps, 'providers' | 'keys'>,
  id: string | undefined,
  title: string,
): Promise<KeyedProvider | undefined> {
  const providers = keyed(deps)
  const given = providers.find((provider) => provider.id === id)
  if (given !== undefined) return given
  const items = await Promise.all(
    providers.map(async (provider) => ({
      label: provider.label,
      description: described(await deps.keys.source(provider.id), provider.keyVariable),
      provider,
    })),
  )
  return (await vscode.window.showQuickPick(items, { title }))?.provider
}

function described(source: 'stored' | 'environment' | undefined, variable: string | undefined): string {
  if (source === 'stored') return 'stored'
  return source === 'environment' ? `from ${variable}` : 'none yet'
}

/** Writes the choice to the folder's settings. True where something was chosen. */
async function chooseModels(deps: KeysDeps, argument: PromptArgument): Promise<boolean> {
  const file = await deps.choosePrompt(argument)
  if (file === undefined) return false
  const before = readSetting('tunesmith.models', file)
  const another = { label: '$(edit) Another model…', description: 'provider:name' }
  const choices: readonly ModelChoice[] = [...(await modelChoices(deps, before)), another]
  const picked = await vscode.window.showQuickPick(choices, {
    title: 'Models to run on; a search works for all of them, the first being the one in use today',
    placeHolder: 'Overrides the eval file’s models. None: the eval file decides.',
    canPickMany: true,
  })
  if (picked === undefined) return false
  const models = picked.flatMap(({ model }) => (model === undefined ? [] : [model]))
  const typed = picked.includes(another) ? await askForModel() : undefined
  // What was chosen before keeps its place: the first is the one in use today.
  const all = [...models, ...(typed === undefined ? [] : [typed])]
  const kept = before.filter((model) => all.includes(model))
  await writeFolderSetting('tunesmith.models', [...kept, ...all.filter((model) => !kept.includes(model))], file)
  return true
}

async function askForModel(): Promise<string | undefined> {
  const text = await vscode.window.showInputBox({
    title: 'Which model?',
    prompt: 'provider:name, for example openai:gpt-6-luna or ollama:llama3.2',
    validateInput: (value) => problemWith(value),
  })
  return text === undefined || text.trim() === '' ? undefined : parseModelId(text).id
}

function problemWith(text: string): string | undefined {
  try {
    parseModelId(text)
    return undefined
  } catch (error) {
    return InputError.is(error) ? error.mend : String(error)
  }
}
