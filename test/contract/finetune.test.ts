// The OpenAI fine-tuning backend over a real socket, as OpenAI and as the sandbox.
import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { type FineTuneBackend, ModelError, type TrainExample } from '../../src/core/ports.ts'
import { createBackendResolver } from '../../src/providers/finetune/registry.ts'
import { json, reset, startWireServer, type WireServer } from '../support/wireServer.ts'

const never = new AbortController().signal
const row = (label: string): TrainExample => ({
  messages: [
    { role: 'system', content: 'Route.' },
    { role: 'user', content: 'Größe "L"\nplease' },
    { role: 'assistant', content: label },
  ],
})
const jobBody = (change: object = {}) => ({
  id: 'ftjob-1',
  object: 'fine_tuning.job',
  status: 'queued',
  model: 'small',
  error: null,
  fine_tuned_model: null,
  trained_tokens: null,
  estimated_finish: null,
  ...change,
})
const wanted = { baseModel: 'openai:gpt-4.1', train: [row('a'), row('b')], valid: [row('c')], marker: 'run-7' }

let server: WireServer
let find: (id: string) => Promise<FineTuneBackend>
let backend: FineTuneBackend

beforeEach(async () => {
  server = await startWireServer()
  find = createBackendResolver({
    keyFor: async () => 'sk-0123456789',
    baseUrls: { openai: `${server.url}/v1` },
    sandbox: async () => ({ url: server.url, token: 'token-1' }),
  })
  backend = await find('openai')
})
afterEach(() => server[Symbol.asyncDispose]())

const seen = () => server.requests.map(({ method, path }) => `${method} ${path}`)
const fileAnswers = [json(200, { id: 'file-t', object: 'file' }), json(200, { id: 'file-v', object: 'file' })]

