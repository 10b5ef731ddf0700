// The review: the candidates' file system, the hover on changed lines, and the commands of the diff editor's title.
import * as vscode from 'vscode'
import { InputError } from '../../core/errors.ts'
import { registerCommand, runCommand, setContext } from '../../platform/commands.ts'
import { DisposableStore } from '../../platform/disposable.ts'
import type { RunHistory } from '../../platform/history.ts'
import { candidateScheme, type RunReference, variantScheme } from '../../platform/manifest.ts'
import type { Projects } from '../../platform/projects.ts'
import { fileName } from '../../shared/format.ts'
import { showCandidateProblems } from './candidateProblems.ts'
import { runOf } from './candidateUri.ts'
import { createHunkHover } from './hunkHover.ts'
import { type Outcome, type ReviewService, referenceTo } from './reviewService.ts'
import { Variants } from './variants.ts'

interface ReviewDeps {
  readonly review: ReviewService
  readonly projects: Projects
  readonly history: RunHistory
  readonly log: vscode.LogOutputChannel
}

export function registerReview({ review, projects, history, log }: ReviewDeps): vscode.Disposable {
  const store = new DisposableStore()
  const variants = new Variants(projects)
  store.add(vscode.workspace.registerTextDocumentContentProvider(variantScheme, variants))
  store.add(vscode.workspace.registerFileSystemProvider(candidateScheme, review.files, { isCaseSensitive: true }))
  store.add(showCandidateProblems(review))
  store.add(vscode.languages.registerHoverProvider({ scheme: candidateScheme }, createHunkHover(review)))
  store.add(
    registerCommand(log, 'tunesmith.reviewCandidate', async (sweep, variant) => {
      if (sweep !== undefined && variant !== undefined) {
        if (!(await variants.open(sweep, variant)))
          throw new InputError(`Run ${sweep.runId} has no such variant.`, 'Choose one in the Matrix.')
        return
      }
      const run = sweep ?? (await newestWinner(projects, history, review))
      if (run === undefined) throw new InputError('There is no winner to review.', 'Run "Optimize This Prompt" first.')
      if (!(await review.open(run)))
        throw new InputError(`Run ${run.runId} found nothing better than the prompt as it is.`, 'The prompt stays.')
    }),
  )
  store.add(
    registerCommand(log, 'tunesmith.acceptAll', async (candidate) => {
      const run = requireRun(candidate)
      await tell(review, run, await review.acceptAll(run))
    }),
  )
  store.add(
    registerCommand(log, 'tunesmith.acceptChange', async (candidate) => {
      const run = requireRun(candidate)
      const editor = vscode.window.activeTextEditor
      if (editor === undefined) throw new InputError('No change is chosen.', 'Put the cursor on a changed line first.')
      const side = editor.document.uri.scheme === candidateScheme ? 'candidate' : 'file'
      await tell(review, run, await review.acceptChange(run, side, editor.selection.active.line))
    }),
  )
  store.add(registerCommand(log, 'tunesmith.discardCandidate', (candidate) => review.discard(requireRun(candidate))))
  return store
}

/** The run that a command is about: given, or that of the diff in front. */
function requireRun(argument: vscode.Uri | RunReference | undefined): RunReference {
  const given = argument instanceof vscode.Uri ? runOf(argument) : argument
  const tab = vscode.window.tabGroups.activeTabGroup.activeTab?.input
  const run = given ?? (tab instanceof vscode.TabInputTextDiff ? runOf(tab.modified) : undefined)
  if (run === undefined) throw new InputError('No review is open.', 'Open one with "Review the Winner".')
  return run
}

async function tell(review: ReviewService, run: RunReference, outcome: Outcome): Promise<void> {
  if (outcome.kind === 'accepted') {
    await setContext('tunesmith.accepted', true)
    if (outcome.note !== undefined) void vscode.window.showInformationMessage(outcome.note)
    else if (outcome.complete)
      vscode.window.setStatusBarMessage('$(check) Accepted. Undo in the file takes it back.', 6000)
    return
  }
  const again = 'Optimize Again'
  const chosen = vscode.window.showWarningMessage(outcome.sentence, ...(outcome.rerun ? [again] : []))
  const file = (await review.subject(run))?.file
  void chosen.then((action) => (action === again ? runCommand('tunesmith.optimizePrompt', file) : undefined))
}

/** The newest winner that waits; of several in several folders the user picks one. */
async function newestWinner(
  projects: Projects,
  history: RunHistory,
  review: ReviewService,
): Promise<RunReference | undefined> {
  const waiting: (vscode.QuickPickItem & { readonly run: RunReference })[] = []
  for (const project of projects.all) {
    const seen = new Set<string>()
    for (const { id, kind, promptPath, status } of await history.records(project)) {
      if (kind !== 'sweep' || status === 'running' || seen.has(promptPath)) continue
      seen.add(promptPath)
      const run = referenceTo(project, id)
      const subject = await review.subject(run)
      if (subject !== undefined && (await review.state(run)).reviewable)
        waiting.push({ label: fileName(promptPath), description: `run ${id}`, detail: subject.review.score, run })
    }
  }
  if (waiting.length < 2) return waiting[0]?.run
  const picked = await vscode.window.showQuickPick(waiting, { title: 'Review which winner?' })
  if (picked === undefined) throw new vscode.CancellationError()
  return picked.run
}
