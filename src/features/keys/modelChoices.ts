// The models that can be chosen here and now: those with a key, Copilot's, those on this machine, and the sandbox's.
// Asks only what is on this machine, and only when the user opens the list.
import * as vscode from 'vscode'
import type { PriceTable } from '../../core/pricing.ts'
import type { KeyStore } from '../../platform/secrets.ts'

export interface ModelChoice extends vscode.QuickPickItem {
  /** `provider:name`; undefined for a separator and for "another". */
  readonly model?: string
}

export interface ModelChoiceDeps {
  readonly keys: KeyStore
  readonly prices: () => PriceTable
  /** Models of the servers on this machine that answer. */
  readonly localModels: () => Promise<readonly string[]>
}

const SANDBOX = ['sandbox:small', 'sandbox:medium', 'sandbox:large']

export async function modelChoices(
  { keys, prices, localModels }: ModelChoiceDeps,
  chosen: readonly string[],
): Promise<readonly ModelChoice[]> {
  const [local, editor, keyed] = await Promise.all([localModels(), editorModels(), keyedModels(keys, prices())])
  const known = new Set([...local, ...editor.keys(), ...keyed, ...SANDBOX])
  const others = chosen.filter((model) => !known.has(model))
  return [
    ...section('Chosen now', others, ''),
    ...section('With your key', keyed, ''),
    ...section('Language models of VS Code', [...editor.keys()], 'may use your Copilot quota', editor),
    ...section('On this machine', local, 'no key, no cost'),
    ...section('Sandbox', SANDBOX, 'simulated, no key, no cost'),
  ].map((choice) => ({ ...choice, picked: choice.model !== undefined && chosen.includes(choice.model) }))
}

function section(
  label: string,
  models: readonly string[],
  description: string,
  names?: ReadonlyMap<string, string>,
): ModelChoice[] {
  if (models.length === 0) return []
  const separator = { label, kind: vscode.QuickPickItemKind.Separator }
  const describe = (model: string) => [names?.get(model) ?? '', description].filter((part) => part !== '').join(' · ')
  return [separator, ...models.map((model) => ({ label: model, description: describe(model), model }))]
}

/** Id to name. Empty where there is no language model, or the user did not agree. */
async function editorModels(): Promise<ReadonlyMap<string, string>> {
  try {
    const models = await vscode.lm.selectChatModels({})
    return new Map(models.map(({ vendor, family, name }) => [`vscode:${vendor}/${family}`, name]))
  } catch {
    return new Map()
  }
}

/** Listed models of the providers that a key is known for. */
async function keyedModels(keys: KeyStore, prices: PriceTable): Promise<readonly string[]> {
  const providers = new Set(Object.keys(prices).map((model) => model.split(':')[0] ?? ''))
  const known = await Promise.all([...providers].map(async (id) => ((await keys.get(id)) === undefined ? [] : [id])))
  const open = new Set(known.flat())
  return Object.keys(prices).filter((model) => open.has(model.split(':')[0] ?? ''))
}
