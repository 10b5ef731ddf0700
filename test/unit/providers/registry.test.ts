import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, it } from 'node:test'
import { InputError } from '../../../src/core/errors.ts'
import type { ChatModel } from '../../../src/core/ports.ts'
import { createBackendResolver } from '../../../src/providers/finetune/registry.ts'
import { listLocalModels } from '../../../src/providers/models/localModels.ts'
import { createModelResolver, type ModelSettings } from '../../../src/providers/models/registry.ts'

function settings(change: Partial<ModelSettings> = {}): ModelSettings {
  return {
    keyFor: async () => 'sk-1',
    baseUrls: {},
    sandbox: () => assert.fail('the sandbox was not asked for'),
    ...change,
  }
}

async function sentenceOf(found: Promise<unknown>): Promise<string> {
  const error = await found.then(
    () => assert.fail('should have been refused'),
    (caught: unknown) => caught,
  )
  assert.ok(InputError.is(error), String(error))
  return error.sentence
}

describe('finding a model', () => {
  it('files answers of another address apart from the provider’s own, and the sandbox’s under none', async () => {
    const at = async (id: string, baseUrls = {}) => {
      const sandbox = async () => ({ url: 'http://127.0.0.1:1', token: 't' })
      return (await createModelResolver(settings({ baseUrls, keyFor: async () => 'k', sandbox }))(id)).origin
    }
    assert.equal(await at('openai:m'), undefined)
    assert.equal(await at('openai:m', { openai: 'http://proxy.test/v1/' }), 'http://proxy.test/v1')
    assert.equal(await at('house:m', { house: 'http://house.test/v1' }), 'http://house.test/v1')
    assert.equal(await at('sandbox:small'), undefined)
  })

  it('names the provider that was meant', async () => {
    const sentence = await sentenceOf(createModelResolver(settings())('opnai:gpt-6-luna'))
    assert.match(sentence, /"opnai" is not known\. Did you mean "openai"\?.*anthropic.*ollama.*sandbox/)
  })

  it('lists the providers where none is near, the custom ones too', async () => {
    const sentence = await sentenceOf(
      createModelResolver(settings({ baseUrls: { house: 'http://h/v1' } }))('bedrock:x'),
    )
    assert.ok(!sentence.includes('Did you mean') && sentence.includes('house'))
  })

  for (const [provider, variable] of [
    ['openai', 'OPENAI_API_KEY'],
    ['anthropic', 'ANTHROPIC_API_KEY'],
    ['openrouter', 'OPENROUTER_API_KEY'],
    ['github', 'GITHUB_API_KEY'],
  ])
    it(`says where the key of ${provider} goes`, async () => {
      for (const key of [undefined, '', ' \n']) {
        const sentence = await sentenceOf(createModelResolver(settings({ keyFor: async () => key }))(`${provider}:m`))
        assert.ok(sentence.includes(`${variable}`) && sentence.includes('"Tunesmith: Set API Key"'))
      }
    })

  it('refuses a key with a line break inside, without repeating it', async () => {
    const sentence = await sentenceOf(createModelResolver(settings({ keyFor: async () => 'sk-1\nsk-2' }))('openai:m'))
    assert.ok(!sentence.includes('sk-'))
  })

  for (const id of ['gpt-6-luna', 'openai:', ':gpt', '', 'openai:chat:'])
    it(`refuses "${id}" as malformed`, async () => {
      assert.match(await sentenceOf(createModelResolver(settings())(id)), /Write provider:name/)
    })

  it('refuses a base URL that is none', async () => {
    const found = createModelResolver(settings({ baseUrls: { house: 'localhost:8000' } }))('house:m')
    assert.match(await sentenceOf(found), /"localhost:8000".*http/)
  })

  it('is not fooled by names that every object has', async () => {
    assert.match(await sentenceOf(createModelResolver(settings())('constructor:m')), /not known/)
  })

  it("reads promptfoo's spellings", async () => {
    const find = createModelResolver(settings())
    const ids = [
      'openai:chat:gpt-6-luna',
      'openai:responses:gpt-6-luna',
      'OpenAI:gpt-6-luna',
      'openai:chat:ft:gpt-4.1:org::1',
      'anthropic:messages:claude-haiku-5-5',
      'ollama:chat:llama3.2:1b',
      'ollama:llama3.2:1b',
    ]
    assert.deepEqual(await Promise.all(ids.map(async (id) => (await find(id)).id)), [
      'openai:gpt-6-luna',
      'openai:gpt-6-luna',
      'openai:gpt-6-luna',
      'openai:ft:gpt-4.1:org::1',
      'anthropic:claude-haiku-5-5',
      'ollama:llama3.2:1b',
      'ollama:llama3.2:1b',
    ])
  })

  it('gives the same model again until its key changes', async () => {
    let key = 'sk-1'
    const find = createModelResolver(settings({ keyFor: async () => key }))
    const first = await find('openai:m')
    assert.equal(await find('openai:chat:m'), first)
    key = 'sk-2'
    assert.notEqual(await find('openai:m'), first)
  })

  it('asks VS Code for its models, and says so where there is no VS Code', async () => {
    const model = { id: 'vscode:copilot/gpt-4.1' } as ChatModel
    const find = createModelResolver(
      settings({ vscodeLm: async (name) => (name === 'copilot/gpt-4.1' ? model : assert.fail(name)) }),
    )
    assert.equal(await find('vscode:copilot/gpt-4.1'), model)
    assert.match(await sentenceOf(createModelResolver(settings())('vscode:copilot/gpt-4.1')), /only inside VS Code/)
  })
})

describe('finding a fine-tuning backend', () => {
  it('names those that exist', async () => {
    assert.match(
      await sentenceOf(createBackendResolver(settings())('opennai')),
      /Did you mean "openai"\? Choose one of openai, sandbox/,
    )
  })

  it('says where the key goes', async () => {
    const find = createBackendResolver(settings({ keyFor: async () => undefined }))
    assert.match(await sentenceOf(find('openai')), /OPENAI_API_KEY/)
  })
})

describe('listing local models', () => {
  it('takes the answers of model servers and nothing else', async () => {
    const server = createServer((request, response) => {
      const list = { object: 'list', data: [{ id: 'llama3.2:1b' }, { id: 'qwen3' }] }
      response.setHeader('content-type', 'application/json')
      response.end(request.url === '/ollama/v1/models' ? JSON.stringify(list) : '{"data":[{"id":"not a model"}]}')
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const at = (path: string) => `http://127.0.0.1:${(server.address() as AddressInfo).port}/${path}/v1`
    const closed = 'http://127.0.0.1:1/v1'
    const models = await listLocalModels({ ollama: at('ollama'), lmstudio: at('site'), llamacpp: closed, vllm: closed })
    assert.deepEqual(models, ['ollama:llama3.2:1b', 'ollama:qwen3'])
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })
})
