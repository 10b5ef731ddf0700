// Answers the page's questions about labels from the store and the files as they are now.
// Must never answer with the judge's verdict on an output that has no label yet.
import { InputError } from '../../core/errors.ts'
import { type LabelSheet, labelSheet, saveLabels } from '../../core/judge/labelSheet.ts'
import { loadTask } from '../../core/task.ts'
import type { Project } from '../../platform/projects.ts'
import { readSetting } from '../../platform/settings.ts'
import type { HostParams } from '../../shared/protocol.ts'
import type { RunView } from '../../shared/viewModel.ts'

export async function sheetOf(project: Project, run: RunView): Promise<LabelSheet> {
  const { store, task } = await read(project, run)
  return labelSheet(store, run.id, task)
}

export async function storeLabels(
  project: Project,
  run: RunView,
  { labels }: HostParams<'labels.save'>,
): Promise<LabelSheet> {
  const { store, task } = await read(project, run)
  return saveLabels(store, run.id, task, new Map(labels.map(({ key, pass }) => [key, pass])), Date.now())
}

async function read(project: Project, run: RunView) {
  const store = await project.existingStore()
  if (store === undefined) throw new InputError('Nothing was run in this folder yet.', 'Evaluate a prompt first.')
  const formats = readSetting('tunesmith.detection.files', project.folder.uri)
  return { store, task: await loadTask(project.files, run.promptPath, run.evalPath, formats, project.loadCode()) }
}
