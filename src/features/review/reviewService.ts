// Takes a winner into the user's file, whole or by the hunk, when and only when the user says so.
// Must never write over text that is neither the file the run began with nor what was accepted from it.
import * as vscode from 'vscode'
import { diffPrompts } from '../../core/prompt/promptDiff.ts'
import { splitPath } from '../../core/prompt/registry.ts'
import type { Review } from '../../core/review.ts'
import { isWritable } from '../../platform/files.ts'
import type { RunReference } from '../../platform/manifest.ts'
import { type Project, type Projects, projectKey, promptFile } from '../../platform/projects.ts'
import { fileName } from '../../shared/format.ts'
import { CandidateFiles } from './candidateFiles.ts'
import { candidateUri, runOf } from './candidateUri.ts'
import { decisionOn, recordDecision } from './decisions.ts'
import { editFor, editsTowards } from './documentEdits.ts'
import { hasMixedLineEnds, hunkAt, plainText } from './textHunks.ts'

/** What became of a wish to accept. `rerun`: searching again would help. */
export type Outcome =
  | { readonly kind: 'accepted'; readonly complete: boolean }
  | { readonly kind: 'refused'; readonly sentence: string; readonly rerun: boolean }

/** How a winner stands towards its file. */
export interface ReviewState {
  /** The winner waits: neither accepted nor discarded. */
  readonly reviewable: boolean
  /** The file changed since the run; accepting would lose that. */
  readonly stale: boolean
}

interface Subject {
  readonly project: Project
  readonly review: Review
  readonly uri: vscode.Uri
  readonly file: vscode.Uri
}

export class ReviewService implements vscode.Disposable {
  readonly files: CandidateFiles
  readonly onDidDecide: vscode.Event<RunReference>
  readonly #projects: Projects
  readonly #decided = new vscode.EventEmitter<RunReference>()
  /** A finished run's winner never changes. */
  readonly #subjects = new Map<string, Subject>()

  constructor(projects: Projects) {
    this.#projects = projects
    this.onDidDecide = this.#decided.event
    this.files = new CandidateFiles(async (uri) => (await this.subject(runOf(uri)))?.review.candidateSource)
  }

  /** The run's winner, where there is one. */
  async subject(run: RunReference | undefined): Promise<Subject | undefined> {
    const project = run === undefined ? undefined : this.#projects.named(run.folder)
    if (run === undefined || project === undefined) return undefined
    const uri = candidateUri(run, '')
    const known = this.#subjects.get(uri.toString())
    if (known !== undefined) return known
    const record = (await project.existingStore())?.run(run.runId)
    const review = record?.status === 'done' ? (await project.engine()).review(run.runId) : undefined
    if (review === undefined) return undefined
    const file = promptFile(project, review.promptPath)
    const subject = { project, review, uri: candidateUri(run, review.promptPath), file }
    this.#subjects.set(uri.toString(), subject)
    return subject
  }

  async state(run: RunReference): Promise<ReviewState> {
    const subject = await this.subject(run)
    if (subject === undefined) return { reviewable: false, stale: false }
    const { decision } = await decisionOn(subject.project, run.runId)
    const text = await textOf(subject.file)
    const untouched = text === plainText(subject.review.seedSource)
    const reviewable = decision === 'open' || (decision === 'accepted' && untouched)
    return { reviewable, stale: reviewable && !(await this.#isKnown(subject, text)) }
  }

  /** Opens the diff between the file and its candidate. False where nothing beat the prompt. */
  async open(run: RunReference): Promise<boolean> {
    const subject = await this.subject(run)
    if (subject === undefined) return false
    const { review, uri, file } = subject
    const title = `${fileName(review.promptPath)} ↔ ${review.label} (${review.score})`
    await vscode.commands.executeCommand('vscode.diff', file, uri, title, { preview: false })
    return true
  }

  /** Takes what now stands in the candidate: hunks that the user reverted there stay out. */
  async acceptAll(run: RunReference): Promise<Outcome> {
    return this.#accept(run, (document, candidate) => editsTowards(document, candidate))
  }

  /** Takes the one change at a 0-based line of the candidate, or of the file. */
  async acceptChange(run: RunReference, side: 'file' | 'candidate', line: number): Promise<Outcome> {
    return this.#accept(run, (document, candidate, path) => {
      const hunks = diffPrompts(path, plainText(document.getText()), plainText(candidate))
      const hunk = hunkAt(hunks, side === 'file' ? 'before' : 'after', line)
      return hunk === undefined ? [] : [editFor(document, hunk)]
    })
  }

