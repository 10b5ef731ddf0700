// What the sandbox keeps on disk: one JSON file a document, one binary file a blob, written whole or not at all.
// Must hold nothing in memory that another process could have changed.
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

export class State {
  readonly #folder: string

  /** `folder` is made where it does not exist; servers that share it share their state. */
  constructor(folder: string) {
    this.#folder = folder
    mkdirSync(folder, { recursive: true })
  }

  save(kind: string, id: string, document: unknown): void {
    this.#write(kind, `${id}.json`, JSON.stringify(document))
  }

  /** The document as it was saved; the caller knows its type by its kind. */
  load<T>(kind: string, id: string): T | undefined {
    const bytes = this.#read(kind, `${id}.json`)
    return bytes === undefined ? undefined : (JSON.parse(bytes.toString('utf8')) as T)
  }

  ids(kind: string): string[] {
    const folder = join(this.#folder, kind)
    if (!existsSync(folder)) return []
    return readdirSync(folder)
      .filter((name) => name.endsWith('.json'))
      .map((name) => name.slice(0, -'.json'.length))
  }

  all<T>(kind: string): T[] {
    return this.ids(kind).flatMap((id) => this.load<T>(kind, id) ?? [])
  }

  saveBlob(kind: string, id: string, bytes: Uint8Array): void {
    this.#write(kind, `${id}.bin`, bytes)
  }

  loadBlob(kind: string, id: string): Buffer | undefined {
    return this.#read(kind, `${id}.bin`)
  }

  /** Path of a lock for a document, for processes that share the folder. */
  lockPath(kind: string, id: string): string {
    return join(this.#folder, kind, `${safe(id)}.lock`)
  }

  #write(kind: string, name: string, content: string | Uint8Array): void {
    mkdirSync(join(this.#folder, kind), { recursive: true })
    const path = join(this.#folder, kind, safe(name))
    const draft = `${path}.${process.pid}.tmp`
    writeFileSync(draft, content)
    renameSync(draft, path)
  }

  #read(kind: string, name: string): Buffer | undefined {
    const path = join(this.#folder, kind, safe(name))
    return existsSync(path) ? readFileSync(path) : undefined
  }
}

/** Ids come from the wire: they never leave their folder. */
function safe(name: string): string {
  return name.replace(/[^\w.-]/gu, '_').replace(/^\.+/u, '_')
}
