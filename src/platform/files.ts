// A workspace folder behind the engine's `Files` port. What the user hides (`files.exclude`) and what the folder's
// .gitignore names stay out, roughly: negations are not followed. Must never write but through an editor.
import { constants } from 'node:fs'
import { access, stat } from 'node:fs/promises'
import * as vscode from 'vscode'

const SKIPPED = ['node_modules', '.git', '.tunesmith', '__pycache__', '.venv', 'venv']
const MOST_FILES = 20_000

export class FolderFiles {
  readonly #folder: vscode.Uri

  constructor(folder: vscode.Uri) {
    this.#folder = folder
  }

  async read(path: string): Promise<Uint8Array | undefined> {
    try {
      return await vscode.workspace.fs.readFile(vscode.Uri.joinPath(this.#folder, path))
    } catch (error) {
      if (error instanceof vscode.FileSystemError && MISSING.has(error.code)) return undefined
      throw error
    }
  }

  async list(folder: string): Promise<readonly string[]> {
    const ignored = ignoreGlobs(new TextDecoder().decode(await this.read('.gitignore')))
    const exclude = `{${[...SKIPPED.map((name) => `**/${name}/**`), ...ignored].join(',')}}`
    const base = vscode.Uri.joinPath(this.#folder, folder)
    const found = await vscode.workspace.findFiles(new vscode.RelativePattern(base, '**/*'), exclude, MOST_FILES)
    const root = this.#folder.path.endsWith('/') ? this.#folder.path : `${this.#folder.path}/`
    return found
      .filter((uri) => uri.path.startsWith(root))
      .map((uri) => uri.path.slice(root.length))
      .sort()
  }
}

const MISSING = new Set(['FileNotFound', 'FileIsADirectory', 'FileNotADirectory'])

/** The lines of a .gitignore as globs, without negations and without what a brace group cannot hold. */
export function ignoreGlobs(gitignore: string): readonly string[] {
  return gitignore
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !/^[#!]|[{},]/.test(line))
    .flatMap((line) => {
      const path = line.replace(/^\/|\/$/g, '')
      const anywhere = line.startsWith('/') || path.includes('/') ? path : `**/${path}`
      return line.endsWith('/') ? [`${anywhere}/**`] : [anywhere, `${anywhere}/**`]
    })
}

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

export async function exists(file: vscode.Uri): Promise<boolean> {
  try {
    await vscode.workspace.fs.stat(file)
    return true
  } catch {
    return false
  }
}
