// What only one of the model adapters does, over a real socket.
import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { type ChatModel, type ChatRequest, ModelError } from '../../src/core/ports.ts'
import { createModelResolver } from '../../src/providers/models/registry.ts'
import { json, startWireServer, type WireServer } from '../support/wireServer.ts'

const never = new AbortController().signal
const request: ChatRequest = { messages: [{ role: 'user', content: 'Hello there' }], maxOutputTokens: 8, repeat: 3 }
const schema = { name: 'route', schema: { type: 'object', properties: { a: { type: 'string' } }, required: ['a'] } }
const completion = (message: object, more: object = {}) => ({
  model: 'served-1',
  choices: [{ finish_reason: 'stop', message: { role: 'assistant', ...message } }],
  ...more,
})

let server: WireServer
let find: (id: string) => Promise<ChatModel>

beforeEach(async () => {
  server = await startWireServer()
  find = createModelResolver({
    keyFor: async (provider) => (provider === 'ollama' ? undefined : 'sk-0123456789'),
    baseUrls: {
      openai: `${server.url}/v1`,
      anthropic: server.url,
      ollama: `${server.url}/v1`,
      mine: `${server.url}/v1`,
    },
    sandbox: async () => ({ url: server.url, token: 'token-1' }),
  })
})
afterEach(() => server[Symbol.asyncDispose]())

const body = (at: number) => JSON.parse(server.requests[at]?.body ?? '')

describe('OpenAI models', () => {
  it('give a refusal as an outcome, in its own words', async () => {
    server.next(json(200, completion({ content: null, refusal: 'I cannot help with that.' })))
    const reply = await (await find('openai:gpt-6-luna')).send(request, never)
    assert.deepEqual([reply.finish, reply.text], ['refused', 'I cannot help with that.'])
  })

  it('give a request that a content filter stopped as a refusal', async () => {
    server.next(json(400, { error: { message: 'filtered', code: 'content_filter' } }))
    const reply = await (await find('openai:gpt-6-luna')).send(request, never)
    assert.deepEqual([reply.finish, reply.text, reply.usage.estimated], ['refused', '', true])
  })

  it('enforce a shape strictly only where every property is required', async () => {
    const loose = { name: 'loose', schema: { ...schema.schema, required: [] } }
    server.next(json(200, completion({ content: '{}' })), json(200, completion({ content: '{}' })))
    const model = await find('openai:gpt-6-luna')
    await model.send({ ...request, schema }, never)
    await model.send({ ...request, schema: loose }, never)
    const strict = [0, 1].map((at) => body(at).response_format.json_schema.strict)
    assert.deepEqual(strict, [true, false])
  })
})

