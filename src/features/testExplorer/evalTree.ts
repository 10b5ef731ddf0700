// Eval files as test items: file, prompt, case, with ranges where there are many cases. Each level is read when it is
// first asked for: a closed file costs nothing, and no dataset is read before its cases are looked at or run.
import * as vscode from 'vscode'
import { isEvalFile, loadEvalFile, promptPathsOf } from '../../core/evals/evalFile.ts'
import { DisposableStore } from '../../platform/disposable.ts'
import { sentenceOf } from '../../platform/problem.ts'
import { type Project, type Projects, pathIn, projectKey, promptFile } from '../../platform/projects.ts'
import { CaseList, type CaseRange, type ListedCase, rangesOf } from './caseList.ts'

/** An eval file as it was when its item was made. */
export interface EvalSource {
  readonly project: Project
  readonly path: string
  readonly cases: CaseList
}

/** What an item stands for. */
export type TestNode =
  | { readonly kind: 'eval'; readonly source: EvalSource }
  | { readonly kind: 'prompt'; readonly source: EvalSource; readonly promptPath: string }
  | { readonly kind: 'range'; readonly source: EvalSource; readonly cases: readonly ListedCase[] }
  | { readonly kind: 'case'; readonly source: EvalSource; readonly kase: ListedCase }

const EVAL_GLOBS = ['**/promptfooconfig*', '**/*.eval.yaml', '**/*.eval.yml']

export class EvalTree implements vscode.Disposable {
  readonly #controller: vscode.TestController
  readonly #projects: Projects
  readonly #nodes = new WeakMap<vscode.TestItem, TestNode>()
  readonly #store = new DisposableStore()
  #found: Promise<void> | undefined

  constructor(controller: vscode.TestController, projects: Projects) {
    this.#controller = controller
    this.#projects = projects
    controller.resolveHandler = (item) => (item === undefined ? this.find() : this.open(item))
    controller.refreshHandler = () => this.#search()
  }

  dispose(): void {
    this.#store.dispose()
  }

  nodeOf(item: vscode.TestItem): TestNode | undefined {
    return this.#nodes.get(item)
  }

  /** Finds the eval files, once; what comes and goes later is followed. */
  find(): Promise<void> {
    if (this.#found === undefined) this.#follow()
    this.#found ??= this.#search()
    return this.#found
  }

  /** The eval files, once they were found. */
  async all(): Promise<vscode.TestItem[]> {
    await this.find()
    return [...this.#controller.items].map(([, item]) => item)
  }

  /** Fills the item, where it has none of its children yet. What cannot be read is told on the item. */
  async open(item: vscode.TestItem): Promise<void> {
    const node = this.#nodes.get(item)
    if (node === undefined || item.children.size > 0) return
    item.busy = true
    try {
      item.error = undefined
      item.children.replace(await this.#childrenOf(node))
    } catch (error) {
      item.error = sentenceOf(error)
    }
    item.busy = false
  }

  async #childrenOf(node: TestNode): Promise<vscode.TestItem[]> {
    if (node.kind === 'eval') return this.#prompts(node.source)
    if (node.kind === 'range') return this.#cases(node.source, node.cases, 0)
    if (node.kind === 'case') return []
    const cases = await node.source.cases.all()
    const ranges = rangesOf(cases.length)
    return ranges.length === 0
      ? this.#cases(node.source, cases, 0)
      : ranges.map((range) => this.#range(node.source, cases, range))
  }

  async #prompts(source: EvalSource): Promise<vscode.TestItem[]> {
    const { project, path } = source
    const text = new TextDecoder().decode(await project.files.read(path))
    const promptPaths = await promptPathsOf(project.files, path, text)
    // A file that names none may be broken: then its own error is the one to tell.
    if (promptPaths.length === 0) await source.cases.all()
    return promptPaths.map((promptPath, i) => {
      const item = this.#item({ kind: 'prompt', source, promptPath }, promptPath, promptFile(project, promptPath), i)
      item.description = 'measured as a whole'
      if (!promptPath.includes('#')) item.range = lineRange(1)
      return item
    })
  }

  #range(source: EvalSource, cases: readonly ListedCase[], { from, to }: CaseRange): vscode.TestItem {
    const part = cases.slice(from, to)
    const name = `cases ${from + 1} to ${to}`
    return this.#item({ kind: 'range', source, cases: part }, name, this.#uriOf(source, part[0]), from)
  }

  #cases(source: EvalSource, cases: readonly ListedCase[], first: number): vscode.TestItem[] {
    return cases.map((kase, i) => {
      const item = this.#item({ kind: 'case', source, kase }, kase.id, this.#uriOf(source, kase), first + i)
      item.label = kase.title.slice(0, 200)
      item.range = lineRange(kase.source.line)
      if (kase.sealed) item.description = 'sealed for the claim of a sweep'
      return item
    })
  }

  #uriOf({ project, path }: EvalSource, kase: ListedCase | undefined): vscode.Uri {
    return vscode.Uri.joinPath(project.folder.uri, kase?.source.file ?? path)
  }

  #item(node: TestNode, id: string, uri: vscode.Uri, position: number): vscode.TestItem {
    const item = this.#controller.createTestItem(id, id, uri)
    item.sortText = String(position).padStart(7, '0')
    item.canResolveChildren = node.kind !== 'case'
    this.#nodes.set(item, node)
    return item
  }

  async #search(): Promise<void> {
    const projects = this.#projects.all
    const found = await Promise.all(
      projects.map(async (project) =>
        (await project.files.list('', EVAL_GLOBS)).filter(isEvalFile).map((path) => this.#evalItem(project, path)),
      ),
    )
    this.#controller.items.replace(found.flat())
  }

  #evalItem(project: Project, path: string): vscode.TestItem {
    const uri = vscode.Uri.joinPath(project.folder.uri, path)
    const load = () => loadEvalFile(project.files, path, undefined, project.loadCode())
    const source = { project, path, cases: new CaseList(path, load) }
    const item = this.#item({ kind: 'eval', source }, uri.toString(), uri, 0)
    item.label = path
    item.sortText = `${projectKey(project)}/${path}`
    if (this.#projects.all.length > 1) item.description = project.folder.name
    return item
  }

  #follow(): void {
    const watcher = this.#store.add(vscode.workspace.createFileSystemWatcher('**/*'))
    this.#store.add(watcher.onDidCreate((file) => this.#onFile(file, true)))
    this.#store.add(watcher.onDidChange((file) => this.#onFile(file, true)))
    this.#store.add(watcher.onDidDelete((file) => this.#onFile(file, false)))
    this.#store.add(this.#projects.onDidChange(() => void this.#search()))
  }

  /** An item that was read is replaced by one that was not: the editor asks again for what it shows open. */
  #onFile(file: vscode.Uri, exists: boolean): void {
    const project = this.#projects.of(file)
    if (project === undefined) return
    const path = pathIn(project, file)
    const { items } = this.#controller
    if (isEvalFile(path) && !exists) items.delete(file.toString())
    // A new one may be ignored: the search knows.
    if (isEvalFile(path) && exists && items.get(file.toString()) === undefined) void this.#search()
    for (const [, item] of items) {
      const node = this.#nodes.get(item)
      if (node?.kind !== 'eval' || node.source.project !== project || !node.source.cases.dependsOn(path)) continue
      if (item.children.size > 0 || item.error !== undefined) items.add(this.#evalItem(project, node.source.path))
    }
  }
}

/** `line` is 1-based. */
function lineRange(line: number): vscode.Range {
  return new vscode.Range(line - 1, 0, line - 1, 0)
}
