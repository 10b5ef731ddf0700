// Anthropic's message batches: requests inline, results as JSON lines.
// Must answer every request as the live route would.
import { complete, type TunedModels } from '../complete.ts'
import { badRequest, bodyOf, isObject, type JsonObject, json, notFound, WireError } from '../http.ts'
import type { Route } from '../router.ts'
import type { State } from '../state.ts'
import { newId } from '../train/job.ts'
import { Draws, workOnce } from './batchWork.ts'
import { messageObject, readMessage } from './messages.ts'

const DAY_MS = 86_400_000
const MOST_REQUESTS = 100_000
const PAGE = 20
/** Requests between two looks at the batch's own document. */
const LOOK_EVERY = 50

interface MessageBatch {
  readonly id: string
  readonly type: 'message_batch'
  readonly processing_status: 'in_progress' | 'canceling' | 'ended'
  readonly request_counts: Readonly<Record<'processing' | 'succeeded' | 'errored' | 'canceled' | 'expired', number>>
  readonly created_at: string
  readonly expires_at: string
  readonly ended_at: string | null
  readonly archived_at: null
  readonly cancel_initiated_at: string | null
  readonly results_url: string | null
}

interface BatchRequest {
  readonly custom_id: string
  readonly params: JsonObject
}

export function messageBatchRoutes(state: State, tuned: TunedModels): Route[] {
  const find = (id: string | undefined): MessageBatch => {
    const batch = state.load<MessageBatch>('message-batches', id ?? '')
    if (batch === undefined) throw notFound(`Batch ${id} not found`)
    return batch
  }
  const save = (batch: MessageBatch): MessageBatch => {
    state.save('message-batches', batch.id, batch)
    return batch
  }
  const seen = (batch: MessageBatch, host: string | undefined): MessageBatch => {
    const results_url =
      batch.processing_status === 'ended' ? `http://${host}/v1/messages/batches/${batch.id}/results` : null
    return { ...batch, results_url }
  }
  return [
    {
      method: 'POST',
      path: '/v1/messages/batches',
      handle: (exchange) => {
        const requests = readRequests(bodyOf(exchange))
        const batch = save(newBatch(requests.length))
        state.save('message-batch-requests', batch.id, requests)
        workOnce(state, 'message-batches', batch.id, () => work(state, batch, requests, tuned))
        return json(batch)
      },
    },
    {
      method: 'GET',
      path: '/v1/messages/batches',
      handle: ({ headers, query }) => {
        const all = state.all<MessageBatch>('message-batches').sort((a, b) => (a.created_at < b.created_at ? 1 : -1))
        const after = all.findIndex(({ id }) => id === query.get('after_id')) + 1
        const limit = Number(query.get('limit') ?? PAGE)
        const data = all.slice(after, after + limit).map((batch) => seen(batch, headers.host))
        const has_more = after + limit < all.length
        return json({ data, has_more, first_id: data[0]?.id ?? null, last_id: data.at(-1)?.id ?? null })
      },
    },
    {
      method: 'GET',
      path: '/v1/messages/batches/:id',
      handle: ({ params, headers }) => json(seen(find(params[0]), headers.host)),
    },
    {
      method: 'GET',
      path: '/v1/messages/batches/:id/results',
      handle: ({ params }) => {
        const batch = find(params[0])
        if (batch.processing_status !== 'ended') throw notFound(`Batch ${batch.id} has not ended`)
        const body = state.load<string[]>('message-batch-results', batch.id) ?? []
        return { status: 200, type: 'application/x-jsonl', body: body.map((line) => `${line}\n`).join('') }
      },
    },
    {
      method: 'POST',
      path: '/v1/messages/batches/:id/cancel',
      handle: ({ params, headers }) => {
        const batch = find(params[0])
        if (batch.processing_status === 'ended') throw badRequest(`Batch ${batch.id} has ended and cannot be canceled`)
        const at = new Date().toISOString()
        return json(seen(save({ ...batch, processing_status: 'canceling', cancel_initiated_at: at }), headers.host))
      },
    },
  ]
}

