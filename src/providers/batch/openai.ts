// OpenAI's batches, and the sandbox's in the same format: a file of requests in, files of answers and errors out.
// Must never hold a whole result file: it is read line by line.
import type { OpenAI } from 'openai'
import * as z from 'zod'
import type { BatchAnswer, BatchEngine, BatchStatus } from '../../core/batch/engine.ts'
import { ModelError, type ModelErrorReason } from '../../core/ports.ts'
import type { Access } from '../access.ts'
import { chatBody, replyFrom } from '../models/openaiChat.ts'
import { connectOpenAi, type OpenAiConnection } from '../openaiClient.ts'
import { reasonForStatus, withoutKeys } from '../sdkErrors.ts'
import { jsonLinesOf } from './jsonLines.ts'

const ENDPOINT = '/v1/chat/completions'
/** Key of the batch's metadata that holds our marker. */
const MARKER = 'tunesmith'
const PAGE = 100
/** 30 days: for so long the provider keeps what was asked and answered. */
const KEPT = { anchor: 'created_at', seconds: 2_592_000 } as const
/** OpenAI takes 50,000 requests in 200 MB; ours are smaller, for one is in memory while it is sent. */
const LIMITS = { calls: 50_000, bytes: 48_000_000 }
const OVER = ['completed', 'expired', 'cancelled', 'failed']

export function createOpenAiBatches(
  { id, label, pollMs }: Pick<BatchEngine, 'id' | 'label' | 'pollMs'>,
  access: Access,
): BatchEngine {
  let connection: Promise<OpenAiConnection> | undefined
  const connected = () => {
    connection ??= connectOpenAi(access, { own: id === 'openai' })
    return connection
  }
  const call = async <T>(signal: AbortSignal, ask: (client: OpenAI) => Promise<T>): Promise<T> =>
    (await connected()).call(label, signal, ask)

  return {
    id,
    label,
    limits: LIMITS,
    pollMs,
    async line(model, key, request) {
      const body = chatBody({ name: model, request, limit: 'max_completion_tokens' })
      return JSON.stringify({ custom_id: key, method: 'POST', url: ENDPOINT, body })
    },
    async submit({ marker, lines }, signal) {
      const file = new File(
        lines.map((line) => `${line}\n`),
        `${marker}.jsonl`,
        { type: 'application/jsonl' },
      )
      const upload = { file, purpose: 'batch', expires_after: KEPT } as const
      const { id: input_file_id } = await call(signal, (client) => client.files.create(upload, { signal }))
      const body = {
        input_file_id,
        endpoint: ENDPOINT,
        completion_window: '24h',
        metadata: { [MARKER]: marker },
        output_expires_after: KEPT,
      } as const
      try {
        return (await call(signal, (client) => client.batches.create(body, { signal }))).id
      } catch (error) {
        // After a lost answer the batch may exist and need its file; after a clear no the file is only private data.
        if (ModelError.is(error) && !error.transient && error.reason !== 'aborted')
          await call(AbortSignal.timeout(10_000), (client) => client.files.delete(input_file_id)).catch(() => undefined)
        throw error
      }
    },
    async find({ marker, since }, signal) {
      return call(signal, async (client) => {
        for await (const batch of client.batches.list({ limit: PAGE }, { signal })) {
          if (batch.metadata?.[MARKER] === marker) return { batchId: batch.id, certain: true }
          if (batch.created_at * 1000 < since) return undefined
        }
        return undefined
      })
    },
    async poll(batchId, signal) {
      return statusOf(await call(signal, (client) => client.batches.retrieve(batchId, { signal })))
    },
    async *collect(batchId, signal) {
      const batch = await call(signal, (client) => client.batches.retrieve(batchId, { signal }))
      const open = await connected()
      for (const fileId of [batch.output_file_id, batch.error_file_id]) {
        if (!fileId) continue
        const lines = open.stream(label, signal, (client) =>
          jsonLinesOf(() => client.files.content(fileId, { signal })),
        )
        for await (const line of lines) yield answerOf(line, label)
      }
    },
    async cancel(batchId, signal) {
      await call(signal, (client) => client.batches.cancel(batchId, { signal }))
    },
  }
}

function statusOf({ status, request_counts, expires_at, errors }: OpenAI.Batch): BatchStatus {
  const [first] = errors?.data ?? []
  const line = first?.line == null ? '' : ` (line ${first.line})`
  return {
    over: OVER.includes(status),
    rawState: status,
    done: (request_counts?.completed ?? 0) + (request_counts?.failed ?? 0),
    ...(expires_at != null && { expiresAt: expires_at * 1000 }),
    ...(status === 'failed' && {
      refusal: { code: first?.code ?? 'failed', message: `${first?.message ?? 'no reason given'}${line}` },
    }),
  }
}

const problem = z.object({ code: z.string().nullish(), message: z.string().nullish() })
const resultLine = z.object({
  custom_id: z.string(),
  response: z.object({ status_code: z.number(), body: z.unknown() }).nullish(),
  error: problem.nullish(),
})

/** Codes of calls that the batch never came to. */
const NEVER_MADE: Readonly<Record<string, ModelErrorReason>> = { batch_expired: 'timeout', batch_cancelled: 'aborted' }

/** Throws `ModelError` for a line that is no result at all. */
function answerOf(line: unknown, label: string): BatchAnswer {
  const parsed = resultLine.safeParse(line)
  if (!parsed.success) throw new ModelError('server', `${label}: a line of the results is not a result.`)
  const { custom_id: key, response, error } = parsed.data
  try {
    if (response == null || response.status_code >= 400) throw lineError(response, error, label)
    const { usage, servedBy = '', ...reply } = replyFrom(response.body, label)
    const counted = usage ?? { inputTokens: 0, outputTokens: 0, estimated: true }
    return { key, reply: { ...reply, servedBy, usage: { ...counted, batched: true }, latencyMs: 0 } }
  } catch (failure) {
    if (!ModelError.is(failure)) throw failure
    if (failure.code !== 'content_filter') return { key, error: failure }
    const usage = { inputTokens: 0, outputTokens: 0, estimated: true, batched: true }
    return { key, reply: { text: '', usage, finish: 'refused', servedBy: '', latencyMs: 0 } }
  }
}

function lineError(
  response: z.infer<typeof resultLine>['response'],
  error: z.infer<typeof problem> | null | undefined,
  label: string,
): ModelError {
  const inBody = z.object({ error: problem }).safeParse(response?.body).data?.error
  const code = inBody?.code ?? error?.code ?? undefined
  const reason = NEVER_MADE[code ?? ''] ?? reasonForStatus(response?.status_code ?? 500, code)
  const said = withoutKeys(inBody?.message ?? error?.message ?? 'no reason given', undefined)
  const status = response == null ? '' : `, HTTP ${response.status_code}`
  return new ModelError(reason, `${label} (batch${status}): ${said}`, { code })
}
