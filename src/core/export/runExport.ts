// A run as it leaves Tunesmith: one row for each answer, with its case. Must never hold a sealed case: those are
// counted, and stay with the claim they were opened for.
import * as z from 'zod'
import type { Case } from '../evals/case.ts'
import type { Cell, Grade, RunStore } from '../ports.ts'

export interface ExportedRow {
  readonly caseId: string
  /** The case as the eval file has it today; undefined where it is gone. */
  readonly kase: Case | undefined
  readonly split: 'train' | 'select'
  readonly candidateId: string
  readonly model: string
  /** 0 for the first draw. */
  readonly repeat: number
  readonly output: string
  /** Undefined where the call or the grader failed: missing, not wrong. */
  readonly grade: Grade | undefined
  readonly error: string | undefined
  readonly latencyMs: number
  /** US dollars; undefined where the price is unknown. */
  readonly usd: number | undefined
}

export interface ExportedPrompt {
  readonly candidateId: string
  /** "seed", "#2", "#7 winner". */
  readonly label: string
  /** Its messages' texts. */
  readonly text: string
}

export interface RunExport {
  readonly id: number
  readonly kind: string
  readonly promptPath: string
  readonly evalPath: string
  /** Epoch milliseconds. */
  readonly startedAt: number
  /** What must be known before a number is believed, such as "simulated". */
  readonly notices: readonly string[]
  readonly prompts: readonly ExportedPrompt[]
  readonly rows: readonly ExportedRow[]
  /** Sealed cases that are left out. */
  readonly sealed: number
}

/** What is known of a run from its events. */
export interface RunFacts {
  readonly id: number
  readonly kind: string
  readonly promptPath: string
  readonly evalPath: string
  readonly startedAt: number
  readonly notices: readonly string[]
  readonly candidates: readonly { readonly id: string; readonly label: string }[]
  readonly splits: { readonly test: number }
}

const candidateTexts = z.object({ texts: z.array(z.string()) })

/** `cases` are those of the eval file as it is now. */
export function exportOf(
  run: RunFacts,
  store: Pick<RunStore, 'cells' | 'document'>,
  cases: readonly Case[],
): RunExport {
  const byId = new Map(cases.map((kase) => [kase.id, kase]))
  const rows = (['train', 'select'] as const).flatMap((split) =>
    store.cells(run.id, { split }).map((cell) => rowOf(cell, split, byId.get(cell.caseId))),
  )
  const labels = new Map(run.candidates.map(({ id, label }) => [id, label]))
  const prompts = [...new Set(rows.map(({ candidateId }) => candidateId))].map((candidateId) => ({
    candidateId,
    label: labels.get(candidateId) ?? candidateId,
    text: candidateTexts.safeParse(store.document(run.id, `candidate/${candidateId}`)).data?.texts.join('\n\n') ?? '',
  }))
  const { id, kind, promptPath, evalPath, startedAt, notices, splits } = run
  return { id, kind, promptPath, evalPath, startedAt, notices, prompts, rows, sealed: splits.test }
}

/** "412 of 500 passed (82.4 %), 3 missing." */
export function resultSentence(rows: readonly ExportedRow[]): string {
  const graded = rows.filter(({ grade }) => grade !== undefined)
  const passed = graded.filter(({ grade }) => grade?.pass === true).length
  const share = graded.length === 0 ? '' : ` (${((100 * passed) / graded.length).toFixed(1)} %)`
  return `${passed} of ${graded.length} passed${share}, ${rows.length - graded.length} missing.`
}

/** Input in one line, for people. */
export function titleOf({ kase, caseId }: ExportedRow): string {
  return kase?.title ?? caseId
}

function rowOf(cell: Cell, split: 'train' | 'select', kase: Case | undefined): ExportedRow {
  const { caseId, candidateId, model, repeat, output, grade, error, latencyMs, usd } = cell
  return { caseId, kase, split, candidateId, model, repeat, output, grade, error, latencyMs, usd }
}
