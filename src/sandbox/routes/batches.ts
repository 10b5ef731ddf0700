// OpenAI's batches: a file of chat completion requests in, a file of answers out.
// Must answer every line as the live route would; a line that cannot be answered goes to the error file.
import { complete, type TunedModels } from '../complete.ts'
import { badRequest, bodyOf, isObject, type JsonObject, json, notFound, seconds, stringOf, WireError } from '../http.ts'
import type { Route } from '../router.ts'
import type { State } from '../state.ts'
import { newId } from '../train/job.ts'
import { Draws, workOnce } from './batchWork.ts'
import { chatObject, readChat } from './chatCompletions.ts'
import { fileText, saveFile } from './files.ts'
import { pageOf } from './page.ts'

const ENDPOINT = '/v1/chat/completions'
const DAY = 86_400
const MOST_REQUESTS = 50_000
/** Lines between two looks at the batch's own document. */
const LOOK_EVERY = 50

type BatchDocument = JsonObject & { readonly id: string; readonly status: string; readonly created_at: number }

export function batchRoutes(state: State, tuned: TunedModels): Route[] {
  const find = (id: string | undefined): BatchDocument => {
    const batch = state.load<BatchDocument>('batches', id ?? '')
    if (batch === undefined) throw notFound(`No batch found with id '${id}'.`, 'batch_id')
    return batch
  }
  return [
    {
      method: 'POST',
      path: '/v1/batches',
      handle: (exchange) => {
        const batch = createBatch(state, bodyOf(exchange))
        state.save('batches', batch.id, batch)
        workOnce(state, 'batches', batch.id, () => work(state, batch, tuned))
        return json(batch)
      },
    },
    {
      method: 'GET',
      path: '/v1/batches',
      handle: ({ query }) => {
        const all = state.all<BatchDocument>('batches').sort((a, b) => b.created_at - a.created_at)
        return json(pageOf(all, query))
      },
    },
    {
      method: 'GET',
      path: '/v1/batches/:id',
      handle: ({ params }) => {
        const batch = find(params[0])
        return json(batch)
      },
    },
    {
      method: 'POST',
      path: '/v1/batches/:id/cancel',
      handle: ({ params }) => {
        const batch = find(params[0])
        if (!['validating', 'in_progress'].includes(batch.status)) {
          throw badRequest(`Cannot cancel a batch with status '${batch.status}'.`)
        }
        const cancelling = { ...batch, status: 'cancelling', cancelling_at: seconds() }
        state.save('batches', batch.id, cancelling)
        return json(cancelling)
      },
    },
  ]
}

/** Goes on with what another server left. */
export function resumeBatches(state: State, tuned: TunedModels): void {
  for (const batch of state.all<BatchDocument>('batches'))
    if (['validating', 'in_progress', 'cancelling'].includes(batch.status))
      workOnce(state, 'batches', batch.id, () => work(state, batch, tuned))
}

function createBatch(state: State, body: JsonObject): BatchDocument {
  const input = stringOf(body, 'input_file_id')
  if (stringOf(body, 'endpoint') !== ENDPOINT) throw badRequest(`The sandbox batches ${ENDPOINT} alone.`, 'endpoint')
  if (stringOf(body, 'completion_window') !== '24h') {
    throw badRequest("Invalid value for 'completion_window': expected '24h'.", 'completion_window')
  }
  if (fileText(state, input) === undefined) throw notFound(`No such File object: ${input}`, 'input_file_id')
  return {
    id: newId('batch'),
    object: 'batch',
    endpoint: ENDPOINT,
    input_file_id: input,
    completion_window: '24h',
    status: 'validating',
    created_at: seconds(),
    expires_at: seconds() + DAY,
    errors: null,
    metadata: isObject(body.metadata) ? body.metadata : null,
    request_counts: { total: 0, completed: 0, failed: 0 },
  }
}

interface BatchLine {
  readonly customId: string
  readonly body: JsonObject
}

