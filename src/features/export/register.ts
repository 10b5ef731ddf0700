// "Export a Run": a recorded run as a file that others read. Must never start a run, nor write a sealed case.
import * as vscode from 'vscode'
import { InputError } from '../../core/errors.ts'
import { EXPORT_FORMATS, type ExportFormat, inBlocks } from '../../core/export/formats.ts'
import { answersOf, exportOf } from '../../core/export/runExport.ts'
import { loadTask } from '../../core/task.ts'
import { registerCommand } from '../../platform/commands.ts'
import type { RunHistory } from '../../platform/history.ts'
import type { PromptArgument, RunReference } from '../../platform/manifest.ts'
import { type Project, type Projects, pathIn } from '../../platform/projects.ts'
import { fileName } from '../../shared/format.ts'
import type { RunView } from '../../shared/viewModel.ts'

interface ExportDeps {
  readonly projects: Projects
  readonly history: RunHistory
  readonly log: vscode.LogOutputChannel
  readonly choosePrompt: (argument: PromptArgument) => Promise<vscode.Uri | undefined>
  /** Writes a file of this machine from a text in pieces, which may be larger than a string can be. */
  readonly writeFile: (path: string, text: Iterable<string>) => Promise<void>
}

export function registerExport(deps: ExportDeps): vscode.Disposable {
  return registerCommand(deps.log, 'tunesmith.exportRun', async (reference) => {
    const chosen = reference === undefined ? await lastRun(deps) : await namedRun(deps, reference)
    if (chosen === undefined) return
    const { project, run } = chosen
    const format = await chooseFormat(run)
    if (format === undefined) return
    const { label, extension } = EXPORT_FORMATS[format]
    const file = await vscode.window.showSaveDialog({
      title: `Export Run ${run.id}`,
      defaultUri: vscode.Uri.joinPath(project.folder.uri, `run-${run.id}.${extension}`),
      filters: { [label]: [extension] },
    })
    if (file === undefined) return
    await writeExport(project, run, format, file, deps.writeFile)
    const action = await vscode.window.showInformationMessage(`Run ${run.id} is in ${fileName(file.path)}.`, 'Open')
    if (action === 'Open') await vscode.env.openExternal(file)
  })
}

/** Throws `InputError` where the run has no answers of its own. `writeFile` takes the text in pieces. */
export async function writeExport(
  project: Project,
  run: RunView,
  format: ExportFormat,
  file: vscode.Uri,
  writeFile: ExportDeps['writeFile'],
) {
  const { evalFile } = await loadTask(project.files, run.promptPath, run.evalPath, {}, project.loadCode())
  const exported = exportOf(run, await project.store(), evalFile.cases)
  if (answersOf(exported) === 0)
    throw new InputError(`Run ${run.id} has no answers to export.`, 'Choose an eval or a sweep.')
  const text = inBlocks(EXPORT_FORMATS[format].write(exported))
  if (file.scheme === 'file') await writeFile(file.fsPath, text)
  else await vscode.workspace.fs.writeFile(file, new TextEncoder().encode([...text].join('')))
}

async function chooseFormat(run: RunView): Promise<ExportFormat | undefined> {
  const details: Readonly<Record<ExportFormat, string>> = {
    promptfoo: 'for promptfoo import',
    junit: 'for CI',
    csv: 'for a spreadsheet',
    html: 'a page that stands alone',
  }
  const items = (Object.keys(EXPORT_FORMATS) as ExportFormat[]).map((format) => ({
    label: EXPORT_FORMATS[format].label,
    description: details[format],
    format,
  }))
  const sealed = run.splits.test === 0 ? '' : ` (without its ${run.splits.test} sealed cases)`
  return (await vscode.window.showQuickPick(items, { title: `Export Run ${run.id}${sealed}` }))?.format
}

async function namedRun({ projects, history }: ExportDeps, { folder, runId }: RunReference) {
  const project = projects.named(folder)
  const run = project && (await history.view(project, runId))
  if (project === undefined || run === undefined) throw new InputError(`There is no run ${runId}.`, 'Choose another.')
  return { project, run }
}

/** The last eval or sweep of the prompt that the command is about. */
async function lastRun({ projects, history, choosePrompt }: ExportDeps) {
  const prompt = await choosePrompt(undefined)
  const project = prompt && projects.of(prompt)
  if (prompt === undefined || project === undefined) return undefined
  const run = await history.last(project, pathIn(project, prompt), ['eval', 'sweep'])
  if (run !== undefined) return { project, run }
  throw new InputError(`${fileName(prompt.path)} was not measured yet.`, 'Run "Evaluate This Prompt" first.')
}
