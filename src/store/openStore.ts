// Opens the run store of a workspace folder, or one in memory. Must leave a database it does not know untouched.
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { InputError } from '../core/errors.ts'
import { migrate, SCHEMA_VERSION, versionOf } from './schema.ts'
import { SqliteStore } from './sqliteStore.ts'

/** Milliseconds that a write waits for another process, e.g. the panel's while the terminal writes. */
const BUSY_MS = 10_000

/** `.tunesmith/tunesmith.db` in `folder`, created where it is missing, kept out of version control.
 *  Throws `InputError` for a newer Tunesmith's database and for a file that is no database. */
export function openStore(folder: string): SqliteStore {
  const home = join(folder, '.tunesmith')
  const path = join(home, 'tunesmith.db')
  if (existsSync(path)) refuseForeign(path)
  mkdirSync(home, { recursive: true })
  if (!existsSync(join(home, '.gitignore'))) writeFileSync(join(home, '.gitignore'), '*\n')
  return prepare(new DatabaseSync(path, { timeout: BUSY_MS }))
}

/** The same store without a file, for tests. */
export function openMemoryStore(): SqliteStore {
  return prepare(new DatabaseSync(':memory:'))
}

function prepare(db: DatabaseSync): SqliteStore {
  try {
    // WAL: readers and one writer at once. FULL: an answer that was paid for survives a power cut.
    db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON')
    migrate(db)
    return new SqliteStore(db)
  } catch (error) {
    db.close()
    throw error
  }
}

/** Looks without writing: opening for writing may already move a newer database's journal. */
function refuseForeign(path: string): void {
  let version: number
  try {
    const db = new DatabaseSync(path, { readOnly: true, timeout: BUSY_MS })
    try {
      version = versionOf(db)
    } finally {
      db.close()
    }
  } catch (error) {
    if (!(error instanceof Error && Reflect.get(error, 'errcode') === NOT_A_DATABASE)) throw error
    throw new InputError('This file is not a Tunesmith database.', 'Move it away, and a new one is made.', {
      file: path,
    })
  }
  if (version > SCHEMA_VERSION)
    throw new InputError(
      `This database was written by a newer Tunesmith (version ${version} of its tables; this one knows ${SCHEMA_VERSION}).`,
      'Update Tunesmith, or move the file away to begin afresh.',
      { file: path },
    )
}

/** SQLITE_NOTADB. */
const NOT_A_DATABASE = 26
