// "Evaluate" and "Optimize" above a prompt: the first line of its file, or of its text where a file holds several, with its last
// result. Computed from what is known and what is open: a lens never reads a file.
import * as vscode from 'vscode'
import { teller } from '../../core/prompt/detect/told.ts'
import { commandLink } from '../../platform/commands.ts'
import { DisposableStore } from '../../platform/disposable.ts'
import { onDidChangeSetting, readSetting } from '../../platform/settings.ts'
import { formatRate } from '../../shared/format.ts'
import type { PromptRow } from '../../shared/viewModel.ts'
import type { PromptIndex } from './promptIndex.ts'
import { promptsInCode } from './promptsInCode.ts'

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
        provideCodeLenses: (document) => lensesOf(index, document),
      },
    ),
  )
  return store
}

interface Lensed {
  readonly uri: vscode.Uri
  /** 0-based. */
  readonly line: number
  readonly rate: PromptRow['rate']
  readonly verdict: PromptRow['verdict']
  /** No eval file names it. */
  readonly isUnmeasured: boolean
}

function lensesOf(index: PromptIndex, document: vscode.TextDocument): vscode.CodeLens[] {
  const file = document.uri
  if (!readSetting('tunesmith.codeLens.enabled', file)) return []
  const known = index.inFile(file).map(
    ({ uri, row: { rate, verdict, evalPath }, found }): Lensed => ({
      uri,
      line: uri.fragment === '' ? 0 : found.line - 1,
      rate,
      verdict,
      isUnmeasured: evalPath === null,
    }),
  )
  const inCode = known.length > 0 || isNone(file) ? [] : promptsInCode(document)
  const listed = [...known, ...inCode.map((one) => ({ ...one, rate: null, verdict: null, isUnmeasured: false }))]
  return listed.flatMap(({ uri, line, rate, verdict, isUnmeasured }) => {
    const place = new vscode.Range(line, 0, line, 0)
    const evaluate = rate === null ? 'Evaluate' : `Evaluate (last: ${formatRate(rate)})`
    const optimize = verdict === null ? 'Optimize' : `Optimize (last: ${verdict})`
    return [
      new vscode.CodeLens(place, commandLink(evaluate, 'tunesmith.evaluatePrompt', uri)),
      new vscode.CodeLens(place, commandLink(optimize, 'tunesmith.optimizePrompt', uri)),
      ...(isUnmeasured
        ? [new vscode.CodeLens(place, commandLink('No cases yet: make some', 'tunesmith.makeCases', uri))]
        : []),
    ]
  })
}

/** Whether the settings say that the file is no prompt. */
function isNone(file: vscode.Uri): boolean {
  const path = vscode.workspace.asRelativePath(file, false)
  return teller({ overrides: readSetting('tunesmith.detection.files', file) }, new Map())(path)?.format === false
}
