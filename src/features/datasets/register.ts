// "Measure on a Dataset": a table of the workspace becomes cases of a prompt. What its columns are is guessed, shown with
// reasons and changed at will; then an eval file stores it. Must never touch the dataset, nor write over a file.
import * as vscode from 'vscode'
import { InputError } from '../../core/errors.ts'
import type { Guess } from '../../core/evals/columns/guess.ts'
import { evalFileFor, type MappingPlan, planMapping } from '../../core/evals/columns/planMapping.ts'
import { contextOfFile } from '../../core/prompt/detect/context.ts'
import type { PromptDocument } from '../../core/prompt/document.ts'
import { parsePrompt, splitPath } from '../../core/prompt/registry.ts'
import { readText } from '../../core/readText.ts'
import { registerCommand, runCommand } from '../../platform/commands.ts'
import { exists } from '../../platform/files.ts'
import type { PromptArgument } from '../../platform/manifest.ts'
import { type Project, type Projects, pathIn } from '../../platform/projects.ts'
import { readSetting } from '../../platform/settings.ts'
import { fileName } from '../../shared/format.ts'
import { chooseMapping } from './chooseMapping.ts'

interface DatasetDeps {
  readonly projects: Projects
  readonly log: vscode.LogOutputChannel
  readonly choosePrompt: (argument: PromptArgument) => Promise<vscode.Uri | undefined>
}

const DATASETS = ['csv', 'tsv', 'jsonl', 'ndjson', 'json'].map((ending) => `**/*.${ending}`)

export function registerDatasets({ projects, log, choosePrompt }: DatasetDeps): vscode.Disposable {
  return registerCommand(log, 'tunesmith.measureOnDataset', async (argument) => {
    const prompt = await choosePrompt(argument)
    if (prompt === undefined) return
    const project = projects.of(prompt)
    if (project === undefined) throw new InputError('The file is in no open folder.', 'Open the folder that holds it.')
    const promptPath = pathIn(project, prompt)
    const dataset = await chooseDataset(project, promptPath.slice(0, promptPath.lastIndexOf('/') + 1))
    if (dataset === undefined) return
    const plan = await planMapping(project.files, await promptAt(project, promptPath), dataset)
    const mapping = await chooseMapping(plan)
    if (mapping !== undefined) await write(project, prompt, promptPath, plan, mapping)
  })
}

/** Those in the prompt's own folder first. */
async function chooseDataset(project: Project, folder: string): Promise<string | undefined> {
  const found = await project.files.list('', DATASETS)
  const items = found
    .filter(
      (path) => DATASETS.some((glob) => path.endsWith(glob.slice(4))) && !/(?:^|\/)(?:package|tsconfig)/.test(path),
    )
    .toSorted((a, b) => Number(b.startsWith(folder)) - Number(a.startsWith(folder)))
    .map((path) => ({ label: fileName(path), description: path, path }))
  if (items.length === 0)
    throw new InputError('There is no table in this folder.', 'Put a .csv, .tsv, .jsonl or .json file into it.')
  const picked = await vscode.window.showQuickPick(items, {
    title: 'Measure on which dataset?',
    matchOnDescription: true,
  })
  return picked?.path
}

async function promptAt(project: Project, promptPath: string): Promise<PromptDocument> {
  const { file } = splitPath(promptPath)
  const text = await readText(project.files, file)
  if (text === undefined) throw new InputError('There is no such prompt.', 'Save it first.', { file: promptPath })
  const formats = readSetting('tunesmith.detection.files', project.folder.uri)
  return parsePrompt(promptPath, text, await contextOfFile(project.files, file, text, formats))
}

async function write(
  project: Project,
  prompt: vscode.Uri,
  promptPath: string,
  plan: MappingPlan,
  mapping: readonly Pick<Guess, 'name' | 'column'>[],
): Promise<void> {
  const [model = 'sandbox:small'] = readSetting('tunesmith.models', prompt)
  const { path, text } = evalFileFor(plan, promptPath, mapping, model)
  const file = vscode.Uri.joinPath(project.folder.uri, path)
  if (await exists(file))
    throw new InputError('This eval file is there already, and it is not written over.', 'Move it away.', {
      file: path,
    })
  await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(text))
  await vscode.window.showTextDocument(file)
  const action = await vscode.window.showInformationMessage(
    `${plan.rows} rows of ${fileName(plan.dataset)} are cases of ${fileName(promptPath)} now.`,
    'Evaluate',
  )
  if (action === 'Evaluate') await runCommand('tunesmith.evaluatePrompt', prompt)
}
