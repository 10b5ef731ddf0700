// Takes a winner into the user's file, whole or by the hunk, when and only when the user says so.
// Must never write over text that is neither the file the run began with nor what was accepted from it.
import * as vscode from 'vscode'
import { applyHunk } from '../../core/prompt/diff.ts'
import { diffPrompts } from '../../core/prompt/promptDiff.ts'
import { splitPath } from '../../core/prompt/registry.ts'
import type { Review } from '../../core/review.ts'
import { isInWorkspace, isWritable } from '../../platform/files.ts'
import type { RunReference } from '../../platform/manifest.ts'
import { type Project, type Projects, projectKey, promptFile } from '../../platform/projects.ts'
import { fileName } from '../../shared/format.ts'
import { CandidateFiles } from './candidateFiles.ts'
import { candidateUri, runOf } from './candidateUri.ts'
import { decisionOn, recordDecision } from './decisions.ts'
import { breakingProblem } from './problems.ts'
import { hunkAt, plainText } from './textHunks.ts'
import { textOnDisk, writeBack } from './writeBack.ts'

/** What became of a wish to accept. `rerun`: searching again would help. */
export type Outcome =
  /** `note`: what else the user should know. */
  | { readonly kind: 'accepted'; readonly complete: boolean; readonly note?: string }
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
    return this.#accept(run, (_, candidate) => candidate)
  }

  /** Takes the one change at a 0-based line of the candidate, or of the file. */
  async acceptChange(run: RunReference, side: 'file' | 'candidate', line: number): Promise<Outcome> {
    return this.#accept(run, (text, candidate, path) => {
      const hunk = hunkAt(diffPrompts(path, text, candidate), side === 'file' ? 'before' : 'after', line)
      return hunk === undefined ? text : applyHunk(text, hunk)
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

  /** `accepted` gives the text of the file with what was accepted in it; all texts are plain. */
  async #accept(
    run: RunReference,
    accepted: (text: string, candidate: string, path: string) => string,
  ): Promise<Outcome> {
    const subject = await this.subject(run)
    if (subject === undefined) return refused('This run has no winner to accept.')
    const { project, review, uri, file } = subject
    const name = fileName(review.promptPath)
    const objection = await this.#objection(subject)
    if (objection !== undefined) return objection
    const candidate = plainText((await vscode.workspace.openTextDocument(uri)).getText())
    const document = await vscode.workspace.openTextDocument(file)
    const text = plainText(document.isDirty ? document.getText() : await textOnDisk(file))
    const wanted = accepted(text, candidate, review.promptPath)
    if (wanted === text)
      return refused(
        text === candidate
          ? `${name} already holds everything that is left of the candidate.`
          : 'There is no change at the cursor. Put it on a changed line first.',
      )
    const problem = breakingProblem(review, wanted)
    if (problem !== undefined)
      return refused(`${problem.message.replace(/\.$/, '')} in ${name} with this change. Mend the candidate first.`)
    const written = await writeBack(document, wanted)
    if (written.kind === 'refused') return refused(written.sentence)
    const complete = wanted === candidate
    await recordDecision(project, run.runId, { decision: complete ? 'accepted' : 'open', written: written.text })
    if (complete) await closeDiff(uri)
    this.#decided.fire(run)
    return { kind: 'accepted', complete, ...(written.note !== undefined && { note: written.note }) }
  }

  /** Why the file may not be written, in a sentence. */
  async #objection({ project, review, file }: Subject): Promise<Outcome | undefined> {
    const name = fileName(review.promptPath)
    const onDisk = await project.files.read(splitPath(review.promptPath).file)
    if (onDisk === undefined) return refused(`${name} is gone. Bring it back, then accept again.`)
    if (!(await isWritable(file))) return refused(`${name} is read-only. Make it writable, then accept again.`)
    if (!(await isInWorkspace(file)))
      return refused(`${name} is a link to a file outside the workspace. Open the folder of that file to change it.`)
    const saved = new TextDecoder().decode(onDisk)
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
