// The candidates as editable files in memory, so that the native diff can revert a hunk in them.
// Must never touch a file on disk.
import * as vscode from 'vscode'

interface Entry {
  readonly bytes: Uint8Array
  readonly ctime: number
  readonly mtime: number
}

export class CandidateFiles implements vscode.FileSystemProvider {
  readonly onDidChangeFile: vscode.Event<vscode.FileChangeEvent[]>
  readonly #changed = new vscode.EventEmitter<vscode.FileChangeEvent[]>()
  readonly #entries = new Map<string, Entry>()
  readonly #source: (uri: vscode.Uri) => Promise<string | undefined>

  /** `source` gives the text of a candidate that is not in memory yet, e.g. after the window was reloaded. */
  constructor(source: (uri: vscode.Uri) => Promise<string | undefined>) {
    this.#source = source
    this.onDidChangeFile = this.#changed.event
  }

  async stat(uri: vscode.Uri): Promise<vscode.FileStat> {
    const { bytes, ctime, mtime } = await this.#entry(uri)
    return { type: vscode.FileType.File, ctime, mtime, size: bytes.length }
  }

  async readFile(uri: vscode.Uri): Promise<Uint8Array> {
    return (await this.#entry(uri)).bytes
  }

  async writeFile(uri: vscode.Uri, bytes: Uint8Array): Promise<void> {
    const before = await this.#entry(uri)
    // The time must differ, or VS Code takes the document for unchanged.
    this.#entries.set(uri.toString(), { bytes, ctime: before.ctime, mtime: Math.max(Date.now(), before.mtime + 1) })
    this.#changed.fire([{ type: vscode.FileChangeType.Changed, uri }])
  }

  /** Forgets what was edited: the next look sees the candidate as the run left it. */
  forget(uri: vscode.Uri): void {
    if (this.#entries.delete(uri.toString())) this.#changed.fire([{ type: vscode.FileChangeType.Changed, uri }])
  }

  watch(): vscode.Disposable {
    return { dispose: () => undefined }
  }

  readDirectory(): [string, vscode.FileType][] {
    return []
  }

  createDirectory(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri)
  }

  delete(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri)
  }

  rename(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri)
  }

  async #entry(uri: vscode.Uri): Promise<Entry> {
    const known = this.#entries.get(uri.toString())
    if (known !== undefined) return known
    const text = await this.#source(uri)
    if (text === undefined) throw vscode.FileSystemError.FileNotFound(uri)
    const now = Date.now()
    const entry = { bytes: new TextEncoder().encode(text), ctime: now, mtime: now }
    this.#entries.set(uri.toString(), entry)
    return entry
  }
}
