// Runs of the Test Explorer: measuring, which asks models, and showing what was measured before, which asks none.
// A prompt is always measured as a whole, whichever of its cases were chosen: its splits and its rate stay what they are.
import * as vscode from 'vscode'
import { InputError } from '../../core/errors.ts'
import type { RunHistory } from '../../platform/history.ts'
import { sentenceOf } from '../../platform/problem.ts'
import type { Project } from '../../platform/projects.ts'
import { formatCounted } from '../../shared/format.ts'
import type { RunView } from '../../shared/viewModel.ts'
import { type Chosen, chosenBy } from './chosen.ts'
import type { EvalTree } from './evalTree.ts'
import { byCase, type CellsByCase, type Outcome, outcomeOf, outcomeOfRange } from './outcome.ts'

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
  token: vscode.CancellationToken,
): Promise<void> {
  if (request.include === undefined) {
    void vscode.window.showInformationMessage('Everything at once is never measured: choose files, prompts or cases.')
    return
  }
  const stop = new AbortController()
  token.onCancellationRequested(() => stop.abort())
  const run = controller.createTestRun(request)
  try {
    for (const chosen of await chosenBy(tree, request)) {
      if (token.isCancellationRequested) break
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
export async function showLastResults(
  deps: TestRunDeps,
  request: vscode.TestRunRequest,
  token: vscode.CancellationToken,
): Promise<void> {
  const { controller, tree, history } = deps
  // They are recorded already, so the editor need not keep them once more.
  const run = controller.createTestRun(request, 'last results', false)
  const unmeasured: Chosen[] = []
  try {
    for (const chosen of await chosenBy(tree, request)) {
      if (token.isCancellationRequested) break
      const { project, promptPath, evalPath } = chosen
      await guarded(run, chosen, async () => {
        const view = await history.last(project, promptPath, ['eval'], evalPath)
        if (view === undefined) unmeasured.push(chosen)
        else await report(tree, run, chosen, view)
      })
    }
    for (const { item, promptPath } of unmeasured)
      run.appendOutput(lines(`${promptPath} was not measured yet.`), undefined, item)
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
  if (answer !== EVALUATE) return
  const items = unmeasured.flatMap(({ parts }) => parts)
  const source = new vscode.CancellationTokenSource()
  await evaluateChosen(deps, new vscode.TestRunRequest(items), source.token)
}

/** An error of one prompt must not hide the others. */
async function guarded(run: vscode.TestRun, { item, project }: Chosen, act: () => Promise<void>): Promise<void> {
  try {
    await act()
  } catch (error) {
    if (error instanceof vscode.CancellationError) return
    const message = new vscode.TestMessage(sentenceOf(error))
    if (InputError.is(error) && error.file !== undefined)
      message.location = place(project, { file: error.file, line: error.line ?? 1 })
    run.errored(item, message)
  }
}

async function report(tree: EvalTree, run: vscode.TestRun, chosen: Chosen, view: RunView): Promise<void> {
  const { project, item, parts } = chosen
  const store = await project.existingStore()
  const cells = (['select', 'train'] as const).flatMap(
    (split) => store?.cells(view.id, { candidateId: 'seed', split }) ?? [],
  )
  for (const line of [
    ...view.notices,
    ...(view.evaluation?.sentences ?? []),
    ...(view.message === null ? [] : [view.message]),
  ])
    run.appendOutput(lines(line), undefined, item)
  if (view.status === 'failed') run.errored(item, new vscode.TestMessage(view.message ?? 'The run failed.'))
  const found = byCase(cells)
  for (const part of parts) await reportItem(tree, run, project, part, found, true)
}

/** `asked`: the item itself was chosen, so that a range is opened; a range of a larger choice is told as one. */
async function reportItem(
  tree: EvalTree,
  run: vscode.TestRun,
  project: Project,
  item: vscode.TestItem,
  cells: CellsByCase,
  asked: boolean,
): Promise<void> {
  const node = tree.nodeOf(item)
  if (node === undefined) return
  if (node.kind === 'case') return tell(run, project, item, outcomeOf(node.kase, cells), node.kase.source)
  if (node.kind === 'range' && !asked && item.children.size === 0)
    return tell(run, project, item, outcomeOfRange(node.cases, cells), undefined)
  await tree.open(item)
  for (const [, child] of item.children) await reportItem(tree, run, project, child, cells, false)
}

function tell(
  run: vscode.TestRun,
  project: Project,
  item: vscode.TestItem,
  outcome: Outcome | undefined,
  source: { readonly file: string; readonly line: number } | undefined,
): void {
  if (outcome === undefined) return
  const messages = outcome.messages.map(({ text, diff }) => {
    const message = diff ? vscode.TestMessage.diff(text, diff.expected, diff.actual) : new vscode.TestMessage(text)
    if (source !== undefined) message.location = place(project, source)
    return message
  })
  if (outcome.state === 'passed') run.passed(item, outcome.ms)
  else if (outcome.state === 'skipped') {
    run.skipped(item)
    for (const { text } of outcome.messages) run.appendOutput(lines(text), undefined, item)
  } else run[outcome.state](item, messages, outcome.ms)
}

/** As the editor's terminal wants them. */
function lines(text: string): string {
  return `${text.replace(/\r?\n/g, '\r\n')}\r\n`
}

/** `line` is 1-based. */
function place(project: Project, { file, line }: { readonly file: string; readonly line: number }): vscode.Location {
  return new vscode.Location(vscode.Uri.joinPath(project.folder.uri, file), new vscode.Position(line - 1, 0))
}
