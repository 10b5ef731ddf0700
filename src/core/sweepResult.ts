// What a finished sweep left in the store, parsed on the way out: its report, its prompts, its source.
import * as z from 'zod'
import { InputError } from './errors.ts'
import type { SweepReport } from './events.ts'
import type { Edit } from './optimize/draft.ts'
import type { RunStore } from './ports.ts'
import type { FormatId, ParseContext } from './prompt/document.ts'
import type { EngineId } from './prompt/templates/engine.ts'
import type { Task } from './task.ts'

const edit = z.object({
  id: z.string(),
  kind: z.enum(['instruction', 'format', 'definition', 'example', 'delete', 'rewrite']),
  op: z.enum(['insert_after', 'replace', 'delete', 'rewrite']),
  line: z.string(),
  text: z.string(),
  hypothesis: z.string(),
  cluster: z.string(),
})
const candidateDocument = z.object({ texts: z.array(z.string()), edits: z.array(edit) })
const sourceDocument = z.object({
  path: z.string(),
  source: z.string(),
  evalPath: z.string(),
  /** As what the run read the file, so that it is read alike again. */
  format: z.custom<FormatId>((value) => typeof value === 'string').optional(),
  engine: z.custom<EngineId>((value) => typeof value === 'string').optional(),
})
const sweepDocument = z.object({
  winnerId: z.string(),
  report: z.custom<SweepReport>((value) => typeof value === 'object'),
})

export interface SweepResult {
  readonly report: SweepReport
  readonly winnerId: string
  readonly source: z.infer<typeof sourceDocument>
  readonly texts: readonly string[]
  readonly edits: readonly Edit[]
}

/** How the run read its prompt. */
export function contextOf({ format, engine }: SweepResult['source']): ParseContext {
  return { ...(format !== undefined && { format }), ...(engine !== undefined && { engine }) }
}

/** Throws `InputError` where the run is not a sweep that came to its report. */
export function sweepOf(store: RunStore, runId: number): SweepResult {
  const sweep = sweepDocument.safeParse(store.document(runId, 'sweep'))
  const source = sourceDocument.safeParse(store.document(runId, 'source'))
  if (!sweep.success || !source.success)
    throw new InputError(`Run ${runId} is not a finished sweep.`, 'Optimize the prompt first.')
  const { winnerId, report } = sweep.data
  const winner = candidateDocument.parse(store.document(runId, `candidate/${winnerId}`))
  return { report, winnerId, source: source.data, texts: winner.texts, edits: winner.edits }
}

/** The sweep as if one of its variants were the winner; undefined where it has no such variant. */
export function variantOf(store: RunStore, runId: number, candidateId: string): SweepResult | undefined {
  const sweep = sweepOf(store, runId)
  const variant = sweep.report.models?.variants.find((one) => one.candidateId === candidateId)
  if (variant === undefined) return undefined
  const { texts, edits } = candidateDocument.parse(store.document(runId, `candidate/${candidateId}`))
  const winner = { ...sweep.report.winner, label: `variant for ${variant.model}` }
  const report = { ...sweep.report, winner, sealed: null, optimistic: variant.difference }
  return { ...sweep, winnerId: candidateId, texts, edits, report }
}

/** Seed and best prompt of a sweep, as message texts for this task's prompt file. */
export function promptsOf(store: RunStore, runId: number, task: Task) {
  const { report, winnerId, texts, source } = sweepOf(store, runId)
  if (source.path !== task.prompt.path)
    throw new InputError(
      `Run ${runId} optimized ${source.path}, not ${task.prompt.path}.`,
      'Choose a run of this prompt.',
    )
  const seed = candidateDocument.parse(store.document(runId, 'candidate/seed'))
  const label = winnerId === 'seed' ? 'the seed prompt' : report.winner.label
  return { report, seed: { texts: seed.texts }, best: { texts, label } }
}
