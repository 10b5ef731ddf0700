// What the page may ask of the extension. A page is believed in nothing: paths, runs and jobs must be ones we know.
import * as vscode from 'vscode'
import { InputError } from '../../core/errors.ts'
import { runCommand } from '../../platform/commands.ts'
import { projectKey, promptUri } from '../../platform/projects.ts'
import { formatCount } from '../../shared/format.ts'
import type { HostHandlers } from '../../shared/protocol.ts'
import type { RunSummary, RunView, ViewSnapshot } from '../../shared/viewModel.ts'
import { CaseReader } from './caseReader.ts'
import { sheetOf, storeLabels } from './labelReader.ts'
import type { PanelState, PanelStateDeps } from './panelState.ts'

interface HandlerDeps extends PanelStateDeps {
  readonly state: PanelState
  /** Sends every page a new snapshot soon. */
  readonly changed: () => void
}

export function createHandlers(deps: HandlerDeps): HostHandlers {
  const { state, changed, prompts } = deps
  const cases = new CaseReader()
  const knownPrompt = (path: string) => {
    const known = prompts.prompts.find((prompt) => prompt.project === state.project && prompt.row.path === path)
    if (known === undefined) throw new InputError(`${path} is not a prompt of this folder.`, 'Look for prompts again.')
    return known
  }
  const knownRun = async (runId: number): Promise<RunView> => {
    const run = await state.run(runId)
    if (run === undefined) throw new InputError(`There is no run ${runId}.`, 'Choose another.')
    return run
  }
  /** What takes long, or asks the user, answers the page at once. */
  const begin = (work: PromiseLike<unknown>): null => {
    void work
    return null
  }
  const requireProject = () => {
    if (state.project === undefined) throw new InputError('No folder is open.', 'Open the folder of the prompt.')
    return state.project
  }

  return {
    'view.ready': () => state.snapshot(),
    'view.openInEditor': async () => begin(runCommand('tunesmith.openPanelInEditor')),
    'prompt.pick': async () => begin(pickPrompt(deps)),
    'prompt.select': async ({ path }) => {
      state.selectPrompt(knownPrompt(path).project, path)
      changed()
      return null
    },
    'prompt.open': async ({ path }) => begin(vscode.window.showTextDocument(knownPrompt(path).uri)),
    'run.pick': async () => begin(pickRun(deps)),
    'run.select': async ({ runId }) => {
      const { promptPath } = await knownRun(runId)
      if (promptPath !== state.promptPath) state.selectPrompt(requireProject(), promptPath)
      state.selectRun(runId)
      changed()
      return null
    },
    'run.start': async ({ promptPath, kind }) => {
      const { uri } = knownPrompt(promptPath)
      return begin(runCommand(kind === 'eval' ? 'tunesmith.evaluatePrompt' : 'tunesmith.optimizePrompt', uri))
    },
    'run.cancel': async ({ runId }) => {
      if (deps.runs.active?.view?.id === runId) return begin(runCommand('tunesmith.cancelRun'))
      const isBatch = deps.runs.batches.some(({ view }) => view?.id === runId)
      return isBatch ? begin(runCommand('tunesmith.cancelBatches', state.reference(runId))) : null
    },
    'rows.page': async (params) => cases.page(requireProject(), await knownRun(params.runId), params),
    'case.get': async (params) => {
      const found = await cases.case(requireProject(), await knownRun(params.runId), params)
      if (found === undefined) throw new InputError('This case was not run with these candidates.', 'Choose another.')
      return found
    },
    'case.openSource': async ({ runId, caseId }) => {
      const project = requireProject()
      const source = await cases.sourceOf(project, await knownRun(runId), caseId)
      if (source === undefined) throw new InputError('The case is no longer in the eval file.', 'Run again.')
      const line = Math.max(0, source.line - 1)
      const selection = new vscode.Range(line, 0, line, 0)
      return begin(vscode.window.showTextDocument(promptUri(project, source.file), { selection }))
    },
    'labels.get': async ({ runId }) => sheetOf(requireProject(), await knownRun(runId)),
    'labels.save': async (params) => storeLabels(requireProject(), await knownRun(params.runId), params),
    'cases.prepare': async ({ promptPath }) => {
      await deps.cases.prepare(requireProject(), knownPrompt(promptPath).row.path)
      return null
    },
    'cases.start': async (order) => {
      await deps.cases.start(order)
      return null
    },
    'cases.stop': async () => begin(Promise.resolve(deps.cases.stop())),
    'cases.decide': async ({ ids, decision }) => begin(Promise.resolve(deps.cases.decide(ids, decision))),
    'cases.edit': async ({ id, vars, expected }) => begin(Promise.resolve(deps.cases.edit(id, vars, expected))),
    'cases.discard': async () => {
      await deps.cases.discard()
      return null
    },
    'cases.write': async () => {
      await deps.cases.write()
      return null
    },
    'review.open': async ({ runId }) => begin(runCommand('tunesmith.reviewCandidate', state.reference(runId))),
    'review.openVariant': async ({ runId, candidateId }) =>
      begin(runCommand('tunesmith.reviewCandidate', state.reference(runId), candidateId)),
    'review.acceptAll': async ({ runId }) => begin(runCommand('tunesmith.acceptAll', state.reference(runId))),
    'review.discard': async ({ runId }) => begin(runCommand('tunesmith.discardCandidate', state.reference(runId))),
    'diagnosis.start': async ({ runId }) => begin(runCommand('tunesmith.diagnosePrompt', state.reference(runId))),
    'job.submit': async ({ runId }) => begin(runCommand('tunesmith.submitJob', state.reference(runId))),
    'job.cancel': async ({ marker }) =>
      begin(runCommand('tunesmith.cancelJob', { folder: projectKey(requireProject()), marker })),
    'job.confirm': async ({ marker }) =>
      begin(runCommand('tunesmith.confirmJob', { folder: projectKey(requireProject()), marker })),
  }
}

async function pickPrompt({ prompts, state, changed }: HandlerDeps): Promise<void> {
  const items = prompts.prompts.map(({ project, row }) => ({
    label: row.path,
    description: project.folder.name,
    detail: row.verdict ?? row.format,
    project,
  }))
  const picked = await vscode.window.showQuickPick(items, { title: 'Which prompt?' })
  if (picked === undefined) return
  state.selectPrompt(picked.project, picked.label)
  changed()
}

async function pickRun({ state, changed }: HandlerDeps): Promise<void> {
  const { runs }: ViewSnapshot = await state.snapshot()
  const picked = await vscode.window.showQuickPick(runs.map(runItem), { title: 'Which run?', matchOnDescription: true })
  if (picked === undefined) return
  state.selectRun(picked.runId)
  changed()
}

function runItem({ id, kind, status, startedAt, verdict }: RunSummary): vscode.QuickPickItem & { runId: number } {
  const when = new Date(startedAt).toLocaleString()
  return {
    label: `Run ${formatCount(id)}`,
    description: `${kind}, ${status}`,
    detail: verdict ? `${when} · ${verdict}` : when,
    runId: id,
  }
}
