import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { DisposableStore } from '../../../src/platform/disposable.ts'

describe('a store of disposables', () => {
  it('disposes each once, last added first, and late ones at once', () => {
    const gone: string[] = []
    const thing = (name: string) => ({ dispose: () => void gone.push(name) })
    const store = new DisposableStore()
    store.add(thing('a'))
    store.add(thing('b'))
    store.dispose()
    store.dispose()
    store.add(thing('late'))
    assert.deepEqual(gone, ['b', 'a', 'late'])
  })
})
