// One owner a job, among processes that share a folder: a lock file with the owner's process id, touched as it works.
// Must never leave a job to two owners; a lock of a dead process, or one long untouched, may be taken over.
import { mkdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

const STALE_MS = 15_000

export class Lock {
  readonly #path: string
  readonly #owner: string

  private constructor(path: string, owner: string) {
    this.#path = path
    this.#owner = owner
  }

  /** Undefined where another owner is alive. `owner` names this server among those of the process. */
  static take(path: string, owner: string): Lock | undefined {
    mkdirSync(dirname(path), { recursive: true })
    if (isAbandoned(path)) {
      const aside = `${path}.${owner}.old`
      try {
        renameSync(path, aside)
        rmSync(aside, { force: true })
      } catch {
        return undefined
      }
    }
    try {
      writeFileSync(path, JSON.stringify({ pid: process.pid, owner }), { flag: 'wx' })
      return new Lock(path, owner)
    } catch {
      return undefined
    }
  }

  /** Says that the owner is alive; false where the lock was taken over. */
  touch(): boolean {
    if (readLock(this.#path)?.owner !== this.#owner) return false
    const now = new Date()
    utimesSync(this.#path, now, now)
    return true
  }

  release(): void {
    if (readLock(this.#path)?.owner === this.#owner) rmSync(this.#path, { force: true })
  }
}

function isAbandoned(path: string): boolean {
  const held = readLock(path)
  if (held === undefined) return false
  const touched = statSync(path, { throwIfNoEntry: false })?.mtimeMs
  return touched !== undefined && (!isAlive(held.pid) || Date.now() - touched > STALE_MS)
}

function readLock(path: string): { pid: number; owner: string } | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as { pid: number; owner: string }
  } catch {
    return undefined
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
