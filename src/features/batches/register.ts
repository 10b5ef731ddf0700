// Evals whose answers come from batches: followed through restarts, shown in the status bar, ended at the provider.
import * as vscode from 'vscode'
import { InputError } from '../../core/errors.ts'
import { registerCommand } from '../../platform/commands.ts'
import { DisposableStore } from '../../platform/disposable.ts'
import type { RunReference } from '../../platform/manifest.ts'
import { sentenceOf } from '../../platform/problem.ts'
import { type Project, type Projects, projectKey } from '../../platform/projects.ts'
import type { BatchRun, Facts, WorkspaceFacts } from '../../platform/storage.ts'
import { fileName } from '../../shared/format.ts'
import type { RunView } from '../../shared/viewModel.ts'
import type { BatchRuns, WaitingRun } from './batchRuns.ts'
import { runWords } from './batchWords.ts'
import { createBatchStatusItem } from './statusItem.ts'

interface BatchDeps {
  readonly runs: BatchRuns
  readonly projects: Projects
  readonly facts: Facts<WorkspaceFacts>
  readonly log: vscode.LogOutputChannel
  /** Takes up a run of an earlier window; what it may spend was agreed to. */
  readonly resume: (project: Project, run: BatchRun) => Promise<unknown>
}

export function registerBatches(deps: BatchDeps): vscode.Disposable {
  const { runs, log } = deps
  const store = new DisposableStore()
  store.add(createBatchStatusItem(runs))
  store.add(registerCommand(log, 'tunesmith.cancelBatches', (run) => cancel(deps, run)))
  const resume = () => void resumeAll(deps).catch((error: unknown) => log.error('batches', sentenceOf(error)))
  store.add(vscode.workspace.onDidGrantWorkspaceTrust(resume))
  resume()
  return store
}

async function resumeAll({ facts, projects, runs, log, resume }: BatchDeps): Promise<void> {
  if (!vscode.workspace.isTrusted) return
  for (const run of facts.get('batchRuns') ?? []) {
    const project = projects.named(run.folder)
    if (project === undefined || runs.batches.some(({ view }) => view?.id === run.runId)) continue
    const status = (await project.existingStore())?.run(run.runId)?.status
    if (status === 'running') void resume(project, run).catch((error: unknown) => tellFailure(run, error, log))
    else await forget(facts, run)
  }
}

async function forget(facts: Facts<WorkspaceFacts>, { folder, runId }: BatchRun): Promise<void> {
  const others = (facts.get('batchRuns') ?? []).filter((one) => one.folder !== folder || one.runId !== runId)
  await facts.set('batchRuns', others)
}

function tellFailure({ runId, promptPath }: BatchRun, error: unknown, log: vscode.LogOutputChannel): void {
  log.error(`batches of run ${runId}`, sentenceOf(error))
  void vscode.window.showErrorMessage(
    `The batches of ${fileName(promptPath)} (run ${runId}) could not be taken up: ${sentenceOf(error)}`,
  )
}

/** The provider ends them; what it answered is collected, and the run ends with the rest missing. */
async function cancel({ runs }: BatchDeps, reference: RunReference | undefined): Promise<void> {
  const run = await chooseRun(runs.batches, reference)
  if (run === undefined) return
  const { project } = run.request
  const stop = 'Cancel the Batches'
  const answer = await vscode.window.showWarningMessage(
    `Cancel the batches of ${fileName(run.view.promptPath)}?`,
    { modal: true, detail: 'Answers that are made already are paid for and kept; the other cases stay missing.' },
    stop,
  )
  if (answer !== stop) return
  const engine = await project.engine()
  const asked = await engine.cancelBatches(run.view.id, new AbortController().signal)
  if (asked === 0) runs.leaveBatches(run.view.id, project)
}

interface Shown extends WaitingRun {
  readonly view: RunView
}

async function chooseRun(all: readonly WaitingRun[], reference: RunReference | undefined): Promise<Shown | undefined> {
  const shown = all.flatMap(({ request, view }) => (view === undefined ? [] : [{ request, view }]))
  const wanted = shown.filter(
    ({ request, view }) =>
      reference === undefined || (view.id === reference.runId && projectKey(request.project) === reference.folder),
  )
  if (wanted.length === 0)
    throw new InputError('No run waits for batches here.', 'Those of a terminal: tunesmith batches --cancel RUN.')
  if (wanted.length === 1) return wanted[0]
  const items = wanted.map((run) => ({ label: runWords(run.view), run }))
  return (await vscode.window.showQuickPick(items, { title: 'Cancel which?' }))?.run
}
