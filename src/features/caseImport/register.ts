// "Import Cases from Logs" and "… from Git History": suggestions out of what happened to a prompt, put before the user
// for approval. Must never write a case, nor ask git in a workspace that is not trusted.
import * as vscode from 'vscode'
import { InputError } from '../../core/errors.ts'
import type { ComponentId } from '../../core/generate/componentTypes.ts'
import type { DraftCase } from '../../core/generate/draft.ts'
import { loadSubject, type Subject } from '../../core/generate/subject.ts'
import { CHECKS_HEAD, checksYaml } from '../../core/history/checksText.ts'
import type { ReadHistory, Revision } from '../../core/history/revision.ts'
import { splitPath } from '../../core/prompt/registry.ts'
import { filesOrder, type Suggestions, suggestCases } from '../../core/traces/suggestCases.ts'
import { registerCommand } from '../../platform/commands.ts'
import { DisposableStore } from '../../platform/disposable.ts'
import type { PromptArgument } from '../../platform/manifest.ts'
import { type Project, type Projects, pathIn } from '../../platform/projects.ts'
import { readSetting } from '../../platform/settings.ts'
import { textChunks } from '../../platform/textChunks.ts'
import { fileName, formatCounted } from '../../shared/format.ts'

/** Suggestions from logs at most: as many as a person reads in one go. */
const ROOM = 100

interface CaseImportDeps {
  readonly projects: Projects
  readonly log: vscode.LogOutputChannel
  /** The prompt that a command is about. */
  readonly choosePrompt: (argument: PromptArgument) => Promise<vscode.Uri | undefined>
  /** Reads commits of files below a folder. */
  readonly history: (folder: string) => Promise<ReadHistory>
  readonly isTrusted: () => boolean
  /** Suggestions for this prompt that wait for the user already. */
  readonly waiting: (project: Project, promptPath: string) => number
  /** Puts suggestions before the user in their place; what they approve is written. */
  readonly review: (review: Review) => Promise<void>
}

interface Review {
  readonly project: Project
  readonly promptPath: string
  readonly drafts: readonly DraftCase[]
  readonly type: ComponentId
  readonly sentences: readonly string[]
}

interface Meant {
  readonly project: Project
  readonly path: string
  readonly subject: Subject
}

export function registerCaseImport(deps: CaseImportDeps): vscode.Disposable {
  const store = new DisposableStore()
  store.add(registerCommand(deps.log, 'tunesmith.importCases', (prompt, logs) => fromLogs(deps, prompt, logs)))
  store.add(registerCommand(deps.log, 'tunesmith.importHistory', (prompt) => fromHistory(deps, prompt)))
  return store
}

async function fromLogs(deps: CaseImportDeps, prompt: PromptArgument, given?: readonly vscode.Uri[]): Promise<void> {
  const meant = await promptMeant(deps, prompt)
  if (meant === undefined) return
  const files = given ?? (await askForLogs(meant.project))
  if (files === undefined) return
  const found = await working(`Reading ${files.map(({ path }) => fileName(path)).join(', ')}`, async (token) => {
    const logs = files.map((file) => ({ name: vscode.workspace.asRelativePath(file), chunks: textChunks(file, token) }))
    const revisions = await revisionsOf(deps, meant, false)
    return suggestCases({ subject: meant.subject, revisions, logs, ofHistory: false, room: ROOM, seed: '1' })
  })
  await present(deps, meant, found)
}

async function fromHistory(deps: CaseImportDeps, prompt: PromptArgument): Promise<void> {
  const meant = await promptMeant(deps, prompt)
  if (meant === undefined) return
  const found = await working('Reading the history of the prompt', async () => {
    const revisions = await revisionsOf(deps, meant, true)
    return suggestCases({ subject: meant.subject, revisions, logs: [], ofHistory: true, room: ROOM, seed: '1' })
  })
  const checks = found.history?.checks ?? []
  if (checks.length > 0) {
    const content = [`# ${CHECKS_HEAD}`, ...checksYaml(checks), ''].join('\n')
    const document = await vscode.workspace.openTextDocument({ language: 'yaml', content })
    await vscode.window.showTextDocument(document, { preview: false, preserveFocus: true })
  }
  await present(deps, meant, found)
}

async function promptMeant(deps: CaseImportDeps, argument: PromptArgument): Promise<Meant | undefined> {
  const file = await deps.choosePrompt(argument)
  if (file === undefined) return undefined
  const project = deps.projects.of(file)
  if (project === undefined)
    throw new InputError(`${fileName(file.path)} is in no open folder.`, 'Open the folder that holds it.')
  const path = pathIn(project, file)
  const overrides = readSetting('tunesmith.detection.files', project.folder.uri)
  return { project, path, subject: await loadSubject(project.files, path, { overrides }) }
}

async function askForLogs({ folder }: Project): Promise<readonly vscode.Uri[] | undefined> {
  return vscode.window.showOpenDialog({
    title: 'Logged Calls of the Prompt',
    openLabel: 'Import',
    defaultUri: folder.uri,
    canSelectMany: true,
    filters: { Logs: ['jsonl', 'ndjson', 'json', 'csv', 'log', 'txt'] },
  })
}

/** Older versions are a help for logs, and needed where they themselves are asked. */
async function revisionsOf(
  deps: CaseImportDeps,
  { project, path }: Meant,
  isNeeded: boolean,
): Promise<readonly Revision[]> {
  if (!deps.isTrusted()) {
    if (!isNeeded) return []
    throw new InputError('This workspace is not trusted, so git is not asked about it.', 'Trust it first.')
  }
  try {
    const read = await deps.history(project.folder.uri.fsPath)
    return await read(splitPath(path).file)
  } catch (error) {
    if (InputError.is(error) && !isNeeded) return []
    throw error
  }
}

async function present(deps: CaseImportDeps, { project, path, subject }: Meant, found: Suggestions): Promise<void> {
  const { drafts, sentences } = found
  deps.log.info(`${drafts.length} cases suggested for ${path}`)
  if (drafts.length > 0) {
    if (!(await mayReplace(deps.waiting(project, path)))) return
    const { type } = filesOrder(subject, drafts, {})
    await deps.review({ project, promptPath: path, drafts, type, sentences })
    return
  }
  const detail = sentences.join('\n')
  await vscode.window.showInformationMessage(`No new case for ${fileName(path)}.`, { modal: true, detail })
}

async function mayReplace(waiting: number): Promise<boolean> {
  if (waiting === 0) return true
  const question = `${formatCounted(waiting, 'suggested case')} still ${waiting === 1 ? 'waits' : 'wait'} for your yes or no.`
  return (await vscode.window.showWarningMessage(question, { modal: true }, 'Replace Them')) !== undefined
}

function working<T>(title: string, task: (token: vscode.CancellationToken) => Promise<T>): Thenable<T> {
  const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true }
  return vscode.window.withProgress(options, (_progress, token) => task(token))
}
