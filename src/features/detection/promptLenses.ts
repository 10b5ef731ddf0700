// "Evaluate" and "Optimize" above the first line of a prompt, with its last result. Computed from what is known:
// a lens never reads a file.
import * as vscode from 'vscode'
import { commandLink } from '../../platform/commands.ts'
import { DisposableStore } from '../../platform/disposable.ts'
import { onDidChangeSetting, readSetting } from '../../platform/settings.ts'
import { formatRate } from '../../shared/format.ts'
import type { PromptIndex } from './promptIndex.ts'

const FIRST_LINE = new vscode.Range(0, 0, 0, 0)

export function registerPromptLenses(index: PromptIndex): vscode.Disposable {
  const store = new DisposableStore()
  const changed = store.add(new vscode.EventEmitter<void>())
  store.add(index.onDidChange(() => changed.fire()))
  store.add(onDidChangeSetting('tunesmith.codeLens.enabled', () => changed.fire()))
  store.add(
    vscode.languages.registerCodeLensProvider(
      { scheme: 'file' },
      {
        onDidChangeCodeLenses: changed.event,
        provideCodeLenses: (document) => lensesOf(index, document.uri),
      },
    ),
  )
  return store
}

function lensesOf(index: PromptIndex, file: vscode.Uri): vscode.CodeLens[] {
  const prompt = index.find(file)
  if (prompt === undefined || !readSetting('tunesmith.codeLens.enabled', file)) return []
  const { rate, verdict } = prompt.row
  const evaluate = rate === null ? 'Evaluate' : `Evaluate (last: ${formatRate(rate)})`
  const optimize = verdict === null ? 'Optimize' : `Optimize (last: ${verdict})`
  return [
    new vscode.CodeLens(FIRST_LINE, commandLink(evaluate, 'tunesmith.evaluatePrompt', file)),
    new vscode.CodeLens(FIRST_LINE, commandLink(optimize, 'tunesmith.optimizePrompt', file)),
  ]
}
