// The Jobs view: every fine-tuning job of the workspace, newest first; a click shows its curves.
import * as vscode from 'vscode'
import { isOver } from '../../core/finetune/job.ts'
import type { JobState } from '../../core/ports.ts'
import { commandLink } from '../../platform/commands.ts'
import { viewIds } from '../../platform/manifest.ts'
import { PlainMarkdown } from '../../platform/markdown.ts'
import { modelName } from '../../shared/format.ts'
import type { Job, JobService } from './jobService.ts'
import { stateWords } from './jobWords.ts'

const icons: Readonly<Record<JobState, string>> = {
  validating: 'sync~spin',
  queued: 'clock',
  running: 'sync~spin',
  paused: 'debug-pause',
  succeeded: 'check',
  failed: 'error',
  cancelled: 'circle-slash',
  unknown: 'question',
}

export function createJobTree(service: JobService): vscode.Disposable {
  const provider: vscode.TreeDataProvider<Job> = {
    onDidChangeTreeData: service.onDidChange,
    getChildren: (job) => (job === undefined ? [...service.jobs] : []),
    getTreeItem: itemOf,
  }
  return vscode.window.createTreeView(viewIds.jobs, { treeDataProvider: provider })
}

function itemOf(job: Job): vscode.TreeItem {
  const { view, marker, folder } = job
  const { state, error, tunedModel } = view.status
  const item = new vscode.TreeItem(modelName(view.baseModel))
  item.id = `${folder}#${marker}`
  item.description = `${stateWords(view)} · ${view.promptPath}`
  item.iconPath = new vscode.ThemeIcon(icons[state])
  item.tooltip = new PlainMarkdown().paragraph(error?.message ?? tunedModel ?? stateWords(view)).value
  item.contextValue = state === 'succeeded' ? 'job.succeeded' : isOver(view.status) ? 'job.ended' : 'job.active'
  item.command = commandLink('Show', 'tunesmith.openPanel', { tab: 'training' })
  return item
}