/** Goes on with what another server left. */
export function resumeMessageBatches(state: State, tuned: TunedModels): void {
  for (const batch of state.all<MessageBatch>('message-batches')) {
    const requests = state.load<BatchRequest[]>('message-batch-requests', batch.id)
    if (batch.processing_status !== 'ended' && requests !== undefined)
      workOnce(state, 'message-batches', batch.id, () => work(state, batch, requests, tuned))
  }
}

function readRequests(body: JsonObject): BatchRequest[] {
  const { requests } = body
  if (!Array.isArray(requests)) throw badRequest('requests: Field required')
  if (requests.length === 0) throw badRequest('requests: List should have at least 1 item')
  if (requests.length > MOST_REQUESTS) throw badRequest(`requests: List should have at most ${MOST_REQUESTS} items`)
  const ids = new Set<string>()
  return requests.map((request: unknown, i) => {
    if (!isObject(request) || typeof request.custom_id !== 'string' || !isObject(request.params)) {
      throw badRequest(`requests.${i}: custom_id and params are required`)
    }
    if (ids.has(request.custom_id)) throw badRequest(`requests.${i}.custom_id: Custom ids must be unique`)
    ids.add(request.custom_id)
    return { custom_id: request.custom_id, params: request.params }
  })
}

function newBatch(count: number): MessageBatch {
  const now = Date.now()
  return {
    id: newId('msgbatch'),
    type: 'message_batch',
    processing_status: 'in_progress',
    request_counts: { processing: count, succeeded: 0, errored: 0, canceled: 0, expired: 0 },
    created_at: new Date(now).toISOString(),
    expires_at: new Date(now + DAY_MS).toISOString(),
    ended_at: null,
    archived_at: null,
    cancel_initiated_at: null,
    results_url: null,
  }
}

async function work(
  state: State,
  batch: MessageBatch,
  requests: readonly BatchRequest[],
  tuned: TunedModels,
): Promise<void> {
  const results: { readonly id: string; readonly line: string }[] = []
  const draws = new Draws()
  let canceling = false
  const counts = { processing: 0, succeeded: 0, errored: 0, canceled: 0, expired: 0 }
  for (const [i, { custom_id, params }] of requests.entries()) {
    if (i % LOOK_EVERY === 0)
      canceling ||= state.load<MessageBatch>('message-batches', batch.id)?.processing_status === 'canceling'
    const result = canceling ? { type: 'canceled' as const } : resultOf(params, draws.next(params), tuned)
    counts[result.type]++
    results.push({ id: custom_id, line: JSON.stringify({ custom_id, result }) })
    await new Promise<void>((resolve) => setImmediate(resolve))
  }
  // Results come in any order: here in that of their ids, which callers do not choose by order.
  const lines = results.sort((a, b) => (a.id < b.id ? -1 : 1)).map(({ line }) => line)
  state.save('message-batch-results', batch.id, lines)
  const now = state.load<MessageBatch>('message-batches', batch.id) ?? batch
  const ended_at = new Date().toISOString()
  state.save('message-batches', batch.id, { ...now, processing_status: 'ended', request_counts: counts, ended_at })
}

type Result =
  | { readonly type: 'succeeded'; readonly message: unknown }
  | { readonly type: 'errored'; readonly error: unknown }
  | { readonly type: 'canceled' }

function resultOf(params: JsonObject, repeat: number, tuned: TunedModels): Result {
  try {
    const request = readMessage(params, repeat)
    return { type: 'succeeded', message: messageObject(request.model, complete(request, tuned)) }
  } catch (error) {
    if (!(error instanceof WireError)) throw error
    const body = { type: 'error', error: { type: error.kind, message: error.message }, request_id: null }
    return { type: 'errored', error: body }
  }
}
