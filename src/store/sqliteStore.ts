// The run store on SQLite. Every write is its own durable transaction: a call returns when the data is on the disk.
// Must not interpret what the engine stores.
import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite'
import type * as z from 'zod'
import type { Cell, JobRecord, RunKind, RunRecord, RunStatus, RunStore, StoredReply } from '../core/ports.ts'
import { cellRow, countRow, jobRow, jsonRow, replyRow, runRow } from './rows.ts'

export class SqliteStore implements RunStore {
  readonly #db: DatabaseSync
  readonly #statements = new Map<string, StatementSync>()

  /** `db` is open and has the current schema. */
  constructor(db: DatabaseSync) {
    this.#db = db
  }

  close(): void {
    this.#statements.clear()
    this.#db.close()
  }

  createRun(run: { kind: RunKind; promptPath: string; startedAt: number }): number {
    const sql = `INSERT INTO runs (kind, prompt_path, status, started_at) VALUES (?, ?, 'running', ?)`
    return Number(this.#write(sql, run.kind, run.promptPath, run.startedAt).lastInsertRowid)
  }

  finishRun(id: number, status: Exclude<RunStatus, 'running'>, finishedAt: number): void {
    this.#write('UPDATE runs SET status = ?, finished_at = ? WHERE id = ?', status, finishedAt, id)
  }

  /** Oldest first. */
  runs(promptPath?: string): readonly RunRecord[] {
    return promptPath === undefined
      ? this.#all(runRow, 'SELECT * FROM runs ORDER BY id')
      : this.#all(runRow, 'SELECT * FROM runs WHERE prompt_path = ? ORDER BY id', promptPath)
  }

  run(id: number): RunRecord | undefined {
    return this.#first(runRow, 'SELECT * FROM runs WHERE id = ?', id)
  }

  appendEvent(runId: number, event: unknown): void {
    this.#write('INSERT INTO events (run_id, json) VALUES (?, ?)', runId, JSON.stringify(event))
  }

  events(runId: number): readonly unknown[] {
    return this.#all(jsonRow, 'SELECT json FROM events WHERE run_id = ? ORDER BY id', runId)
  }

  reply(key: string): StoredReply | undefined {
    return this.#first(replyRow, 'SELECT key, run_id, json FROM replies WHERE key = ?', key)
  }

  /** The first answer for a key stays: somebody may already have used it. */
  saveReply({ key, runId, reply }: StoredReply): void {
    const sql = 'INSERT INTO replies (key, run_id, json) VALUES (?, ?, ?) ON CONFLICT (key) DO NOTHING'
    this.#write(sql, key, runId, JSON.stringify(reply))
  }

  saveCell(runId: number, cell: Cell): void {
    this.#write(
      `INSERT INTO cells (run_id, candidate_id, model, case_id, repeat, split, grade, output, error, usd, latency_ms)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (run_id, candidate_id, model, case_id, repeat) DO UPDATE SET
         split = excluded.split, grade = excluded.grade, output = excluded.output, error = excluded.error,
         usd = excluded.usd, latency_ms = excluded.latency_ms`,
      runId,
      cell.candidateId,
      cell.model,
      cell.caseId,
      cell.repeat,
      cell.split,
      cell.grade === undefined ? null : JSON.stringify(cell.grade),
      cell.output,
      cell.error ?? null,
      cell.usd ?? null,
      cell.latencyMs,
    )
  }

  /** In the order in which they were first saved. */
  cells(runId: number, filter: { candidateId?: string; split?: Cell['split'] } = {}): readonly Cell[] {
    const wanted: [string, string | undefined][] = [
      ['candidate_id', filter.candidateId],
      ['split', filter.split],
    ]
    const given = wanted.filter(([, value]) => value !== undefined)
    const where = ['run_id = ?', ...given.map(([column]) => `${column} = ?`)].join(' AND ')
    const values = given.map(([, value]) => value ?? null)
    return this.#all(cellRow, `SELECT * FROM cells WHERE ${where} ORDER BY id`, runId, ...values)
  }

  saveDocument(runId: number, name: string, document: unknown): void {
    const sql = `INSERT INTO documents (run_id, name, json) VALUES (?, ?, ?)
      ON CONFLICT (run_id, name) DO UPDATE SET json = excluded.json`
    this.#write(sql, runId, name, JSON.stringify(document))
  }

  document(runId: number, name: string): unknown {
    return this.#first(jsonRow, 'SELECT json FROM documents WHERE run_id = ? AND name = ?', runId, name)
  }

  testOpenings(splitHash: string): number {
    return this.#first(countRow, 'SELECT count(*) AS n FROM test_openings WHERE split_hash = ?', splitHash) ?? 0
  }

  /** A run that was resumed opens the split for the same claim again: that is one opening. */
  recordTestOpening(splitHash: string, claim: { runId: number; candidateHash: string; at: number }): void {
    const sql = `INSERT INTO test_openings (split_hash, run_id, candidate_hash, at) VALUES (?, ?, ?, ?)
      ON CONFLICT DO NOTHING`
    this.#write(sql, splitHash, claim.runId, claim.candidateHash, claim.at)
  }

  saveJob(job: JobRecord): void {
    const sql = `INSERT INTO jobs (marker, created_at, json) VALUES (?, ?, ?)
      ON CONFLICT (marker) DO UPDATE SET json = excluded.json`
    this.#write(sql, job.marker, job.createdAt, JSON.stringify(job))
  }

  /** Oldest first. */
  jobs(): readonly JobRecord[] {
    return this.#all(jobRow, 'SELECT json FROM jobs ORDER BY created_at, marker')
  }

  #write(sql: string, ...values: SQLInputValue[]): { lastInsertRowid: number | bigint } {
    return this.#statement(sql).run(...values)
  }

  #first<T>(row: z.ZodType<T>, sql: string, ...values: SQLInputValue[]): T | undefined {
    const found = this.#statement(sql).get(...values)
    return found === undefined ? undefined : row.parse(found)
  }

  #all<T>(row: z.ZodType<T>, sql: string, ...values: SQLInputValue[]): readonly T[] {
    return this.#statement(sql)
      .all(...values)
      .map((found) => row.parse(found))
  }

  #statement(sql: string): StatementSync {
    let statement = this.#statements.get(sql)
    if (statement === undefined) {
      statement = this.#db.prepare(sql)
      this.#statements.set(sql, statement)
    }
    return statement
  }
}
