// Anthropic's message batches: requests inline, results as JSON lines in any order. A batch carries no marker, so one
// whose id was lost is told by its size and time, and by its calls' ids once it has ended.
import type { Anthropic } from '@anthropic-ai/sdk'
import * as z from 'zod'
import type { BatchAnswer, BatchEngine, FoundBatch, LostBatch } from '../../core/batch/engine.ts'
import { ModelError, type ModelErrorReason } from '../../core/ports.ts'
import type { Access } from '../access.ts'
import { type AnthropicConnection, connectAnthropic } from '../anthropicClient.ts'
import { messageBody, replyFrom } from '../models/anthropicMessages.ts'
import { withoutKeys } from '../sdkErrors.ts'

const PAGE = 100
/** Anthropic takes 100,000 requests in 256 MB; ours are smaller, for one is in memory while it is sent. */
const LIMITS = { calls: 100_000, bytes: 48_000_000 }

export function createAnthropicBatches(
  { id, label, pollMs }: Pick<BatchEngine, 'id' | 'label' | 'pollMs'>,
  access: Access,
): BatchEngine {
  let connection: Promise<AnthropicConnection> | undefined
  const connected = () => {
    connection ??= connectAnthropic(access)
    return connection
  }
  const call = async <T>(signal: AbortSignal, ask: (client: Anthropic) => Promise<T>): Promise<T> =>
    (await connected()).call(label, signal, ask)
  async function* results(batchId: string, signal: AbortSignal): AsyncGenerator<BatchAnswer, void> {
    const lines = (await connected()).stream(label, signal, async function* (client): AsyncGenerator<unknown> {
      yield* await client.messages.batches.results(batchId, undefined, { signal })
    })
    for await (const line of lines) yield answerOf(line, label)
  }
  const holdsOurs = async (batchId: string, keys: ReadonlySet<string>, signal: AbortSignal): Promise<boolean> => {
    for await (const { key } of results(batchId, signal)) return keys.has(key)
    return false
  }

  return {
    id,
    label,
    limits: LIMITS,
    pollMs,
    async line(model, key, request) {
      const { supportedSchema } = await connected()
      return JSON.stringify({ custom_id: key, params: messageBody(model, request, supportedSchema) })
    },
    async submit({ lines }, signal) {
      const requests = lines.map((line): Anthropic.Messages.BatchCreateParams.Request => JSON.parse(line))
      return (await call(signal, (client) => client.messages.batches.create({ requests }, { signal }))).id
    },
    async find(lost, signal) {
      const listed = await call(signal, (client) => listedSince(client, lost, signal))
      let maybe: FoundBatch | undefined
      for (const batch of listed) {
        if (batch.processing_status !== 'ended') maybe ??= { batchId: batch.id, certain: false }
        else if (batch.results_url !== null && (await holdsOurs(batch.id, lost.keys, signal)))
          return { batchId: batch.id, certain: true }
      }
      return maybe
    },
    async poll(batchId, signal) {
      const batch = await call(signal, (client) => client.messages.batches.retrieve(batchId, undefined, { signal }))
      const { processing_status: rawState, request_counts, expires_at } = batch
      const done = totalOf(request_counts) - request_counts.processing
      return { over: rawState === 'ended', rawState, done, expiresAt: Date.parse(expires_at) }
    },
    collect: results,
    async cancel(batchId, signal) {
      await call(signal, (client) => client.messages.batches.cancel(batchId, undefined, { signal }))
    },
  }
}

/** Batches of the same size that may be the lost one, newest first. */
async function listedSince(
  client: Anthropic,
  { since, keys, others }: LostBatch,
  signal: AbortSignal,
): Promise<Anthropic.Messages.MessageBatch[]> {
  const found: Anthropic.Messages.MessageBatch[] = []
  for await (const batch of client.messages.batches.list({ limit: PAGE }, { signal })) {
    if (Date.parse(batch.created_at) < since) break
    if (!others.has(batch.id) && totalOf(batch.request_counts) === keys.size) found.push(batch)
  }
  return found
}

function totalOf(counts: Anthropic.Messages.MessageBatchRequestCounts): number {
  const { processing, succeeded, errored, canceled, expired } = counts
  return processing + succeeded + errored + canceled + expired
}

const resultLine = z.object({
  custom_id: z.string(),
  result: z.object({
    type: z.string(),
    message: z.unknown().optional(),
    error: z.object({ error: z.object({ type: z.string(), message: z.string() }) }).nullish(),
  }),
})

const REASONS: Readonly<Record<string, ModelErrorReason>> = {
  invalid_request_error: 'bad-request',
  request_too_large: 'bad-request',
  authentication_error: 'auth',
  permission_error: 'forbidden',
  billing_error: 'quota',
  not_found_error: 'not-found',
  rate_limit_error: 'rate-limit',
  timeout_error: 'timeout',
}

/** Throws `ModelError` for a line that is no result at all. */
function answerOf(line: unknown, label: string): BatchAnswer {
  const parsed = resultLine.safeParse(line)
  if (!parsed.success) throw new ModelError('server', `${label}: a line of the results is not a result.`)
  const { custom_id: key, result } = parsed.data
  if (result.type === 'expired')
    return { key, error: new ModelError('timeout', `${label} (batch): the batch expired before this call was made.`) }
  if (result.type === 'canceled')
    return {
      key,
      error: new ModelError('aborted', `${label} (batch): the batch was cancelled before this call was made.`),
    }
  if (result.type !== 'succeeded') {
    const { type, message } = result.error?.error ?? { type: 'api_error', message: 'no reason given' }
    const said = `${label} (batch): ${withoutKeys(message, undefined)}`
    return { key, error: new ModelError(REASONS[type] ?? 'server', said, { code: type }) }
  }
  try {
    const { usage, ...reply } = replyFrom(result.message, label)
    return { key, reply: { ...reply, usage: { ...usage, batched: true }, latencyMs: 0 } }
  } catch (error) {
    if (!ModelError.is(error)) throw error
    return { key, error }
  }
}
