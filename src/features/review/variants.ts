// Variants of a sweep, one for each model that needs its own: shown beside the file, to read and to copy from.
// Must never write: which prompt a program sends to which model is decided in that program.
import * as vscode from 'vscode'
import { splitPath } from '../../core/prompt/registry.ts'
import type { Review } from '../../core/review.ts'
import { type RunReference, variantScheme } from '../../platform/manifest.ts'
import { type Projects, promptFile } from '../../platform/projects.ts'
import { fileName } from '../../shared/format.ts'

export class Variants implements vscode.TextDocumentContentProvider {
  readonly #projects: Projects

  constructor(projects: Projects) {
    this.#projects = projects
  }

  async provideTextDocumentContent(uri: vscode.Uri): Promise<string | undefined> {
    const [, runId = '', candidateId = ''] = uri.path.split('/')
    const review = await this.#review({ folder: uri.query, runId: Number(runId) }, candidateId)
    return review?.candidateSource
  }

  /** Opens the diff between the file and the variant. False where there is none. */
  async open(run: RunReference, candidateId: string): Promise<boolean> {
    const project = this.#projects.named(run.folder)
    const review = await this.#review(run, candidateId)
    if (project === undefined || review === undefined) return false
    const { promptPath, label, score } = review
    const path = `/${run.runId}/${candidateId}/${splitPath(promptPath).file}`
    const uri = vscode.Uri.from({ scheme: variantScheme, path, query: run.folder })
    const title = `${fileName(promptPath)} ↔ ${label} (${score})`
    await vscode.commands.executeCommand('vscode.diff', promptFile(project, promptPath), uri, title, { preview: false })
    return true
  }

  async #review({ folder, runId }: RunReference, candidateId: string): Promise<Review | undefined> {
    const project = this.#projects.named(folder)
    return project === undefined ? undefined : (await project.engine()).variant(runId, candidateId)
  }
}
