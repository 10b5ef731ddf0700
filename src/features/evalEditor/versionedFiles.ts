// Files that remember what was read of them, so that a file is not read again, and a check not made again, while nothing
// changed. Must never answer with a content older than the version that it was asked for.
import type { Files } from '../../core/ports.ts'

interface Reading {
  readonly version: string
  readonly bytes: Uint8Array | undefined
}

interface Listing {
  readonly folder: string
  readonly globs: readonly string[] | undefined
  readonly found: string
}

export class VersionedFiles implements Files {
  readonly #files: Files
  readonly #versionOf: (path: string) => Promise<string>
  /** What the last check read, and what the one under way reads. */
  #before = new Map<string, Reading>()
  #readings = new Map<string, Reading>()
  #listings: Listing[] = []

  /** `versionOf` is another for every other content of a file, and one of its own for a file that is not there. */
  constructor(files: Files, versionOf: (path: string) => Promise<string>) {
    this.#files = files
    this.#versionOf = versionOf
  }

  /** A check begins: what it does not read is forgotten. */
  begin(): void {
    this.#before = this.#readings
    this.#readings = new Map()
    this.#listings = []
  }

  /** Whether everything that was read and listed since the last {@link begin} is as it was. False where nothing was. */
  async isCurrent(): Promise<boolean> {
    if (this.#readings.size === 0) return false
    for (const [path, { version }] of this.#readings) if ((await this.#versionOf(path)) !== version) return false
    for (const { folder, globs, found } of this.#listings)
      if ((await this.#files.list(folder, globs)).join('\n') !== found) return false
    return true
  }

  async read(path: string, atMost = Number.POSITIVE_INFINITY): Promise<Uint8Array | undefined> {
    // The version first: what is written between the two is read again next time.
    const version = await this.#versionOf(path)
    const known = this.#readings.get(path) ?? this.#before.get(path)
    const kept = known?.version === version ? known.bytes : undefined
    const bytes = kept ?? (await this.#files.read(path, atMost))
    this.#readings.set(path, { version, bytes })
    return bytes !== undefined && bytes.length > atMost ? undefined : bytes
  }

  async list(folder: string, globs?: readonly string[]): Promise<readonly string[]> {
    const found = await this.#files.list(folder, globs)
    this.#listings.push({ folder, globs, found: found.join('\n') })
    return found
  }
}
