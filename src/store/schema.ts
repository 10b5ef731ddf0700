// The tables, as a list of steps from one version to the next. A step that was released must never change.
import type { DatabaseSync } from 'node:sqlite'

/** `MIGRATIONS[n]` takes a database from version n to n + 1 (SQLite's `user_version`). */
const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE runs (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    prompt_path TEXT NOT NULL,
    status TEXT NOT NULL,
    started_at INTEGER NOT NULL,
    finished_at INTEGER
  ) STRICT;
  CREATE INDEX runs_by_prompt ON runs (prompt_path, id);

  CREATE TABLE events (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    run_id INTEGER NOT NULL REFERENCES runs (id),
    json TEXT NOT NULL
  ) STRICT;
  CREATE INDEX events_by_run ON events (run_id, id);

  CREATE TABLE replies (
    key TEXT PRIMARY KEY,
    run_id INTEGER NOT NULL REFERENCES runs (id),
    json TEXT NOT NULL
  ) STRICT;

  CREATE TABLE cells (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    run_id INTEGER NOT NULL REFERENCES runs (id),
    candidate_id TEXT NOT NULL,
    model TEXT NOT NULL,
    case_id TEXT NOT NULL,
    split TEXT NOT NULL,
    repeat INTEGER NOT NULL,
    grade TEXT,
    output TEXT NOT NULL,
    error TEXT,
    usd REAL,
    latency_ms REAL NOT NULL,
    UNIQUE (run_id, candidate_id, model, case_id, repeat)
  ) STRICT;

  CREATE TABLE documents (
    run_id INTEGER NOT NULL REFERENCES runs (id),
    name TEXT NOT NULL,
    json TEXT NOT NULL,
    PRIMARY KEY (run_id, name)
  ) STRICT;

  CREATE TABLE test_openings (
    split_hash TEXT NOT NULL,
    run_id INTEGER NOT NULL REFERENCES runs (id),
    candidate_hash TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (split_hash, run_id, candidate_hash)
  ) STRICT;

  CREATE TABLE jobs (
    marker TEXT PRIMARY KEY,
    created_at INTEGER NOT NULL,
    json TEXT NOT NULL
  ) STRICT;
  `,
  // Cells of a run in order, without sorting their outputs.
  'CREATE INDEX cells_by_run ON cells (run_id, id)',
]

export const SCHEMA_VERSION = MIGRATIONS.length

export function versionOf(db: DatabaseSync): number {
  return Number(db.prepare('PRAGMA user_version').get()?.user_version ?? 0)
}

/** Brings a database up to date, all or nothing; two processes may try at once. */
export function migrate(db: DatabaseSync): void {
  if (versionOf(db) === SCHEMA_VERSION) return
  db.exec('BEGIN IMMEDIATE')
  try {
    for (const step of MIGRATIONS.slice(versionOf(db))) db.exec(step)
    db.exec(`PRAGMA user_version = ${SCHEMA_VERSION}`)
    db.exec('COMMIT')
  } catch (error) {
    db.exec('ROLLBACK')
    throw error
  }
}
