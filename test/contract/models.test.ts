// Every model adapter, held to the same behaviour over a real socket.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type ChatModel, type ChatRequest, ModelError, type ModelErrorReason } from '../../src/core/ports.ts'
import { createModelResolver } from '../../src/providers/models/registry.ts'
import { cutShort, json, malformed, reset, silence, startWireServer, webPage } from '../support/wireServer.ts'

const KEY = 'sk-secret-0123456789'

interface Adapter {
  readonly id: string
  readonly path: string
  /** Where the wire carries the token limit. */
  readonly limit: string
  readonly authorization: string | undefined
  answer(text: string, finish?: 'stop' | 'length' | 'refused' | 'other'): unknown
  failure(code: string, message: string): unknown
}

const openAiAnswer: Adapter['answer'] = (text, finish = 'stop') => ({
  id: 'c1',
  object: 'chat.completion',
  model: 'served-1',
  choices: [
    {
      index: 0,
      finish_reason: { stop: 'stop', length: 'length', refused: 'content_filter', other: 'tool_calls' }[finish],
      message: { role: 'assistant', content: text, refusal: null },
    },
  ],
  usage: { prompt_tokens: 12, completion_tokens: 3, total_tokens: 15, prompt_tokens_details: { cached_tokens: 5 } },
})
const openAiFailure: Adapter['failure'] = (code, message) => ({ error: { message, code, type: 'x', param: null } })
const compatible = { path: '/v1/chat/completions', limit: 'max_tokens', answer: openAiAnswer, failure: openAiFailure }

const adapters: readonly Adapter[] = [
  { ...compatible, id: 'openai:gpt-6-luna', limit: 'max_completion_tokens', authorization: `Bearer ${KEY}` },
  {
    id: 'anthropic:claude-haiku-5-5',
    path: '/v1/messages',
    limit: 'max_tokens',
    authorization: `Bearer ${KEY}`,
    answer: (text, finish = 'stop') => ({
      id: 'm1',
      type: 'message',
      role: 'assistant',
      model: 'served-1',
      content: [
        { type: 'thinking', thinking: 'hm', signature: 's' },
        { type: 'text', text },
      ],
      stop_reason: { stop: 'end_turn', length: 'max_tokens', refused: 'refusal', other: 'pause_turn' }[finish],
      usage: { input_tokens: 4, output_tokens: 3, cache_read_input_tokens: 5, cache_creation_input_tokens: 3 },
    }),
    failure: (code, message) => ({ type: 'error', error: { type: code, message } }),
  },
  { ...compatible, id: 'openrouter:meta/llama', authorization: `Bearer ${KEY}` },
  { ...compatible, id: 'ollama:llama3.2', authorization: undefined },
  { ...compatible, id: 'mine:house-model', authorization: undefined },
  { ...compatible, id: 'sandbox:small', authorization: 'Bearer token-1' },
]

const request: ChatRequest = {
  messages: [
    { role: 'system', content: 'Route the message.' },
    { role: 'user', content: 'My card was charged twice.' },
    { role: 'assistant', content: 'billing' },
    { role: 'user', content: 'Where is my parcel?' },
  ],
  maxOutputTokens: 64,
  repeat: 2,
}
const schema = {
  name: 'route',
  schema: {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    type: 'object',
    properties: { label: { type: 'string', minLength: 1 } },
    required: ['label'],
  },
}
const never = new AbortController().signal

function resolverFor(url: string): (id: string) => Promise<ChatModel> {
  const v1 = `${url}/v1`
  return createModelResolver({
    keyFor: async (provider) => (['openai', 'anthropic', 'openrouter'].includes(provider) ? KEY : undefined),
    baseUrls: { openai: v1, anthropic: url, openrouter: v1, ollama: v1, mine: `${v1}/` },
    sandbox: async () => ({ url, token: 'token-1' }),
  })
}

async function failureOf(sent: Promise<unknown>): Promise<ModelError> {
  const error = await sent.then(
    () => assert.fail('the call should have failed'),
    (caught: unknown) => caught,
  )
  assert.ok(ModelError.is(error), `not a ModelError: ${error}`)
  assert.ok(!error.message.includes(KEY), 'the sentence holds the key')
  assert.ok(!JSON.stringify(error, Object.getOwnPropertyNames(error)).includes(KEY), 'the error holds the key')
  return error
}

