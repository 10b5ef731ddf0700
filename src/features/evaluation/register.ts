// The commands that spend: evaluate, optimize, diagnose, stop, resume.
import * as vscode from 'vscode'
import { InputError } from '../../core/errors.ts'
import { registerCommand, runCommand } from '../../platform/commands.ts'
import { DisposableStore } from '../../platform/disposable.ts'
import type { RunHistory } from '../../platform/history.ts'
import type { PromptArgument, RunReference } from '../../platform/manifest.ts'
import { type Projects, pathIn } from '../../platform/projects.ts'
import type { Facts, InterruptedRun, WorkspaceFacts } from '../../platform/storage.ts'
import { fileName } from '../../shared/format.ts'
import { type Launcher, requireProject } from './launcher.ts'
import type { RunService } from './runService.ts'

interface EvaluationDeps {
  readonly runs: RunService
  readonly launcher: Launcher
  readonly projects: Projects
  readonly history: RunHistory
  readonly facts: Facts<WorkspaceFacts>
  readonly log: vscode.LogOutputChannel
  /** The prompt that a command is about. */
  readonly choosePrompt: (argument: PromptArgument) => Promise<vscode.Uri | undefined>
  /** Whether a prompt has an eval file. */
  readonly isMeasurable: (prompt: vscode.Uri) => Promise<boolean>
}

export function registerEvaluation(deps: EvaluationDeps): vscode.Disposable {
  const { runs, log } = deps
  const store = new DisposableStore()
  store.add(registerCommand(log, 'tunesmith.evaluatePrompt', (prompt) => measure(deps, 'eval', prompt)))
  store.add(registerCommand(log, 'tunesmith.optimizePrompt', (prompt) => measure(deps, 'sweep', prompt)))
  store.add(registerCommand(log, 'tunesmith.diagnosePrompt', (sweep) => diagnose(deps, sweep)))
  store.add(registerCommand(log, 'tunesmith.cancelRun', () => runs.cancel()))
  store.add(registerCommand(log, 'tunesmith.resumeRun', () => resume(deps)))
  offerResume(deps)
  return store
}

async function measure(deps: EvaluationDeps, kind: 'eval' | 'sweep', argument: PromptArgument): Promise<void> {
  const file = await deps.choosePrompt(argument)
  if (file === undefined) return
  const project = requireProject(deps.projects.of(file), file)
  if (!(await deps.isMeasurable(file))) return offerEvalFile(file)
  await deps.launcher.launch({ project, promptPath: pathIn(project, file), kind })
}

async function offerEvalFile(file: vscode.Uri): Promise<void> {
  const make = 'Make Cases'
  const create = 'Create an Eval File'
  const action = await vscode.window.showInformationMessage(
    `No eval file names ${fileName(file.path)}, so there is nothing to measure it on. Have a model write cases for you to approve, or write them yourself.`,
    make,
    create,
  )
  if (action === make) await runCommand('tunesmith.makeCases', file)
  if (action === create) await runCommand('tunesmith.createEvalFile', file)
}

async function diagnose({ projects, history, launcher, choosePrompt }: EvaluationDeps, sweep?: RunReference) {
  if (sweep !== undefined) {
    const project = projects.named(sweep.folder)
    const record = (await project?.existingStore())?.run(sweep.runId)
    if (project === undefined || record === undefined)
      throw new InputError(`There is no run ${sweep.runId}.`, 'Choose another.')
    const { promptPath } = record
    return launcher.launch({ project, promptPath, kind: 'diagnosis', sweepId: sweep.runId })
  }
  const file = await choosePrompt(undefined)
  if (file === undefined) return undefined
  const project = requireProject(projects.of(file), file)
  const promptPath = pathIn(project, file)
  const last = await history.last(project, promptPath, ['sweep'])
  if (last?.sweep == null)
    throw new InputError(`${fileName(promptPath)} was not optimized yet.`, 'Run "Optimize This Prompt" first.')
  return launcher.launch({ project, promptPath, kind: 'diagnosis', sweepId: last.id })
}

async function resume({ facts, projects, launcher }: EvaluationDeps): Promise<void> {
  const run = facts.get('activeRun')
  const project = run === undefined ? undefined : projects.named(run.folder)
  if (run === undefined || project === undefined)
    throw new InputError('No run of this workspace was interrupted.', 'Start one with "Optimize This Prompt".')
  const { promptPath, evalPath, kind, sweepId, marker, models, runId } = run
  const chosen = models.length > 0 ? models : undefined
  await launcher.launch({ project, promptPath, evalPath, kind, sweepId, marker, models: chosen, resume: runId })
}

/** A run that a reload cut off is offered, once. */
function offerResume({ facts, projects, log, runs }: EvaluationDeps): void {
  const run = facts.get('activeRun')
  const project = run === undefined ? undefined : projects.named(run.folder)
  if (run === undefined || project === undefined) return
  const offer = async () => {
    const status = (await project.existingStore())?.run(run.runId)?.status
    if (status !== 'running' || runs.active !== undefined) return facts.set('activeRun', undefined)
    const action = await vscode.window.showInformationMessage(interruption(run), 'Resume', 'Leave It')
    if (action === 'Resume') return void runCommand('tunesmith.resumeRun')
    if (action === 'Leave It') await leave(project, run, facts)
    return undefined
  }
  offer().catch((error: unknown) => log.error('resume', error instanceof Error ? error.message : String(error)))
}

async function leave(
  project: NonNullable<ReturnType<Projects['of']>>,
  run: InterruptedRun,
  facts: Facts<WorkspaceFacts>,
) {
  const store = await project.store()
  store.finishRun(run.runId, 'cancelled', Date.now())
  await facts.set('activeRun', undefined)
}

function interruption({ runId, promptPath }: InterruptedRun): string {
  return `Run ${runId} of ${fileName(promptPath)} was interrupted. Resumed, no finished call is paid again.`
}
