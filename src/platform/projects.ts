// The workspace folders, each with its own engine and store, built when first asked for.
// Must never create anything on disk for a folder that is only looked at.
import * as vscode from 'vscode'
import type { Engine } from '../core/engine.ts'
import type { LoadCode } from '../core/evals/loadCode.ts'
import type { Files, RunStore } from '../core/ports.ts'
import { splitPath } from '../core/prompt/registry.ts'

/** One workspace folder with everything that was measured in it. */
export interface Project extends vscode.Disposable {
  readonly folder: vscode.WorkspaceFolder
  readonly files: Files
  /** For one loading of an eval file: runs what the user has allowed, and nothing else. */
  loadCode(): LoadCode
  engine(): Promise<Engine>
  /** Creates the store where there is none. */
  store(): Promise<RunStore>
  /** The store where there is one. */
  existingStore(): Promise<RunStore | undefined>
}

/** Names a project in messages, commands and mementos. */
export function projectKey(project: Project): string {
  return project.folder.uri.toString()
}

export function promptUri(project: Project, promptPath: string): vscode.Uri {
  const { file, fragment } = splitPath(promptPath)
  return vscode.Uri.joinPath(project.folder.uri, file).with({ fragment: fragment ?? '' })
}

/** The file that holds a prompt, which may hold others too. */
export function promptFile(project: Project, promptPath: string): vscode.Uri {
  return vscode.Uri.joinPath(project.folder.uri, splitPath(promptPath).file)
}

/** Path of `file` relative to the project's folder, with forward slashes, and the prompt in it where one is meant. */
export function pathIn(project: Project, file: vscode.Uri): string {
  const path = file.path.slice(project.folder.uri.path.replace(/\/$/, '').length + 1)
  return file.fragment === '' ? path : `${path}#${file.fragment}`
}

export class Projects implements vscode.Disposable {
  readonly onDidChange: vscode.Event<void>
  readonly #create: (folder: vscode.WorkspaceFolder) => Project
  readonly #projects = new Map<string, Project>()
  readonly #changed = new vscode.EventEmitter<void>()
  readonly #watch: vscode.Disposable

  constructor(create: (folder: vscode.WorkspaceFolder) => Project) {
    this.#create = create
    this.onDidChange = this.#changed.event
    this.#watch = vscode.workspace.onDidChangeWorkspaceFolders(({ removed }) => {
      for (const folder of removed) this.#forget(folder.uri.toString())
      this.#changed.fire()
    })
  }

  get all(): readonly Project[] {
    return (vscode.workspace.workspaceFolders ?? [])
      .filter(({ uri }) => uri.scheme === 'file')
      .map((folder) => this.#project(folder))
  }

  /** The project that holds a file. */
  of(file: vscode.Uri): Project | undefined {
    const folder = vscode.workspace.getWorkspaceFolder(file)
    return folder?.uri.scheme === 'file' ? this.#project(folder) : undefined
  }

  /** The project with this {@link projectKey}. */
  named(key: string): Project | undefined {
    return this.all.find((project) => projectKey(project) === key)
  }

  dispose(): void {
    this.#watch.dispose()
    this.#changed.dispose()
    for (const key of [...this.#projects.keys()]) this.#forget(key)
  }

  #project(folder: vscode.WorkspaceFolder): Project {
    const key = folder.uri.toString()
    const known = this.#projects.get(key)
    if (known !== undefined) return known
    const project = this.#create(folder)
    this.#projects.set(key, project)
    return project
  }

  #forget(key: string): void {
    this.#projects.get(key)?.dispose()
    this.#projects.delete(key)
  }
}
