// The contract between the panel's page and the extension: request and reply one way, whole snapshots the other.
// The host parses every message with these schemas; the page trusts the host.
import * as z from 'zod'
import type { LabelSheet } from '../core/judge/labelSheet.ts'
import type { CaseView, ComparePage, ViewSnapshot } from './viewModel.ts'

const runId = z.number().int().nonnegative()
const text = z.string().max(500)

/** Methods the page may call, with the schema of their parameters. */
export const hostMethods = {
  'view.ready': z.object({}),
  'view.openInEditor': z.object({}),
  'prompt.pick': z.object({}),
  'prompt.select': z.object({ path: text }),
  'prompt.open': z.object({ path: text }),
  'run.pick': z.object({}),
  'run.select': z.object({ runId }),
  'run.start': z.object({ promptPath: text, kind: z.enum(['eval', 'sweep']) }),
  'run.cancel': z.object({ runId }),
  'rows.page': z.object({
    runId,
    /** The first is the reference that changes are counted against, the last is the pinned one. */
    candidateIds: z.array(text).min(1).max(12),
    model: text,
    filter: z.enum(['all', 'changed', 'failing']),
    find: text,
    from: z.number().int().nonnegative(),
    count: z.number().int().min(1).max(200),
  }),
  'case.get': z.object({ runId, caseId: text, model: text, candidateIds: z.array(text).min(1).max(12) }),
  'case.openSource': z.object({ runId, caseId: text }),
  'labels.get': z.object({ runId }),
  'labels.save': z.object({ runId, labels: z.array(z.object({ key: text, pass: z.boolean() })).max(200) }),
  'cases.prepare': z.object({ promptPath: text }),
  'cases.start': z.object({
    type: z.enum(['classifier', 'router', 'extractor', 'writer', 'answerer', 'agent']),
    description: z.string().max(10_000),
    /** Rows of a JSONL file, as typed. */
    examples: z.string().max(100_000),
    count: z.number().int().min(1).max(300),
  }),
  'cases.stop': z.object({}),
  'cases.decide': z.object({
    ids: z.array(z.number().int().nonnegative()).max(1000),
    decision: z.enum(['open', 'accepted', 'rejected']),
  }),
  'cases.edit': z.object({
    id: z.number().int().nonnegative(),
    vars: z.record(text, z.string().max(50_000)),
    expected: z.string().max(50_000),
  }),
  'cases.discard': z.object({}),
  'cases.write': z.object({}),
  'review.open': z.object({ runId }),
  'review.openVariant': z.object({ runId, candidateId: text }),
  'review.acceptAll': z.object({ runId }),
  'review.discard': z.object({ runId }),
  'diagnosis.start': z.object({ runId }),
  'job.submit': z.object({ runId }),
  'job.cancel': z.object({ marker: text }),
  'job.confirm': z.object({ marker: text }),
} as const

export type HostMethod = keyof typeof hostMethods
export type HostParams<M extends HostMethod> = z.infer<(typeof hostMethods)[M]>

/** What each method answers; methods that are not listed answer null. */
export interface HostResults {
  'view.ready': ViewSnapshot
  'rows.page': ComparePage
  'case.get': CaseView
  'labels.get': LabelSheet
  'labels.save': LabelSheet
}
export type HostResult<M extends HostMethod> = M extends keyof HostResults ? HostResults[M] : null

export type HostHandlers = {
  readonly [M in HostMethod]: (params: HostParams<M>, signal: AbortSignal) => Promise<HostResult<M>>
}

/** One-way messages from the host. */
export interface ViewEvents {
  snapshot: ViewSnapshot
}

export type ToHost =
  | { readonly k: 'req'; readonly id: number; readonly method: string; readonly params: unknown }
  | { readonly k: 'cancel'; readonly id: number }

export type ToView =
  | { readonly k: 'res'; readonly id: number; readonly result: unknown }
  | { readonly k: 'err'; readonly id: number; readonly message: string }
  | { readonly k: 'evt'; readonly name: keyof ViewEvents; readonly data: unknown }