async function work(state: State, batch: BatchDocument, tuned: TunedModels): Promise<void> {
  const current = () => state.load<BatchDocument>('batches', batch.id) ?? batch
  const read = readLines(fileText(state, String(batch.input_file_id)) ?? '')
  if ('fault' in read) {
    const errors = { object: 'list', data: [read.fault] }
    state.save('batches', batch.id, { ...batch, status: 'failed', failed_at: seconds(), errors })
    return
  }
  const answers: string[] = []
  const faults: string[] = []
  const draws = new Draws()
  const counts = () => ({ total: read.lines.length, completed: answers.length, failed: faults.length })
  let cancelled = false
  for (const [i, line] of read.lines.entries()) {
    if (i % LOOK_EVERY === 0 && !cancelled) {
      cancelled = current().status === 'cancelling'
      if (!cancelled) state.save('batches', batch.id, { ...batch, status: 'in_progress', request_counts: counts() })
    }
    const result = cancelled ? notMade(line) : answerLine(line, draws.next(line.body), tuned)
    ;(result.status === 200 ? answers : faults).push(result.json)
    await new Promise<void>((resolve) => setImmediate(resolve))
  }
  const keep = (lines: readonly string[], filename: string): string | undefined => {
    if (lines.length === 0) return undefined
    return saveFile(state, { filename, purpose: 'batch_output', bytes: Buffer.from(`${lines.join('\n')}\n`) }).id
  }
  state.save('batches', batch.id, {
    ...current(),
    ...(cancelled
      ? { status: 'cancelled', cancelled_at: seconds() }
      : { status: 'completed', finalizing_at: seconds(), completed_at: seconds() }),
    in_progress_at: batch.created_at,
    output_file_id: keep(answers, `${batch.id}_output.jsonl`),
    error_file_id: keep(faults, `${batch.id}_error.jsonl`),
    request_counts: counts(),
  })
}

function notMade({ customId }: BatchLine): { status: number; json: string } {
  const error = { code: 'batch_cancelled', message: 'This request was not executed before the batch was cancelled.' }
  return { status: 0, json: JSON.stringify({ id: newId('batch_req'), custom_id: customId, response: null, error }) }
}

function answerLine(
  { customId, body }: BatchLine,
  repeat: number,
  tuned: TunedModels,
): { status: number; json: string } {
  const reply = (status: number, content: unknown): { status: number; json: string } => {
    const response = { status_code: status, request_id: newId('req'), body: content }
    return { status, json: JSON.stringify({ id: newId('batch_req'), custom_id: customId, response, error: null }) }
  }
  try {
    const request = readChat(body, repeat)
    return reply(200, chatObject(request.model, complete(request, tuned)))
  } catch (error) {
    if (!(error instanceof WireError)) throw error
    const { message, kind, param, code } = error
    return reply(error.status, { error: { message, type: kind, param, code } })
  }
}

interface BatchFault {
  readonly code: string
  readonly message: string
  readonly line: number
  readonly param: string | null
}

function readLines(text: string): { lines: BatchLine[] } | { fault: BatchFault } {
  const lines: BatchLine[] = []
  const seen = new Set<string>()
  for (const [index, source] of text.split(/\r?\n/u).entries()) {
    if (source.trim() === '') continue
    const fault = (code: string, message: string, param: string | null = null): { fault: BatchFault } => ({
      fault: { code, message, line: index + 1, param },
    })
    let value: unknown
    try {
      value = JSON.parse(source)
    } catch {
      return fault('invalid_json_line', 'This line is not parseable as valid JSON.')
    }
    if (!isObject(value) || typeof value.custom_id !== 'string') {
      return fault('missing_required_parameter', "Missing required parameter: 'custom_id'.", 'custom_id')
    }
    if (value.url !== ENDPOINT || !isObject(value.body)) {
      return fault('invalid_url', `Expected 'url' to be ${ENDPOINT} and a 'body'.`, 'url')
    }
    if (seen.has(value.custom_id)) return fault('duplicate_custom_id', 'The custom_id must be unique.', 'custom_id')
    seen.add(value.custom_id)
    lines.push({ customId: value.custom_id, body: value.body })
  }
  if (lines.length > MOST_REQUESTS) {
    const message = `The file holds ${lines.length} requests; a batch takes at most ${MOST_REQUESTS}.`
    return { fault: { code: 'too_many_requests', message, line: MOST_REQUESTS + 1, param: null } }
  }
  return lines.length > 0
    ? { lines }
    : { fault: { code: 'empty_file', message: 'The file is empty.', line: 1, param: null } }
}
