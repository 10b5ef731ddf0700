// The official SDKs work against the sandbox unchanged. Real HTTP on 127.0.0.1.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import Anthropic from '@anthropic-ai/sdk'
import OpenAI from 'openai'
import { type Sandbox, startSandbox } from '../../src/sandbox/server.ts'

const PROMPT = `Which sport is the text about? Answer with only one of: tennis, chess, rowing.

Text: They were rowing all morning on the river.`
const messages = [{ role: 'user' as const, content: PROMPT }]

describe('the sandbox over HTTP', () => {
  let folder: string
  let sandbox: Sandbox
  let openai: OpenAI
  let anthropic: Anthropic

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'sandbox-'))
    sandbox = await startSandbox({ stateDir: folder })
    openai = new OpenAI({ baseURL: `${sandbox.url}/v1`, apiKey: sandbox.token, maxRetries: 0 })
    anthropic = new Anthropic({ baseURL: sandbox.url, apiKey: sandbox.token, maxRetries: 0 })
  })
  after(async () => {
    await sandbox.close()
    rmSync(folder, { recursive: true })
  })

  it('lists its models to both clients', async () => {
    const names = (await openai.models.list()).data.map((model) => model.id)
    assert.deepEqual(names, ['small', 'medium', 'large', 'embedding'])
    assert.deepEqual(
      (await anthropic.models.list()).data.map((model) => model.id),
      names,
    )
    assert.equal((await openai.models.retrieve('large')).id, 'large')
  })

  it('answers a chat completion with usage', async () => {
    const reply = await openai.chat.completions.create({ model: 'large', messages })
    assert.equal(reply.choices[0]?.message.content, 'rowing')
    assert.equal(reply.choices[0]?.finish_reason, 'stop')
    assert.equal(reply.usage?.completion_tokens, 2)
    assert.ok((reply.usage?.prompt_tokens ?? 0) >= PROMPT.length / 4)
  })

  it('streams the same words as it answers whole', async () => {
    const stream = await openai.chat.completions.create({
      model: 'large',
      messages,
      stream: true,
      stream_options: { include_usage: true },
    })
    let text = ''
    let tokens = 0
    for await (const chunk of stream) {
      text += chunk.choices[0]?.delta.content ?? ''
      tokens = chunk.usage?.total_tokens ?? tokens
    }
    assert.equal(text, 'rowing')
    assert.ok(tokens > 0)
  })

  it('gives the same answer to the same request and repeat', async () => {
    const body = {
      model: 'small',
      messages: [{ role: 'user' as const, content: 'Is this tennis, chess or rowing? Text: a ball' }],
    }
    const ask = async (repeat: string): Promise<string | null | undefined> => {
      const reply = await openai.chat.completions.create(body, { headers: { 'x-tunesmith-repeat': repeat } })
      return reply.choices[0]?.message.content
    }
    const draws = await Promise.all(Array.from({ length: 40 }, (_, i) => ask(String(i))))
    assert.deepEqual(await Promise.all(Array.from({ length: 40 }, (_, i) => ask(String(i)))), draws)
    assert.ok(new Set(draws).size > 1, 'repeats are draws of their own')
  })

  it('cuts at the token limit and says so', async () => {
    const reply = await openai.chat.completions.create({ model: 'large', messages, max_completion_tokens: 1 })
    assert.equal(reply.choices[0]?.finish_reason, 'length')
    assert.equal(reply.choices[0]?.message.content, 'rowi')
  })

  it('answers a message with the key in either header', async () => {
    const ask = { model: 'large', max_tokens: 64, messages }
    const reply = await anthropic.messages.create(ask)
    assert.deepEqual(reply.content, [{ type: 'text', text: 'rowing', citations: null }])
    assert.equal(reply.stop_reason, 'end_turn')
    const bearer = new Anthropic({ baseURL: sandbox.url, apiKey: null, authToken: sandbox.token })
    assert.equal((await bearer.messages.create(ask)).usage.output_tokens, 2)
  })

  it('streams a message', async () => {
    const final = await anthropic.messages.stream({ model: 'large', max_tokens: 64, messages }).finalMessage()
    assert.equal(final.content[0]?.type === 'text' && final.content[0].text, 'rowing')
    assert.equal(final.stop_reason, 'end_turn')
  })

  it('refuses a wrong token in each vendor’s words', async () => {
    const stranger = new OpenAI({ baseURL: `${sandbox.url}/v1`, apiKey: 'nobody', maxRetries: 0 })
    await assert.rejects(stranger.models.list(), (error) => {
      assert.ok(error instanceof OpenAI.AuthenticationError)
      assert.equal(error.code, 'invalid_api_key')
      return true
    })
    const other = new Anthropic({ baseURL: sandbox.url, apiKey: 'nobody', maxRetries: 0 })
    await assert.rejects(other.messages.create({ model: 'large', max_tokens: 9, messages }), (error) => {
      assert.ok(error instanceof Anthropic.AuthenticationError)
      assert.equal(error.type, 'authentication_error')
      return true
    })
  })

  it('names what is wrong with a request', async () => {
    await assert.rejects(openai.chat.completions.create({ model: 'large', messages: [] }), (error) => {
      assert.ok(error instanceof OpenAI.BadRequestError)
      assert.equal(error.param, 'messages')
      return true
    })
    await assert.rejects(openai.chat.completions.create({ model: 'huge', messages }), (error) => {
      assert.ok(error instanceof OpenAI.NotFoundError)
      assert.equal(error.code, 'model_not_found')
      return true
    })
    await assert.rejects(anthropic.messages.create({ model: 'huge', max_tokens: 9, messages }), Anthropic.NotFoundError)
    await assert.rejects(
      anthropic.post('/v1/messages', { body: { model: 'large', max_tokens: 9, messages, temperature: 0 } }),
      Anthropic.BadRequestError,
    )
  })

  it('answers no request that names another host', async () => {
    const { hostname, port } = new URL(sandbox.url)
    const status = await new Promise((resolve, reject) => {
      const headers = { host: 'example.com', authorization: `Bearer ${sandbox.token}` }
      request({ hostname, port, path: '/v1/models', headers }, (response) => {
        response.resume()
        resolve(response.statusCode)
      })
        .on('error', reject)
        .end()
    })
    assert.equal(status, 403)
  })

  it('keeps files byte for byte', async () => {
    const text = 'one\r\ntwo é\n'
    const file = await openai.files.create({ file: new File([text], 'rows.jsonl'), purpose: 'fine-tune' })
    assert.equal(file.bytes, Buffer.byteLength(text))
    assert.equal((await openai.files.retrieve(file.id)).filename, 'rows.jsonl')
    assert.equal(await (await openai.files.content(file.id)).text(), text)
    await assert.rejects(openai.files.retrieve('file-none'), OpenAI.NotFoundError)
  })
})
