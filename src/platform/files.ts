// A workspace folder behind the engine's `Files` port. What the user hides (`files.exclude`) and what .gitignore files
// hide stays out. Must never write but through an editor.
import { constants } from 'node:fs'
import { access, readFile, realpath, stat } from 'node:fs/promises'
import { sep } from 'node:path'
import * as vscode from 'vscode'
import { isIgnored, parseIgnore } from '../core/ignore.ts'
import { SKIPPED_FOLDERS } from '../core/prompt/detect/candidates.ts'

const EXCLUDED = `{${SKIPPED_FOLDERS.map((name) => `**/${name}/**`).join()}}`
const MOST_FILES = 20_000

export class FolderFiles {
  readonly #folder: vscode.Uri

  constructor(folder: vscode.Uri) {
    this.#folder = folder
  }

  async read(path: string, atMost = Number.POSITIVE_INFINITY): Promise<Uint8Array | undefined> {
    const file = vscode.Uri.joinPath(this.#folder, path).fsPath
    try {
      if (atMost < Number.POSITIVE_INFINITY && (await stat(file)).size > atMost) return undefined
      return await readFile(file)
    } catch (error) {
      if (error instanceof Error && 'code' in error && MISSING.has(String(error.code))) return undefined
      throw error
    }
  }

  /** One search for all globs, in VS Code's own search process: what is no prompt by its name never gets here. */
  async list(folder: string, globs: readonly string[] = ['**/*']): Promise<readonly string[]> {
    const [found, ignoring] = await Promise.all([
      this.#find(folder, globs.length === 1 ? globs.join() : `{${globs.join()}}`),
      this.#find('', '**/.gitignore'),
    ])
    const ignores = await Promise.all(
      ignoring
        .toSorted((a, b) => a.length - b.length)
        .map(async (path) =>
          parseIgnore(path.replace(/\/?\.gitignore$/, ''), new TextDecoder().decode(await this.read(path))),
        ),
    )
    return found.filter((path) => !isIgnored(ignores, path)).sort()
  }

  async #find(folder: string, glob: string): Promise<string[]> {
    const base = vscode.Uri.joinPath(this.#folder, folder)
    const found = await vscode.workspace.findFiles(new vscode.RelativePattern(base, glob), EXCLUDED, MOST_FILES)
    const root = this.#folder.path.endsWith('/') ? this.#folder.path : `${this.#folder.path}/`
    return found.filter((uri) => uri.path.startsWith(root)).map((uri) => uri.path.slice(root.length))
  }
}

const MISSING = new Set(['ENOENT', 'EISDIR', 'ENOTDIR'])

/** Whether the file is there and its permissions let its owner write it. */
export async function isWritable(file: vscode.Uri): Promise<boolean> {
  if (file.scheme !== 'file') return vscode.workspace.fs.isWritableFileSystem(file.scheme) === true
  try {
    await access(file.fsPath, constants.W_OK)
    return ((await stat(file.fsPath)).mode & 0o222) !== 0
  } catch {
    return false
  }
}

/** Whether the file, or the one that a link leads to, lies in a folder of the workspace. */
export async function isInWorkspace(file: vscode.Uri): Promise<boolean> {
  if (file.scheme !== 'file') return true
  const target = await realpath(file.fsPath)
  const folders = (vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file')
  const roots = await Promise.all(folders.map(({ uri }) => realpath(uri.fsPath)))
  return roots.some((root) => target.startsWith(root.endsWith(sep) ? root : root + sep))
}

export async function exists(file: vscode.Uri): Promise<boolean> {
  try {
    await vscode.workspace.fs.stat(file)
    return true
  } catch {
    return false
  }
}
