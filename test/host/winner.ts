// Winners of runs that never were, each with a file of its own: an editor is slow to notice changes.
import assert from 'node:assert/strict'
import * as vscode from 'vscode'
import { diffLines } from '../../src/core/prompt/diff.ts'
import type { Review } from '../../src/core/review.ts'
import type { RunReference } from '../../src/platform/manifest.ts'
import { projectKey } from '../../src/platform/projects.ts'
import { activated, file, read, theProject, write } from './extension.ts'

export class Winner implements RunReference {
  readonly folder: string
  readonly runId: number
  readonly file: vscode.Uri

  constructor(folder: string, runId: number, path: string) {
    this.folder = folder
    this.runId = runId
    this.file = file(path)
  }

  /** The file as it is on disk. */
  get text(): Promise<string> {
    return read(this.file)
  }
}

/** The winners of one test file. `close` ends them. */
export class Winners {
  readonly #name: string
  readonly #made: Winner[] = []
  readonly #reviews = new Map<number, Review>()
  #engine: unknown

  constructor(name: string) {
    this.#name = name
  }

  async open(): Promise<void> {
    this.#engine = (await theProject()).engine
  }

  async close(): Promise<void> {
    Object.assign(await theProject(), { engine: this.#engine })
    for (const { file } of this.#made) await vscode.workspace.fs.delete(file)
  }

  /** A winner whose file holds `seed`. `path` may name a prompt in the file. */
  async make(seed: string, better: string, path = `${this.#name}-${this.#made.length}.prompt.md`): Promise<Winner> {
    const project = await theProject()
    const [onDisk = path] = path.split('#')
    await write(file(onDisk), seed)
    const store = await project.store()
    const runId = store.createRun({ kind: 'sweep', promptPath: path, startedAt: Date.now() })
    store.finishRun(runId, 'done', Date.now())
    this.#reviews.set(runId, reviewFor(runId, path, seed, better))
    Object.assign(project, { engine: async () => ({ review: (id: number) => this.#reviews.get(id) }) })
    const run = new Winner(projectKey(project), runId, onDisk)
    this.#made.push(run)
    return run
  }
}

function reviewFor(runId: number, promptPath: string, seedSource: string, candidateSource: string): Review {
  return {
    runId,
    promptPath,
    seedSource,
    candidateSource,
    label: '#7 winner',
    score: '+18.3 points, credible',
    hunks: diffLines(seedSource, candidateSource).map(({ before, after }, at) => ({
      seed: before,
      candidate: after,
      hypotheses: [`Hypothesis ${at + 1}`],
      wins: 9 - at,
      losses: at,
      n: 29,
      pBetter: 0.98,
    })),
  }
}

export async function candidateOf(run: RunReference): Promise<vscode.TextDocument> {
  const subject = await (await activated()).review.subject(run)
  assert.ok(subject)
  return vscode.workspace.openTextDocument(subject.uri)
}
