// Rows as they lie in the database and what they mean to the engine. Everything that is read is parsed here.
import * as z from 'zod'
import type { Grade, GradePart } from '../core/grade.ts'
import type { Cell, ChatReply, JobRecord, RunRecord } from '../core/ports.ts'

const json = z.string().transform((text): unknown => JSON.parse(text))
const absent = <T extends z.ZodType>(inner: T) => inner.nullable().transform((value) => value ?? undefined)

export const runRow: z.ZodType<RunRecord> = z
  .object({
    id: z.number(),
    kind: z.enum(['eval', 'sweep', 'diagnosis', 'confirmation', 'generation']),
    prompt_path: z.string(),
    status: z.enum(['running', 'done', 'cancelled', 'budget', 'failed']),
    started_at: z.number(),
    finished_at: absent(z.number()),
  })
  .transform((row) => ({
    id: row.id,
    kind: row.kind,
    promptPath: row.prompt_path,
    status: row.status,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
  }))

export const jsonRow = z.object({ json }).transform((row) => row.json)

const reply: z.ZodType<ChatReply> = z.object({
  text: z.string(),
  usage: z.object({
    inputTokens: z.number(),
    outputTokens: z.number(),
    cachedInputTokens: z.number().exactOptional(),
    estimated: z.boolean().exactOptional(),
    batched: z.boolean().exactOptional(),
  }),
  finish: z.enum(['stop', 'length', 'refused', 'other']),
  servedBy: z.string(),
  latencyMs: z.number(),
})

export const replyRow = z
  .object({ key: z.string(), run_id: z.number(), json: json.pipe(reply) })
  .transform((row) => ({ key: row.key, runId: row.run_id, reply: row.json }))

const grade: z.ZodType<Grade> = z.object({
  score: z.number(),
  pass: z.boolean(),
  reason: z.string(),
  grader: z.string(),
  namedScores: z.record(z.string(), z.number()).exactOptional(),
  judged: z.boolean().exactOptional(),
  get parts() {
    return z.array(gradePart).exactOptional()
  },
})
const gradePart: z.ZodType<GradePart> = z.lazy(() =>
  z.intersection(grade, z.object({ weight: z.number(), metric: z.string().exactOptional() })),
)

export const cellRow: z.ZodType<Cell> = z
  .object({
    candidate_id: z.string(),
    model: z.string(),
    case_id: z.string(),
    split: z.enum(['train', 'select', 'test']),
    repeat: z.number(),
    grade: absent(json.pipe(grade)),
    output: z.string(),
    error: z.string().nullable(),
    usd: absent(z.number()),
    latency_ms: z.number(),
  })
  .transform((row) => ({
    candidateId: row.candidate_id,
    model: row.model,
    caseId: row.case_id,
    split: row.split,
    repeat: row.repeat,
    grade: row.grade,
    output: row.output,
    ...(row.error === null ? {} : { error: row.error }),
    usd: row.usd,
    latencyMs: row.latency_ms,
  }))

const count = z.number()
const job: z.ZodType<JobRecord> = z
  .object({
    marker: z.string(),
    backend: z.string(),
    baseModel: z.string(),
    jobId: z.string().optional(),
    promptPath: z.string(),
    runId: z.number(),
    createdAt: z.number(),
    rows: z.object({ corrected: count, replayed: count, untested: count, valid: count, leftOut: count }),
    status: z.object({
      state: z.enum(['validating', 'queued', 'running', 'paused', 'succeeded', 'failed', 'cancelled', 'unknown']),
      rawState: z.string(),
      finishesAt: z.number().exactOptional(),
      trainedTokens: z.number().exactOptional(),
      tunedModel: z.string().exactOptional(),
      error: z.object({ code: z.string(), message: z.string() }).exactOptional(),
    }),
    events: z.array(
      z.object({
        id: z.string(),
        at: z.number(),
        level: z.enum(['info', 'warn', 'error']),
        message: z.string(),
        metrics: z
          .object({
            step: z.number(),
            totalSteps: z.number().exactOptional(),
            trainLoss: z.number().exactOptional(),
            validLoss: z.number().exactOptional(),
          })
          .exactOptional(),
      }),
    ),
    announced: z.boolean(),
  })
  .transform((record) => ({ ...record, jobId: record.jobId }))

export const jobRow = z.object({ json: json.pipe(job) }).transform((row) => row.json)

export const countRow = z.object({ n: z.number() }).transform((row) => row.n)
