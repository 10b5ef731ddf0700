// Embedding models over a real socket: the wire, the errors, and the sandbox's own vectors.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import OpenAI from 'openai'
import { ModelError } from '../../src/core/ports.ts'
import { cosine } from '../../src/core/stats/vectors.ts'
import { createEmbedderResolver } from '../../src/providers/embeddings/registry.ts'
import { startSandbox } from '../../src/sandbox/server.ts'
import { json, malformed, startWireServer } from '../support/wireServer.ts'

const never = new AbortController().signal
const answer = (embedding: readonly number[], usage?: unknown) =>
  json(200, { object: 'list', model: 'served', data: [{ object: 'embedding', index: 0, embedding }], usage })

async function setUp() {
  const server = await startWireServer()
  const v1 = `${server.url}/v1`
  const resolve = createEmbedderResolver({
    keyFor: async (provider) => (provider === 'openai' ? 'sk-secret-0123456789' : undefined),
    baseUrls: { openai: v1, ollama: v1 },
    sandbox: async () => ({ url: server.url, token: 'token-1' }),
  })
  return { server, resolve }
}

describe('embedding models', () => {
  it('send the text and the key, and read the vector with its tokens', async () => {
    const { server, resolve } = await setUp()
    await using _ = server
    server.next(answer([0.5, -0.25], { prompt_tokens: 7, total_tokens: 7 }))
    const embedder = await resolve('openai:embedding:text-embedding-3-small')
    assert.equal(embedder.id, 'openai:text-embedding-3-small')
    const { latencyMs, ...rest } = await embedder.embed('héllo', never)
    assert.deepEqual(rest, {
      vector: [0.5, -0.25],
      usage: { inputTokens: 7, outputTokens: 0 },
      servedBy: 'served',
    })
    const [request] = server.requests
    assert.equal(request?.path, '/v1/embeddings')
    assert.equal(request?.headers.authorization, 'Bearer sk-secret-0123456789')
    const body: unknown = JSON.parse(request?.body ?? '')
    assert.deepEqual(body, { model: 'text-embedding-3-small', input: 'héllo', encoding_format: 'float' })
  })

  it('of a local server need no key, and their tokens are estimated where it counts none', async () => {
    const { server, resolve } = await setUp()
    await using _ = server
    server.next(answer([1]))
    const { usage } = await (await resolve('ollama:embeddings:nomic-embed-text')).embed('abcdef', never)
    assert.deepEqual(usage, { inputTokens: 2, outputTokens: 0, estimated: true })
    assert.equal(server.requests[0]?.headers.authorization, undefined)
  })

  it('throw ModelError where there is no vector, by the status where there is one', async () => {
    const { server, resolve } = await setUp()
    await using _ = server
    const reasons: string[] = []
    const failures = [json(401, {}), json(429, {}), json(400, { error: { message: 'empty' } }), malformed, answer([])]
    for (const failure of failures) {
      server.next(failure)
      await (await resolve('openai:e')).embed('x', never).catch((error: unknown) => {
        assert.ok(ModelError.is(error) && !error.message.includes('sk-secret'))
        reasons.push(error.reason)
      })
    }
    assert.deepEqual(reasons, ['auth', 'rate-limit', 'bad-request', 'server', 'server'])
  })

  it('are not to be had of a provider of chat models', async () => {
    const { server, resolve } = await setUp()
    await using _ = server
    await assert.rejects(resolve('anthropic:claude'), /Anthropic has no embedding models/)
  })
})

describe('the sandbox’s embedding model', () => {
  it('answers the official client and ours with the same vectors, nearer for texts with common words', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'sandbox-'))
    const sandbox = await startSandbox({ stateDir: folder })
    try {
      const settings = { keyFor: async () => undefined, baseUrls: {}, sandbox: async () => sandbox }
      const embedder = await createEmbedderResolver(settings)('sandbox:embedding')
      assert.match(embedder.notice ?? '', /Simulated/)
      const openai = new OpenAI({ baseURL: `${sandbox.url}/v1`, apiKey: sandbox.token, maxRetries: 0 })
      const vectors: (readonly number[])[] = []
      for (const text of ['The parcel was late.', 'My parcel is late', 'Quantum chess'])
        vectors.push((await embedder.embed(text, never)).vector)
      const theirs = await openai.embeddings.create({ model: 'embedding', input: ['The parcel was late.'] })
      const [a = [], b = [], c = []] = vectors
      assert.deepEqual(theirs.data[0]?.embedding, a)
      assert.ok(Math.abs(cosine(a, a) - 1) < 1e-6 && cosine(a, b) > 0.3 && cosine(a, c) < 0.2)
      await assert.rejects(embedder.embed('', never), /Invalid 'input'/)
      await assert.rejects(openai.embeddings.create({ model: 'small', input: 'x' }), /does not exist/)
    } finally {
      await sandbox.close()
      rmSync(folder, { recursive: true })
    }
  })
})
