// Fine-tuning in the editor: submit, cancel, confirm, the tree, the status bar item, and one word at the end.
import * as vscode from 'vscode'
import { InputError } from '../../core/errors.ts'
import { loadTask } from '../../core/task.ts'
import { registerCommand, runCommand } from '../../platform/commands.ts'
import { DisposableStore } from '../../platform/disposable.ts'
import type { RunHistory } from '../../platform/history.ts'
import type { JobReference, PromptArgument, RunReference } from '../../platform/manifest.ts'
import { sentenceOf } from '../../platform/problem.ts'
import { type Project, type Projects, pathIn } from '../../platform/projects.ts'
import { readSetting } from '../../platform/settings.ts'
import { fileName, formatMoney, isSimulated, modelName } from '../../shared/format.ts'
import type { RunView } from '../../shared/viewModel.ts'
import type { Job, JobService } from './jobService.ts'
import { createJobStatusItem } from './jobStatusItem.ts'
import { createJobTree } from './jobTree.ts'
import { endWords } from './jobWords.ts'

interface JobsDeps {
  readonly jobs: JobService
  readonly projects: Projects
  readonly history: RunHistory
  readonly log: vscode.LogOutputChannel
  readonly choosePrompt: (argument: PromptArgument) => Promise<vscode.Uri | undefined>
  /** Starts a confirmation as any other run. */
  readonly confirm: (project: Project, promptPath: string, marker: string) => Promise<unknown>
}

export function registerJobs(deps: JobsDeps): vscode.Disposable {
  const { jobs, log } = deps
  const store = new DisposableStore()
  store.add(createJobTree(jobs))
  store.add(createJobStatusItem(jobs))
  store.add(jobs.onDidEnd(tellEnd))
  store.add(registerCommand(log, 'tunesmith.submitJob', (sweep) => submit(deps, sweep)))
  store.add(registerCommand(log, 'tunesmith.cancelJob', (job) => cancel(deps, job)))
  store.add(
    registerCommand(log, 'tunesmith.confirmJob', async (reference) => {
      const job = await chooseJob(
        reference === undefined ? undefined : jobs.find(reference),
        succeeded(jobs),
        'Confirm which?',
      )
      if (job !== undefined) await deps.confirm(job.project, job.view.promptPath, job.marker)
    }),
  )
  const resume = () => void jobs.resume().catch((error: unknown) => log.error('jobs', sentenceOf(error)))
  store.add(vscode.workspace.onDidGrantWorkspaceTrust(resume))
  resume()
  return store
}

async function submit({ jobs, log, ...deps }: JobsDeps, sweep: RunReference | undefined): Promise<void> {
  requireTrust()
  const chosen = await chooseSweep(deps, sweep)
  if (chosen === undefined) return
  const { project, view } = chosen
  const formats = readSetting('tunesmith.detection.files', project.folder.uri)
  const task = await loadTask(project.files, view.promptPath, undefined, formats, project.loadCode())
  if (!(await agreed(view, await trainingCost(deps.history, project, view)))) return
  await runCommand('tunesmith.openPanel', { tab: 'training' })
  const job = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Window, title: 'Submitting the training set' },
    () => jobs.submit(project, task, view.id),
  )
  log.info(`job ${job.marker} submitted`)
}

function requireTrust(): void {
  if (!vscode.workspace.isTrusted)
    throw new InputError(
      'This workspace is not trusted, so no training backend is asked for anything.',
      'Trust it with "Workspaces: Manage Workspace Trust" first.',
    )
}

/** Training costs money and sends the cases away, unless it is simulated: asked every time. */
async function agreed(view: RunView, usd: number | null): Promise<boolean> {
  const model = view.sweep?.model ?? view.models[0] ?? ''
  if (isSimulated(model)) return true
  const answer = await vscode.window.showWarningMessage(
    `Fine-tune ${modelName(model)} for ${fileName(view.promptPath)}?`,
    { modal: true, detail: `Your train cases are uploaded to ${model.split(':')[0]}. Cost: ${formatMoney(usd)}.` },
    'Fine-Tune',
  )
  return answer === 'Fine-Tune'
}

/** What the last diagnosis of the prompt said; null where there is none. */
async function trainingCost(history: RunHistory, project: Project, view: RunView): Promise<number | null> {
  const last = await history.last(project, view.promptPath, ['diagnosis'])
  return last?.diagnosis?.recommendation.trainingUsd ?? null
}

/** The sweep itself, or for a diagnosis the last sweep of its prompt. */
async function chooseSweep(
  { projects, history, choosePrompt }: Pick<JobsDeps, 'projects' | 'history' | 'choosePrompt'>,
  run: RunReference | undefined,
): Promise<{ project: Project; view: RunView } | undefined> {
  const file = run === undefined ? await choosePrompt(undefined) : undefined
  const project = run === undefined ? file && projects.of(file) : projects.named(run.folder)
  if (project === undefined) return undefined
  const given = run && (await history.view(project, run.runId))
  const promptPath = given?.promptPath ?? (file && pathIn(project, file))
  const view = given?.sweep ? given : await history.last(project, promptPath, ['sweep'])
  if (view?.sweep == null)
    throw new InputError('There is no finished sweep to train from.', 'Run "Optimize This Prompt" first.')
  return { project, view }
}

async function cancel({ jobs }: JobsDeps, reference: JobReference | undefined): Promise<void> {
  requireTrust()
  const job = await chooseJob(reference === undefined ? undefined : jobs.find(reference), jobs.active, 'Cancel which?')
  if (job === undefined) return
  const stop = 'Cancel the Job'
  const answer = isSimulated(job.view.backend)
    ? stop
    : await vscode.window.showWarningMessage(
        `Cancel fine-tuning ${modelName(job.view.baseModel)}?`,
        { modal: true, detail: 'What was trained so far is lost; the backend may still bill it.' },
        stop,
      )
  if (answer === stop) await jobs.cancel(job)
}

function succeeded(jobs: JobService): readonly Job[] {
  return jobs.jobs.filter(({ view }) => view.status.state === 'succeeded')
}

async function chooseJob(given: Job | undefined, jobs: readonly Job[], title: string): Promise<Job | undefined> {
  if (given !== undefined) return given
  if (jobs.length === 0)
    throw new InputError('There is no such fine-tuning job.', 'Submit one with "Fine-Tune the Model".')
  const items = jobs.map((job) => ({ label: modelName(job.view.baseModel), description: job.view.promptPath, job }))
  return items.length === 1 ? items[0]?.job : (await vscode.window.showQuickPick(items, { title }))?.job
}

function tellEnd({ view, folder, marker }: Job): void {
  const good = view.status.state === 'succeeded'
  const actions = good ? ['Confirm', 'Show'] : ['Show']
  const shown = good
    ? vscode.window.showInformationMessage(endWords(view), ...actions)
    : vscode.window.showWarningMessage(endWords(view), ...actions)
  void shown.then((action) => {
    if (action === 'Confirm') return runCommand('tunesmith.confirmJob', { folder, marker })
    return action === 'Show' ? runCommand('tunesmith.openPanel', { tab: 'training' }) : undefined
  })
}
