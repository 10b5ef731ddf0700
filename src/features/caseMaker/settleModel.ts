// Which model writes the cases, and whether what it may cost is agreed to.
// Must never choose a model that costs money for the user.
import * as vscode from 'vscode'
import { fewestCalls, OUTPUT_TOKENS } from '../../core/generate/generate.ts'
import { costOf, type PriceTable } from '../../core/pricing.ts'
import { readSetting } from '../../platform/settings.ts'
import { formatMoney } from '../../shared/format.ts'

/** A line of the list of models; `model` is undefined for one that is no model. */
interface ModelLine extends vscode.QuickPickItem {
  readonly model?: string
}

export interface ModelDeps {
  /** Models that can be used here and now. */
  readonly choices: () => Promise<readonly ModelLine[]>
  /** Whether a key for the model is there, or none is needed. */
  readonly isUsable: (model: string) => Promise<boolean>
  readonly prices: () => PriceTable
}

/** Tokens of a request with a long prompt. */
const INPUT_TOKENS = 6000

/** The first of `wanted` where it can be used, else one that the user picks; undefined where they turned back. */
export async function settleModel(
  deps: ModelDeps,
  wanted: readonly string[],
  count: number,
): Promise<string | undefined> {
  const [first] = wanted
  const model = first !== undefined && (await deps.isUsable(first)) ? first : await pickModel(deps)
  return model !== undefined && (await isAgreed(deps, model, count)) ? model : undefined
}

async function pickModel({ choices }: ModelDeps): Promise<string | undefined> {
  const picked = await vscode.window.showQuickPick(choices(), {
    title: 'Which model writes the cases?',
    placeHolder: 'A strong one: its mistakes become yours',
  })
  return picked?.model
}

async function isAgreed({ prices }: ModelDeps, model: string, count: number): Promise<boolean> {
  const calls = fewestCalls(count)
  const each = costOf(model, { inputTokens: INPUT_TOKENS, outputTokens: OUTPUT_TOKENS }, prices())
  const usd = each === undefined ? undefined : calls * each
  if (/^(?:sandbox|ollama|lmstudio|llamacpp|vllm):/.test(model)) return true
  if (usd !== undefined && usd <= readSetting('tunesmith.askAboveUsd')) return true
  const cost = usd === undefined ? 'The price of the model is unknown.' : `At most about ${formatMoney(usd)}.`
  const detail = `About ${calls} calls. ${cost}`
  const answer = await vscode.window.showWarningMessage(
    `Have cases written by ${model}?`,
    { modal: true, detail },
    'Make',
  )
  return answer === 'Make'
}
