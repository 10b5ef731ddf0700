// Runs of the Test Explorer: measuring, which asks models, and showing what was measured before, which asks none.
// A prompt is always measured as a whole, whichever of its cases were chosen: its splits and its rate stay what they are.
import * as vscode from 'vscode'
import type { RunHistory } from '../../platform/history.ts'
import type { Project } from '../../platform/projects.ts'
import { formatCounted } from '../../shared/format.ts'
import type { RunView } from '../../shared/viewModel.ts'
import { type Chosen, chosenBy } from './chosen.ts'
import type { EvalTree } from './evalTree.ts'
import { print, problem, report } from './report.ts'

export interface EvaluateWish {
  readonly project: Project
  readonly promptPath: string
  readonly evalPath: string
  readonly signal: AbortSignal
}

export interface TestRunDeps {
  readonly controller: vscode.TestController
  readonly tree: EvalTree
  readonly history: RunHistory
  /** Measures a prompt, with every question that comes before; undefined where the user turned back. */
  readonly evaluate: (wish: EvaluateWish) => Promise<RunView | undefined>
}

/** Name of what costs: the profile and the button say so. */
export const EVALUATE = 'Evaluate (asks models)'

/** Measures what was chosen. "All" is no choice: it is never measured. */
export async function evaluateChosen(
  { controller, tree, evaluate }: TestRunDeps,
  request: vscode.TestRunRequest,
): Promise<void> {
  if (request.include === undefined) {
    void vscode.window.showInformationMessage('Everything at once is never measured: choose files, prompts or cases.')
    return
  }
  const run = controller.createTestRun(request)
  const stop = new AbortController()
  run.token.onCancellationRequested(() => stop.abort())
  try {
    for (const chosen of await chosenBy(tree, request)) {
      if (run.token.isCancellationRequested) break
      const { project, promptPath, evalPath, parts } = chosen
      for (const part of parts) run.started(part)
      await guarded(run, chosen, async () => {
        const view = await evaluate({ project, promptPath, evalPath, signal: stop.signal })
        if (view !== undefined) await report(tree, run, chosen, view)
      })
    }
  } finally {
    run.end()
  }
}

/** Shows what the last evals of the chosen prompts recorded. Reads the cases of those alone that were measured. */
export async function showLastResults(deps: TestRunDeps, request: vscode.TestRunRequest): Promise<void> {
  const { controller, tree, history } = deps
  // They are recorded already, so the editor need not keep them once more.
  const run = controller.createTestRun(request, 'last results', false)
  const unmeasured: Chosen[] = []
  try {
    for (const chosen of await chosenBy(tree, request)) {
      if (run.token.isCancellationRequested) break
      const { project, promptPath, evalPath } = chosen
      await guarded(run, chosen, async () => {
        const view = await history.last(project, promptPath, ['eval'], evalPath)
        if (view === undefined) unmeasured.push(chosen)
        else await report(tree, run, chosen, view)
      })
    }
    for (const { item, promptPath } of unmeasured) print(run, `${promptPath} was not measured yet.`, item)
  } finally {
    run.end()
  }
  if (unmeasured.length > 0 && request.include !== undefined) void offerToEvaluate(deps, unmeasured)
}

async function offerToEvaluate(deps: TestRunDeps, unmeasured: readonly Chosen[]): Promise<void> {
  const [first] = unmeasured
  const what =
    unmeasured.length === 1 ? `${first?.promptPath} was` : `${formatCounted(unmeasured.length, 'prompt')} were`
  const answer = await vscode.window.showInformationMessage(`${what} not measured yet.`, EVALUATE)
  const items = unmeasured.flatMap(({ parts }) => parts)
  if (answer === EVALUATE) await evaluateChosen(deps, new vscode.TestRunRequest(items))
}

/** An error of one prompt must not hide the others. */
async function guarded(run: vscode.TestRun, { item, project }: Chosen, act: () => Promise<void>): Promise<void> {
  try {
    await act()
  } catch (error) {
    if (!(error instanceof vscode.CancellationError)) run.errored(item, problem(project, error))
  }
}