describe('OpenAI-compatible models', () => {
  it('are asked in words, for good, once they refuse response_format', async () => {
    const refusal = json(400, { error: { message: "'response_format.type' must be 'text'" } })
    const answer = json(200, completion({ content: '{"a":"b"}' }))
    server.next(refusal, answer, answer)
    const model = await find('ollama:llama3.2')
    for (const _ of [1, 2]) assert.equal((await model.send({ ...request, schema }, never)).text, '{"a":"b"}')
    assert.equal(server.requests.length, 3)
    for (const at of [1, 2]) {
      assert.ok(!('response_format' in body(at)))
      assert.ok(body(at).messages[0].content.includes(JSON.stringify(schema.schema)))
      assert.deepEqual(body(at).messages[1], request.messages[0])
    }
  })

  it('are still asked for the shape where words do not help either, and the first refusal is told', async () => {
    const tooLong = json(400, { error: { message: 'prompt is too long' } })
    server.next(tooLong, json(400, {}), json(200, completion({ content: '{"a":"b"}' })))
    const model = await find('ollama:llama3.2')
    await assert.rejects(model.send({ ...request, schema }, never), /prompt is too long/)
    await model.send({ ...request, schema }, never)
    assert.ok('response_format' in body(2))
  })

  it('tell of the second failure where that is another one, so that it can be tried again', async () => {
    server.next(json(400, {}), json(503, {}))
    const sent = (await find('ollama:llama3.2')).send({ ...request, schema }, never)
    await assert.rejects(sent, (error) => ModelError.is(error) && error.reason === 'server')
  })

  it('tell what servers say that put the sentence where OpenAI puts an object', async () => {
    server.next(json(404, { error: 'model "llama3.2" not found, try pulling it first' }))
    await assert.rejects((await find('ollama:llama3.2')).send(request, never), /not found, try pulling it first/)
  })

  it('have their usage estimated, and say so, where the server reports none', async () => {
    server.next(json(200, completion({ content: 'Hi!' })))
    const { usage } = await (await find('ollama:llama3.2')).send(request, never)
    assert.deepEqual(usage, { inputTokens: 4, outputTokens: 1, estimated: true })
  })

  it('fail where a gateway wraps an error into status 200', async () => {
    server.next(json(200, { error: { message: 'upstream is busy', code: 429 } }))
    const model = await find('mine:house')
    await assert.rejects(model.send(request, never), (error) => ModelError.is(error) && error.reason === 'rate-limit')
  })

  it('never see what the environment holds for OpenAI', async () => {
    const held = {
      OPENAI_ORG_ID: 'org-1',
      OPENAI_PROJECT_ID: 'proj-1',
      OPENAI_CUSTOM_HEADERS: 'X-Gate: s3\nAuthorization: Bearer gate',
    }
    Object.assign(process.env, held)
    try {
      const answer = json(200, completion({ content: 'x' }))
      server.next(answer, answer, answer)
      for (const id of ['ollama:llama3.2', 'mine:house', 'openai:gpt-6-luna'])
        await (await find(id)).send(request, never)
    } finally {
      for (const name of Object.keys(held)) delete process.env[name]
    }
    const seen = server.requests.map(({ headers }) => [
      headers['x-gate'],
      headers['openai-organization'],
      headers.authorization,
    ])
    assert.deepEqual(seen[0], [undefined, undefined, undefined])
    assert.deepEqual(seen[1], [undefined, undefined, 'Bearer sk-0123456789'])
    assert.deepEqual(seen[2]?.slice(0, 2), ['s3', 'org-1'])
  })
})

describe('the sandbox', () => {
  it('is told which repeat it answers, and calls itself simulated', async () => {
    server.next(json(200, completion({ content: 'x' })))
    const model = await find('sandbox:small')
    await model.send(request, never)
    assert.equal(server.requests[0]?.headers['x-tunesmith-repeat'], '3')
    assert.equal(model.notice, 'Simulated: the sandbox is not a real model')
  })

  it('alone is told so', async () => {
    server.next(json(200, completion({ content: 'x' })))
    await (await find('ollama:llama3.2')).send(request, never)
    assert.ok(!('x-tunesmith-repeat' in (server.requests[0]?.headers ?? {})))
  })
})

describe('Anthropic models', () => {
  const message = {
    model: 'served-1',
    content: [{ type: 'text', text: 'x' }],
    stop_reason: 'end_turn',
    usage: { input_tokens: 1, output_tokens: 1 },
  }

  it('hear a prompt that is a system message alone from the user', async () => {
    server.next(json(200, message))
    const model = await find('anthropic:claude-haiku-5-5')
    await model.send({ ...request, messages: [{ role: 'system', content: 'Say x.' }] }, never)
    assert.deepEqual(body(0).messages, [{ role: 'user', content: 'Say x.' }])
    assert.ok(!('system' in body(0)))
  })

  it('refuse a shape that the API cannot express, without asking', async () => {
    const shapeless = { name: 's', schema: { type: 'object', properties: { a: {} } } }
    const sent = (await find('anthropic:claude-haiku-5-5')).send({ ...request, schema: shapeless }, never)
    await assert.rejects(sent, (error) => ModelError.is(error) && error.reason === 'bad-request')
    assert.equal(server.requests.length, 0)
  })

  it('report no cached tokens where there are none', async () => {
    server.next(json(200, message))
    const { usage } = await (await find('anthropic:claude-haiku-5-5')).send(request, never)
    assert.deepEqual(usage, { inputTokens: 1, outputTokens: 1 })
  })
})
