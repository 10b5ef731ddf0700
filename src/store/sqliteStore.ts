// The run store on SQLite. A call returns, or resolves, when the data is on the disk; answers and cells that come in the
// same turn of the event loop go there in one transaction, so that a fast model does not wait for the disk each time.
// Must not interpret what the engine stores.
import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite'
import type * as z from 'zod'
import type { Cell, CellFilter, JobRecord, RunRecord, RunStatus, RunStore, StoredReply } from '../core/ports.ts'
import type { RunKind } from '../core/runKind.ts'
import { cellRow, countRow, jobRow, jsonRow, replyRow, runRow } from './rows.ts'

/** Milliseconds that an answer waits for others at most. */
const MOST_WAIT_MS = 50

export class SqliteStore implements RunStore {
  readonly #db: DatabaseSync
  readonly #statements = new Map<string, StatementSync>()
  /** Writes of this turn that are not on the disk yet. */
  #group: WriteGroup | undefined
  /** Milliseconds that the last group took: the next waits as long, so that a slow disk takes half of the time at most,
   *  and what arrives meanwhile goes with it. */
  #flushMs = 0

  /** `db` is open and has the current schema. */
  constructor(db: DatabaseSync) {
    this.#db = db
  }

  close(): void {
    this.#flush()
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
    if (this.#group?.replies.has(key)) this.#flush()
    return this.#first(replyRow, 'SELECT key, run_id, json FROM replies WHERE key = ?', key)
  }

  /** The first answer for a key stays: somebody may already have used it. */
  saveReply({ key, runId, reply }: StoredReply): Promise<void> {
    const sql = 'INSERT INTO replies (key, run_id, json) VALUES (?, ?, ?) ON CONFLICT (key) DO NOTHING'
    const saved = this.#writeSoon(sql, key, runId, JSON.stringify(reply))
    this.#group?.replies.add(key)
    return saved
  }

  saveCell(runId: number, cell: Cell): Promise<void> {
    return this.#writeSoon(
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
  cells(runId: number, filter: CellFilter = {}): readonly Cell[] {
    return [...this.eachCell(runId, filter)]
  }

  eachCell(runId: number, { candidateId, model, caseId, split }: CellFilter = {}): Iterable<Cell> {
    const wanted = { candidate_id: candidateId, model, case_id: caseId, split }
    const given = Object.entries(wanted).flatMap(([column, value]) => (value === undefined ? [] : [{ column, value }]))
    const where = ['run_id = ?', ...given.map(({ column }) => `${column} = ?`)].join(' AND ')
    const values = given.map(({ value }) => value)
    // The plus keeps SQLite from walking the whole run in order, where one case has an index that leads to it.
    const order = caseId === undefined ? 'id' : '+id'
    const sql = `SELECT * FROM cells WHERE ${where} ORDER BY ${order}`
    return { [Symbol.iterator]: () => this.#each(sql, runId, ...values) }
  }

  /** A statement of its own: loops may run side by side. */
  *#each(sql: string, ...values: SQLInputValue[]): Generator<Cell> {
    this.#flush()
    for (const found of this.#db.prepare(sql).iterate(...values)) yield cellRow.parse(found)
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
    this.#flush()
    return this.#statement(sql).run(...values)
  }

  #writeSoon(sql: string, ...values: SQLInputValue[]): Promise<void> {
    if (this.#group === undefined) {
      this.#group = { writes: [], replies: new Set(), saved: Promise.withResolvers() }
      if (this.#flushMs < 1) setImmediate(() => this.#flush())
      else setTimeout(() => this.#flush(), this.#flushMs)
    }
    this.#group.writes.push([sql, values])
    return this.#group.saved.promise
  }

  /** Whoever waits for a write of the group is told, also where it fails. */
  #flush(): void {
    const group = this.#group
    if (group === undefined) return
    this.#group = undefined
    const start = performance.now()
    try {
      this.#db.exec('BEGIN IMMEDIATE')
      for (const [sql, values] of group.writes) this.#statement(sql).run(...values)
      this.#db.exec('COMMIT')
      group.saved.resolve()
    } catch (error) {
      if (this.#db.isTransaction) this.#db.exec('ROLLBACK')
      group.saved.reject(error)
    }
    this.#flushMs = Math.min(MOST_WAIT_MS, performance.now() - start)
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

interface WriteGroup {
  readonly writes: [sql: string, values: SQLInputValue[]][]
  /** Keys of the answers among them. */
  readonly replies: Set<string>
  readonly saved: PromiseWithResolvers<void>
}
