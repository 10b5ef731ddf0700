import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { SecretStorage } from 'vscode'
import { KeyStore } from '../../../src/platform/secrets.ts'

function storage(): SecretStorage {
  const secrets = new Map<string, string>()
  return {
    keys: async () => [...secrets.keys()],
    get: async (key) => secrets.get(key),
    store: async (key, value) => void secrets.set(key, value),
    delete: async (key) => void secrets.delete(key),
    onDidChange: () => ({ dispose: () => undefined }),
  } as SecretStorage
}

describe('keys', () => {
  it('come from the secret storage first, then from the environment', async () => {
    const keys = new KeyStore(storage(), { OPENAI_API_KEY: 'env', ANTHROPIC_API_KEY: '' })
    assert.equal(await keys.get('openai'), 'env')
    assert.equal(await keys.source('openai'), 'environment')
    await keys.set('openai', 'typed')
    assert.equal(await keys.get('openai'), 'typed')
    assert.equal(await keys.source('openai'), 'stored')
    await keys.remove('openai')
    assert.equal(await keys.get('openai'), 'env')
  })

  it('are missing where the environment has an empty one', async () => {
    const keys = new KeyStore(storage(), { ANTHROPIC_API_KEY: '' })
    assert.equal(await keys.get('anthropic'), undefined)
    assert.equal(await keys.source('anthropic'), undefined)
  })

  it('belong to one provider each', async () => {
    const keys = new KeyStore(storage(), { MY_LAB_API_KEY: 'lab' })
    await keys.set('openai', 'typed')
    assert.equal(await keys.get('anthropic'), undefined)
    assert.equal(await keys.get('my-lab'), 'lab')
  })
})
