// A run as it leaves Tunesmith: one row for each answer, with its case, read from the store one after the other. Must
// never hold a sealed case: those are counted, and stay with the claim they were opened for.
import * as z from 'zod'
import type { Case } from '../evals/case.ts'
import type { Grade } from '../grade.ts'
import type { Cell, RunStore } from '../ports.ts'

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
  /** Undefined where the call or the grader failed, which is missing, not wrong; and where nothing grades the case. */
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

/** What the answers of one prompt on one model come to. */
export interface ExportedArm extends ExportedPrompt {
  readonly model: string
  readonly passed: number
  readonly failed: number
  readonly missing: number
  /** Answered, and graded by nothing. */
  readonly ungraded: number
  readonly score: number
  readonly latencyMs: number
  readonly usd: number
  /** Single ones, those of sets and the sets themselves. */
  readonly assertions: { readonly passed: number; readonly failed: number }
  /** Sums by metric, and over how many cases. */
  readonly named: ReadonlyMap<string, { readonly score: number; readonly count: number }>
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
  /** Each prompt on each model that has answers. */
  readonly arms: readonly ExportedArm[]
  /** Those of one arm, or all; each loop reads them anew. */
  readonly rows: (arm?: ExportedArm) => Iterable<ExportedRow>
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
  store: Pick<RunStore, 'eachCell' | 'document'>,
  cases: readonly Case[],
): RunExport {
  const byId = new Map(cases.map((kase) => [kase.id, kase]))
  const labels = new Map(run.candidates.map(({ id, label }) => [id, label]))
  const textOf = (candidateId: string) =>
    candidateTexts.safeParse(store.document(run.id, `candidate/${candidateId}`)).data?.texts.join('\n\n') ?? ''
  function* rows(arm?: ExportedArm): Generator<ExportedRow> {
    const wanted = arm === undefined ? {} : { candidateId: arm.candidateId, model: arm.model }
    for (const split of ['train', 'select'] as const)
      for (const cell of store.eachCell(run.id, { ...wanted, split })) yield rowOf(cell, split, byId.get(cell.caseId))
  }
  const tallies = tallied(rows())
  const prompts = [...new Set(tallies.map(({ candidateId }) => candidateId))].map((candidateId) => {
    return { candidateId, label: labels.get(candidateId) ?? candidateId, text: textOf(candidateId) }
  })
  const arms = prompts.flatMap((prompt) =>
    tallies.flatMap((tally) => (tally.candidateId === prompt.candidateId ? [{ ...prompt, ...tally }] : [])),
  )
  const { id, kind, promptPath, evalPath, startedAt, notices, splits } = run
  return { id, kind, promptPath, evalPath, startedAt, notices, prompts, arms, rows, sealed: splits.test }
}

/** In the order in which they first answered. */
function tallied(rows: Iterable<ExportedRow>): Omit<ExportedArm, 'label' | 'text'>[] {
  const arms = new Map<string, ReturnType<typeof emptyTally>>()
  for (const row of rows) {
    const { candidateId, model, grade, latencyMs, usd } = row
    const key = JSON.stringify([candidateId, model])
    const arm = arms.get(key) ?? emptyTally(candidateId, model)
    arms.set(key, arm)
    arm[outcomeOf(row)]++
    arm.score += grade?.score ?? 0
    arm.latencyMs += latencyMs
    arm.usd += usd ?? 0
    for (const part of grade?.parts ?? [])
      for (const { pass } of [part, ...(part.parts ?? [])]) arm.assertions[pass ? 'passed' : 'failed']++
    for (const [name, score] of Object.entries(grade?.namedScores ?? {})) {
      const sum = arm.named.get(name) ?? { score: 0, count: 0 }
      arm.named.set(name, { score: sum.score + score, count: sum.count + 1 })
    }
  }
  return [...arms.values()]
}

function emptyTally(candidateId: string, model: string) {
  const named = new Map<string, { score: number; count: number }>()
  const assertions = { passed: 0, failed: 0 }
  const counts = { passed: 0, failed: 0, missing: 0, ungraded: 0 }
  return { candidateId, model, ...counts, score: 0, latencyMs: 0, usd: 0, assertions, named }
}

export function answersOf({ arms }: RunExport): number {
  return arms.reduce((sum, { passed, failed, missing, ungraded }) => sum + passed + failed + missing + ungraded, 0)
}

/** "412 of 500 passed (82.4 %), 3 missing." */
export function resultSentence({ passed, failed, missing, ungraded }: ExportedArm): string {
  if (ungraded > 0 && passed + failed === 0) return `${ungraded} answered, and graded by nothing; ${missing} missing.`
  const graded = passed + failed
  const share = graded === 0 ? '' : ` (${((100 * passed) / graded).toFixed(1)} %)`
  return `${passed} of ${graded} passed${share}, ${missing} missing.`
}

export function outcomeOf({ grade, error }: ExportedRow): 'passed' | 'failed' | 'missing' | 'ungraded' {
  if (grade !== undefined) return grade.pass ? 'passed' : 'failed'
  return error === undefined ? 'ungraded' : 'missing'
}

/** Input in one line, for people. */
export function titleOf({ kase, caseId }: ExportedRow): string {
  return kase?.title ?? caseId
}

function rowOf(cell: Cell, split: 'train' | 'select', kase: Case | undefined): ExportedRow {
  const { caseId, candidateId, model, repeat, output, grade, error, latencyMs, usd } = cell
  return { caseId, kase, split, candidateId, model, repeat, output, grade, error, latencyMs, usd }
}