describe('fine-tuning backend', () => {
  it('uploads both files as JSON lines and creates a supervised job that carries the marker', async () => {
    server.next(...fileAnswers, json(200, jobBody()))
    assert.equal(await backend.create(wanted, never), 'ftjob-1')
    assert.deepEqual(seen(), ['POST /v1/files', 'POST /v1/files', 'POST /v1/fine_tuning/jobs'])
    const [train, valid, created] = server.requests.map(({ body }) => body)
    assert.ok(
      train?.includes('fine-tune') && train.includes(`${JSON.stringify(row('a'))}\n${JSON.stringify(row('b'))}\n`),
    )
    assert.ok(valid?.includes(`${JSON.stringify(row('c'))}\n`) && !valid.includes(JSON.stringify(row('a'))))
    assert.deepEqual(JSON.parse(created ?? ''), {
      model: 'gpt-4.1',
      training_file: 'file-t',
      validation_file: 'file-v',
      suffix: 'tunesmith',
      metadata: { tunesmith: 'run-7' },
      method: { type: 'supervised' },
    })
    for (const { headers, body } of server.requests) {
      assert.equal(headers.authorization, 'Bearer sk-0123456789')
      assert.ok(!body.includes('sk-0123456789'))
    }
  })

  it('sends no validation file where there are no rows for it', async () => {
    server.next(json(200, { id: 'file-t' }), json(200, jobBody()))
    await backend.create({ ...wanted, valid: [] }, never)
    assert.ok(!('validation_file' in JSON.parse(server.requests[1]?.body ?? '')))
  })

  it('says what to do where the organisation may no longer train, and takes its data back', async () => {
    const closed = {
      error: { message: 'not available', code: 'training_not_available', type: 'invalid_request_error' },
    }
    const deleted = json(200, { id: 'file', deleted: true })
    server.next(...fileAnswers, json(403, closed), deleted, deleted)
    await assert.rejects(backend.create(wanted, never), (error) => {
      assert.ok(ModelError.is(error))
      assert.deepEqual([error.reason, error.code], ['forbidden', 'training_not_available'])
      assert.match(error.message, /no longer train .* OpenAI.*another fine-tuning backend/)
      return true
    })
    assert.deepEqual(seen().slice(3).sort(), ['DELETE /v1/files/file-t', 'DELETE /v1/files/file-v'])
  })

  it('keeps the files where the answer was lost: the job may exist', async () => {
    server.next(...fileAnswers, reset)
    await assert.rejects(backend.create(wanted, never), (error) => ModelError.is(error) && error.reason === 'network')
    assert.equal(server.requests.length, 3)
  })

  it('takes the first file back where the second could not be sent', async () => {
    server.next(json(200, { id: 'file-t' }), reset, json(200, { id: 'file-t', deleted: true }))
    await assert.rejects(backend.create(wanted, never), ModelError)
    assert.deepEqual(seen().slice(2), ['DELETE /v1/files/file-t'])
  })

  it('finds a lost job by its marker, over all pages', async () => {
    const other = jobBody({ id: 'ftjob-0', metadata: { tunesmith: 'run-6' } })
    server.next(
      json(200, { object: 'list', data: [jobBody({ id: 'ftjob-x', metadata: null }), other], has_more: true }),
      json(200, { object: 'list', data: [jobBody({ metadata: { tunesmith: 'run-7' } })], has_more: false }),
    )
    assert.equal(await backend.find('run-7', never), 'ftjob-1')
    assert.equal(server.requests[0]?.query.get('metadata[tunesmith]'), 'run-7')
    assert.equal(server.requests[1]?.query.get('after'), 'ftjob-0')
    server.next(json(200, { object: 'list', data: [other], has_more: false }))
    assert.equal(await backend.find('run-8', never), undefined)
  })

  for (const [raw, state] of [
    ['validating_files', 'validating'],
    ['queued', 'queued'],
    ['running', 'running'],
    ['paused', 'paused'],
    ['succeeded', 'succeeded'],
    ['failed', 'failed'],
    ['cancelled', 'cancelled'],
    ['defrosting', 'unknown'],
    ['constructor', 'unknown'],
  ] as const)
    it(`reads the state "${raw}" as ${state} and keeps the backend's word`, async () => {
      server.next(json(200, jobBody({ status: raw })))
      assert.deepEqual(await backend.status('ftjob-1', never), { state, rawState: raw })
      assert.deepEqual(seen(), ['GET /v1/fine_tuning/jobs/ftjob-1'])
    })

  it('reads times, tokens, the tuned model and the failure', async () => {
    const done = {
      status: 'succeeded',
      estimated_finish: 1_800_000_000,
      trained_tokens: 0,
      fine_tuned_model: 'ft:small:org::1',
      error: {},
    }
    server.next(
      json(200, jobBody(done)),
      json(200, jobBody({ status: 'failed', error: { code: 'bad_row', message: 'Row 3.' } })),
    )
    assert.deepEqual(await (await find('sandbox')).status('ftjob-1', never), {
      state: 'succeeded',
      rawState: 'succeeded',
      finishesAt: 1_800_000_000_000,
      trainedTokens: 0,
      tunedModel: 'sandbox:ft:small:org::1',
    })
    assert.deepEqual((await backend.status('ftjob-1', never)).error, { code: 'bad_row', message: 'Row 3.' })
  })

  it('gives all events, oldest first, with their metrics', async () => {
    const event = (id: string, at: number, message: string, data: unknown = null, level = 'info') => ({
      id,
      object: 'fine_tuning.job.event',
      created_at: at,
      level,
      message,
      type: data === null ? 'message' : 'metrics',
      data,
    })
    server.next(
      json(200, {
        data: [
          event('e5', 50, 'The job has completed'),
          event('e4', 40, 'odd', { step: 'three' }, 'panic'),
          event('e3', 40, 'Step 20/90: training loss=0.25, validation loss=1.5e-1'),
        ],
        has_more: true,
      }),
      json(200, {
        data: [
          event('e2', 40, 'metrics', { step: 10, total_steps: 90, train_loss: 0.5, valid_loss: null }),
          event('e1', 30, 'Created fine-tuning job'),
        ],
        has_more: false,
      }),
    )
    const info = { level: 'info' } as const
    assert.deepEqual(await backend.events('ftjob-1', never), [
      { ...info, id: 'e1', at: 30_000, message: 'Created fine-tuning job' },
      { ...info, id: 'e2', at: 40_000, message: 'metrics', metrics: { step: 10, totalSteps: 90, trainLoss: 0.5 } },
      {
        ...info,
        id: 'e3',
        at: 40_000,
        message: 'Step 20/90: training loss=0.25, validation loss=1.5e-1',
        metrics: { step: 20, totalSteps: 90, trainLoss: 0.25, validLoss: 0.15 },
      },
      { ...info, id: 'e4', at: 40_000, message: 'odd' },
      { ...info, id: 'e5', at: 50_000, message: 'The job has completed' },
    ])
    assert.equal(server.requests[1]?.query.get('after'), 'e3')
  })

  it('cancels', async () => {
    server.next(json(200, jobBody({ status: 'cancelled' })))
    await backend.cancel('ftjob-1', never)
    assert.deepEqual(seen(), ['POST /v1/fine_tuning/jobs/ftjob-1/cancel'])
  })

  it('fails with the reason of the status, asking once', async () => {
    server.next(json(500, {}))
    await assert.rejects(backend.status('ftjob-1', never), (error) => ModelError.is(error) && error.reason === 'server')
    assert.equal(server.requests.length, 1)
  })

  it('says when OpenAI closes, and that the sandbox is a simulation', async () => {
    assert.match(backend.notice ?? '', /2027-01-06.*2027-01-14/)
    assert.match((await find('sandbox')).notice ?? '', /Simulated/)
  })
})
