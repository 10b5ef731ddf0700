// What detection found in one workspace folder, kept up to date file by file. Searches the folder once; after that only
// files that changed are looked at, unless eval files, .gitignore or settings did.
import { isEvalFile, mayBeEvalFile } from '../../core/evals/evalFile.ts'
import { isCandidate } from '../../core/prompt/detect/candidates.ts'
import { detectFile, type Knowledge } from '../../core/prompt/detect/detectFile.ts'
import type { Detection } from '../../core/prompt/detect/detection.ts'
import { survey } from '../../core/prompt/detect/detectPrompts.ts'
import type { Hints } from '../../core/prompt/detect/told.ts'
import { splitPath } from '../../core/prompt/registry.ts'
import type { Project } from '../../platform/projects.ts'

/** What must be done about a file event: nothing, look at that file, or search again. */
export type Consequence = 'none' | 'file' | 'search'

export type FileEvent = 'came' | 'changed' | 'went'

export class Detector {
  readonly #project: Project
  readonly #hints: (project: Project) => Hints
  #found: readonly Detection[] = []
  #knowledge: Knowledge | undefined

  constructor(project: Project, hints: (project: Project) => Hints) {
    this.#project = project
    this.#hints = hints
  }

  get found(): readonly Detection[] {
    return this.#found
  }

  async search(): Promise<void> {
    const { found, knowledge } = await survey(this.#project.files, this.#hints(this.#project))
    this.#found = found
    this.#knowledge = knowledge
  }

  consequenceOf(path: string, event: FileEvent): Consequence {
    if (this.#knowledge === undefined || isEvalFile(path) || mayBeEvalFile(path) || /(?:^|\/)\.gitignore$/.test(path))
      return 'search'
    if (this.#found.some((row) => isOf(row, path))) return 'file'
    // A folder comes and goes in one event, without one for each file in it.
    if (event === 'went') return this.#found.some((row) => row.path.startsWith(`${path}/`)) ? 'search' : 'none'
    if (isCandidate(path) || this.#knowledge.told(path) !== undefined) return 'file'
    return event === 'came' && !/\.[^/]*$/.test(path) ? 'search' : 'none'
  }

  /** Looks at files again. One that .gitignore hides must not be among them. */
  async look(paths: readonly string[]): Promise<void> {
    const knowledge = this.#knowledge
    if (knowledge === undefined) return this.search()
    const visible = new Set(await this.#visible(paths))
    for (const path of paths) {
      const rows = visible.has(path) ? await detectFile(this.#project.files, path, knowledge) : []
      this.#found = [...this.#found.filter((row) => !isOf(row, path)), ...rows].toSorted(byPath)
    }
  }

  #visible(paths: readonly string[]): Promise<readonly string[]> {
    return this.#project.files.list('', paths.map(asGlob))
  }
}

function isOf(row: Detection, path: string): boolean {
  return row.path === path || splitPath(row.path).file === path
}

function byPath(a: Detection, b: Detection): number {
  return a.path < b.path ? -1 : a.path > b.path ? 1 : 0
}

/** Odd characters match any: a file too many is only looked at in vain. */
function asGlob(path: string): string {
  return path.replace(/[[\]{}*?,]/g, '?')
}