for (const adapter of adapters)
  describe(`model ${adapter.id}`, () => {
    const setUp = async () => {
      const server = await startWireServer()
      return { server, model: await resolverFor(server.url)(adapter.id) }
    }

    it('sends the messages and nothing that samples, and reads the answer', async () => {
      const { server, model } = await setUp()
      await using _server = server
      server.next(json(200, adapter.answer('shipping')))
      const { latencyMs, ...reply } = await model.send(request, never)
      assert.deepEqual(reply, {
        text: 'shipping',
        usage: { inputTokens: 12, outputTokens: 3, cachedInputTokens: 5 },
        finish: 'stop',
        servedBy: 'served-1',
      })
      assert.ok(latencyMs > 0)
      assert.equal(server.requests.length, 1)
      const [sent] = server.requests
      assert.equal(`${sent?.method} ${sent?.path}`, `POST ${adapter.path}`)
      assert.equal(sent?.headers.authorization, adapter.authorization)
      assert.ok(!sent?.body.includes(KEY))
      const turns = adapter.path === '/v1/messages' ? request.messages.slice(1) : request.messages
      assert.deepEqual(JSON.parse(sent?.body ?? ''), {
        model: adapter.id.slice(adapter.id.indexOf(':') + 1),
        messages: turns,
        ...(adapter.path === '/v1/messages' ? { system: 'Route the message.' } : {}),
        [adapter.limit]: 64,
      })
    })

    for (const finish of ['length', 'refused', 'other'] as const)
      it(`reports an answer that ended with "${finish}"`, async () => {
        const { server, model } = await setUp()
        await using _server = server
        server.next(json(200, adapter.answer('ship', finish)))
        assert.equal((await model.send(request, never)).finish, finish)
      })

    const statuses: readonly (readonly [number, string, ModelErrorReason, boolean])[] = [
      [400, 'invalid_request', 'bad-request', false],
      [401, 'invalid_api_key', 'auth', false],
      [402, 'payment_required', 'quota', false],
      [403, 'region_blocked', 'forbidden', false],
      [404, 'model_not_found', 'not-found', false],
      [422, 'unprocessable', 'bad-request', false],
      [429, 'slow_down', 'rate-limit', true],
      [429, 'insufficient_quota', 'quota', false],
      [500, 'server_error', 'server', true],
      [529, 'overloaded_error', 'server', true],
    ]
    for (const [status, code, reason, transient] of statuses)
      it(`calls ${status} ${code} "${reason}", asks once, and keeps the key out of the sentence`, async () => {
        const { server, model } = await setUp()
        await using _server = server
        server.next(json(status, adapter.failure(code, `Wrong: ${KEY}, or sk-sec*****789.`)))
        const error = await failureOf(model.send(request, never))
        assert.deepEqual([error.reason, error.transient, error.code], [reason, transient, code])
        assert.ok(error.message.startsWith(adapter.id) && error.message.includes(String(status)))
        assert.ok(!error.message.includes('sk-'))
        assert.equal(server.requests.length, 1)
      })

    const waits: readonly (readonly [string, Readonly<Record<string, string>>, number | undefined])[] = [
      ['seconds', { 'retry-after': '7' }, 7000],
      ['milliseconds', { 'retry-after-ms': '250', 'retry-after': '9' }, 250],
      ['a date', { date: 'Wed, 11 Nov 2026 10:00:00 GMT', 'retry-after': 'Wed, 11 Nov 2026 10:00:30 GMT' }, 30_000],
      [
        'a date that has passed',
        { date: 'Wed, 11 Nov 2026 10:00:00 GMT', 'retry-after': 'Wed, 11 Nov 2026 09:00:00 GMT' },
        0,
      ],
      ['nonsense', { 'retry-after': 'soon' }, undefined],
      ['nothing', {}, undefined],
    ]
    for (const [form, headers, expected] of waits)
      it(`honours a wait given as ${form}`, async () => {
        const { server, model } = await setUp()
        await using _server = server
        server.next(json(429, adapter.failure('slow_down', 'later'), headers))
        assert.equal((await failureOf(model.send(request, never))).retryAfterMs, expected)
      })

    for (const [what, answer, reason] of [
      ['a connection that is reset', reset, 'network'],
      ['an answer that breaks off', cutShort, 'network'],
      ['JSON that is none', malformed, 'server'],
      ['a web page', webPage, 'server'],
      ['an empty object', json(200, {}), 'server'],
    ] as const)
      it(`calls ${what} "${reason}"`, async () => {
        const { server, model } = await setUp()
        await using _server = server
        server.next(answer)
        assert.equal((await failureOf(model.send(request, never))).reason, reason)
      })

    it('says who cannot be reached where nothing listens', async () => {
      const { server, model } = await setUp()
      await server[Symbol.asyncDispose]()
      const error = await failureOf(model.send(request, never))
      assert.deepEqual([error.reason, error.code], ['network', 'ECONNREFUSED'])
      assert.ok(error.message.includes(new URL(server.url).host))
    })

    it('stops when it is cancelled', async () => {
      const { server, model } = await setUp()
      await using _server = server
      server.next(silence)
      const controller = new AbortController()
      const failure = failureOf(model.send(request, controller.signal))
      await server.arrival()
      controller.abort()
      assert.equal((await failure).reason, 'aborted')
    })

    it('asks nothing when it was cancelled before', async () => {
      const { server, model } = await setUp()
      await using _server = server
      assert.equal((await failureOf(model.send(request, AbortSignal.abort()))).reason, 'aborted')
      assert.equal(server.requests.length, 0)
    })

    it('tells a deadline from a cancellation', async () => {
      const { server, model } = await setUp()
      await using _server = server
      server.next(silence)
      const error = await failureOf(model.send(request, AbortSignal.timeout(100)))
      assert.deepEqual([error.reason, error.transient], ['timeout', true])
    })

    it('asks for a shape where one is wanted', async () => {
      const { server, model } = await setUp()
      await using _server = server
      server.next(json(200, adapter.answer('{"label":"billing"}')))
      assert.equal((await model.send({ ...request, schema }, never)).text, '{"label":"billing"}')
      const body = JSON.parse(server.requests[0]?.body ?? '')
      const asked = body.output_config?.format.schema ?? body.response_format.json_schema.schema
      assert.deepEqual(
        [asked.required, asked.additionalProperties, asked.properties.label.type],
        [['label'], false, 'string'],
      )
      assert.ok(!('$schema' in asked) && !('minLength' in asked.properties.label))
    })
  })
