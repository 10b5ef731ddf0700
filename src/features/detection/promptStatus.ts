// The last result of the prompt in the active editor, in the language status: there when asked for, no room taken.
import * as vscode from 'vscode'
import { literalGlob } from '../../core/glob.ts'
import { splitPath } from '../../core/prompt/registry.ts'
import { commandLink } from '../../platform/commands.ts'
import { DisposableStore } from '../../platform/disposable.ts'
import { formatRateWithCount } from '../../shared/format.ts'
import type { PromptIndex } from './promptIndex.ts'

export function registerPromptStatus(index: PromptIndex): vscode.Disposable {
  const store = new DisposableStore()
  const item = store.add(vscode.languages.createLanguageStatusItem('tunesmith.verdict', []))
  item.name = 'Tunesmith'
  const show = () => {
    const uri = vscode.window.activeTextEditor?.document.uri
    const prompt = uri === undefined ? undefined : index.find(uri)
    if (prompt === undefined) {
      item.selector = []
      return
    }
    const { rate, verdict, notice } = prompt.row
    item.selector = {
      scheme: 'file',
      pattern: new vscode.RelativePattern(prompt.project.folder, literalGlob(splitPath(prompt.row.path).file).slice(1)),
    }
    item.text = rate === null ? 'Not measured yet' : formatRateWithCount(rate)
    item.detail = [verdict ?? '', notice ?? ''].filter((part) => part !== '').join(' · ')
    item.command =
      rate === null
        ? commandLink('Evaluate', 'tunesmith.evaluatePrompt', prompt.uri)
        : commandLink('Show Results', 'tunesmith.openPanel', { tab: 'overview', prompt: prompt.uri })
  }
  store.add(index.onDidChange(show))
  store.add(vscode.window.onDidChangeActiveTextEditor(show))
  show()
  return store
}
