// The status bar item of batches: there while a run waits for some.
import * as vscode from 'vscode'
import { commandLink } from '../../platform/commands.ts'
import { DisposableStore } from '../../platform/disposable.ts'
import { PlainMarkdown } from '../../platform/markdown.ts'
import { promptUri } from '../../platform/projects.ts'
import { atMostEvery } from '../../platform/timing.ts'
import { isSimulated } from '../../shared/format.ts'
import type { BatchRuns } from './batchRuns.ts'
import { runWords, waitingWords } from './batchWords.ts'

/** A run says more than a status bar can show. */
const SHOW_MS = 500

export function createBatchStatusItem(runs: BatchRuns): vscode.Disposable {
  const store = new DisposableStore()
  const item = store.add(vscode.window.createStatusBarItem('tunesmith.batches', vscode.StatusBarAlignment.Left))
  item.name = 'Tunesmith Batches'
  const show = () => {
    const [first] = runs.batches
    if (first === undefined) return item.hide()
    const views = runs.batches.flatMap(({ view }) => view ?? [])
    item.text = `$(cloud) ${waitingWords(views)}`
    item.accessibilityInformation = { label: waitingWords(views) }
    const text = new PlainMarkdown()
    for (const view of views) {
      text.paragraph(runWords(view))
      if (view.models.some(isSimulated)) text.paragraph('Simulated: the batches are answered on this machine.')
    }
    text.paragraph('Answers come within 24 hours. The window may be closed: they are collected when it is open again.')
    item.tooltip = text.value
    const { project, task } = first.request
    item.command = commandLink('Show', 'tunesmith.openPanel', {
      tab: 'run',
      prompt: promptUri(project, task.prompt.path),
    })
    return item.show()
  }
  const soon = store.add(atMostEvery(SHOW_MS, show))
  store.add(runs.onDidChange(() => soon()))
  show()
  return store
}
