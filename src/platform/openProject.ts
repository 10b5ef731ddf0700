// A workspace folder whose parts are built on first use, by builders that the composition root gives.
// Must never create anything on disk before a part that writes is asked for.
import * as vscode from 'vscode'
import type { Engine } from '../core/engine.ts'
import type { LoadCode } from '../core/evals/loadCode.ts'
import type { RunStore } from '../core/ports.ts'
import { exists, FolderFiles } from './files.ts'
import type { Project } from './projects.ts'

export interface SandboxAddress {
  readonly url: string
  readonly token: string
}

export interface ProjectBuilders {
  readonly store: (folder: string) => Promise<RunStore & { close(): void }>
  readonly sandbox: (stateDir: string) => Promise<SandboxAddress & { close(): Promise<void> }>
  readonly loadCode: (folder: string) => LoadCode
  /** `folder` is the absolute path of the workspace folder. */
  readonly engine: (store: RunStore, sandbox: () => Promise<SandboxAddress>, folder: string) => Promise<Engine>
}

export function openProject(folder: vscode.WorkspaceFolder, builders: ProjectBuilders): Project {
  const home = vscode.Uri.joinPath(folder.uri, '.tunesmith')
  const store = once(() => builders.store(folder.uri.fsPath))
  const sandbox = once(() => builders.sandbox(vscode.Uri.joinPath(home, 'sandbox').fsPath))
  const engine = once(async () => builders.engine(await store.get(), sandbox.get, folder.uri.fsPath))
  const hasStore = () => exists(vscode.Uri.joinPath(home, 'tunesmith.db'))
  return {
    folder,
    files: new FolderFiles(folder.uri),
    loadCode: () => builders.loadCode(folder.uri.fsPath),
    store: store.get,
    existingStore: async () => (store.started || (await hasStore()) ? store.get() : undefined),
    engine: engine.get,
    dispose: () => {
      if (sandbox.started) void sandbox.get().then((server) => server.close())
      if (store.started) void store.get().then((open) => open.close())
    },
  }
}

/** Builds once, when first asked; a failure is not kept. */
function once<T>(build: () => Promise<T>) {
  let built: Promise<T> | undefined
  return {
    get started() {
      return built !== undefined
    },
    get: (): Promise<T> => {
      built ??= build().catch((error: unknown) => {
        built = undefined
        throw error
      })
      return built
    },
  }
}
