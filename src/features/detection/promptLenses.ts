// "Evaluate" and "Optimize" above a prompt: the first line of its file, or of its text where a file holds several, with its last result. Computed from what is known:
// a lens never reads a file.
import * as vscode from 'vscode'
import { commandLink } from '../../platform/commands.ts'
import { DisposableStore } from '../../platform/disposable.ts'
import { onDidChangeSetting, readSetting } from '../../platform/settings.ts'
import { formatRate } from '../../shared/format.ts'
import type { PromptIndex } from './promptIndex.ts'

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
  if (!readSetting('tunesmith.codeLens.enabled', file)) return []
  return index.inFile(file).flatMap(({ uri, row: { rate, verdict }, found }) => {
    const line = uri.fragment === '' ? 0 : found.line - 1
    const place = new vscode.Range(line, 0, line, 0)
    const evaluate = rate === null ? 'Evaluate' : `Evaluate (last: ${formatRate(rate)})`
    const optimize = verdict === null ? 'Optimize' : `Optimize (last: ${verdict})`
    return [
      new vscode.CodeLens(place, commandLink(evaluate, 'tunesmith.evaluatePrompt', uri)),
      new vscode.CodeLens(place, commandLink(optimize, 'tunesmith.optimizePrompt', uri)),
    ]
  })
}