  async discard(run: RunReference): Promise<void> {
    const subject = await this.subject(run)
    if (subject === undefined) return
    await recordDecision(subject.project, run.runId, { decision: 'discarded' })
    await closeDiff(subject.uri)
    this.files.forget(subject.uri)
    this.#decided.fire(run)
  }

  dispose(): void {
    this.#decided.dispose()
  }

  async #accept(
    run: RunReference,
    edits: (document: vscode.TextDocument, candidate: string, path: string) => vscode.TextEdit[],
  ): Promise<Outcome> {
    const subject = await this.subject(run)
    if (subject === undefined) return refused('This run has no winner to accept.')
    const { project, review, uri, file } = subject
    const name = fileName(review.promptPath)
    const objection = await this.#objection(subject)
    if (objection !== undefined) return objection
    const candidate = plainText((await vscode.workspace.openTextDocument(uri)).getText())
    const document = await vscode.workspace.openTextDocument(file)
    const changes = edits(document, candidate, review.promptPath)
    if (changes.length === 0)
      return refused(
        plainText(document.getText()) === candidate
          ? `${name} already holds everything that is left of the candidate.`
          : 'There is no change at the cursor. Put it on a changed line first.',
      )
    const edit = new vscode.WorkspaceEdit()
    edit.set(file, changes)
    if (!(await vscode.workspace.applyEdit(edit))) return refused(`VS Code could not change ${name}.`)
    const complete = plainText(document.getText()) === candidate
    const saved = await document.save()
    const written = plainText(document.getText())
    await recordDecision(project, run.runId, { decision: complete ? 'accepted' : 'open', written })
    if (complete) await closeDiff(uri)
    this.#decided.fire(run)
    return saved
      ? { kind: 'accepted', complete }
      : refused(`The change stands in the editor, but ${name} could not be saved. Save it, or undo.`)
  }

  /** Why the file may not be written, in a sentence. */
  async #objection({ project, review, file }: Subject): Promise<Outcome | undefined> {
    const name = fileName(review.promptPath)
    const onDisk = await project.files.read(splitPath(review.promptPath).file)
    if (onDisk === undefined) return refused(`${name} is gone. Bring it back, then accept again.`)
    if (!(await isWritable(file))) return refused(`${name} is read-only. Make it writable, then accept again.`)
    const saved = new TextDecoder().decode(onDisk)
    if (hasMixedLineEnds(saved))
      return refused(
        `The lines of ${name} end in different ways, and saving it would rewrite lines that no edit touches. ` +
          'Choose one end of line in the status bar, save, and run again.',
      )
    // What is on disk counts as well: the editor may not have noticed yet that another program wrote it.
    const texts = [plainText(saved), await textOf(file)]
    const known = await Promise.all(texts.map((text) => this.#isKnown({ project, review }, text)))
    if (known.every((one) => one)) return undefined
    return refused(
      `${name} changed since run ${review.runId}, so the candidate no longer fits it. ` +
        'Undo your change, or search again from the file as it is now.',
      true,
    )
  }

  async #isKnown({ project, review }: Pick<Subject, 'project' | 'review'>, text: string | undefined): Promise<boolean> {
    if (text === plainText(review.seedSource)) return true
    const { written } = await decisionOn(project, review.runId)
    return text !== undefined && written.includes(text)
  }
}

export function referenceTo(project: Project, runId: number): RunReference {
  return { folder: projectKey(project), runId }
}

function refused(sentence: string, rerun = false): Outcome {
  return { kind: 'refused', sentence, rerun }
}

/** The file as the user sees it, unsaved changes included. */
async function textOf(file: vscode.Uri): Promise<string | undefined> {
  try {
    return plainText((await vscode.workspace.openTextDocument(file)).getText())
  } catch {
    return undefined
  }
}

async function closeDiff(candidate: vscode.Uri): Promise<void> {
  const key = candidate.toString()
  const open = vscode.workspace.textDocuments.find(({ uri }) => uri.toString() === key)
  if (open?.isDirty) await open.save()
  const tabs = vscode.window.tabGroups.all
    .flatMap((group) => group.tabs)
    .filter(({ input }) => input instanceof vscode.TabInputTextDiff && input.modified.toString() === key)
  await vscode.window.tabGroups.close(tabs)
}
