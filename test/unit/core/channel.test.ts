// Events reach the reader in order, and a reader that leaves stops the run.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { streamOf } from '../../../src/core/channel.ts'

const never = new AbortController().signal
const turn = () => new Promise((resolve) => setImmediate(resolve))

describe('event stream', () => {
  it('yields what the body emits, in order, then ends', async () => {
    const stream = streamOf<number>(async (emit) => {
      emit(1)
      emit(2)
      await turn()
      emit(3)
    }, never)
    const seen: number[] = []
    for await (const n of stream) seen.push(n)
    assert.deepEqual(seen, [1, 2, 3])
  })
  it('gives the body what it emitted before it threw, then throws', async () => {
    const seen: number[] = []
    await assert.rejects(async () => {
      const stream = streamOf<number>(async (emit) => {
        emit(1)
        throw new Error('broken')
      }, never)
      for await (const n of stream) seen.push(n)
    }, /broken/)
    assert.deepEqual(seen, [1])
  })
  it('aborts the body when the reader leaves, and waits for its end', async () => {
    let ended = false
    const stream = streamOf<number>(async (emit, signal) => {
      emit(1)
      while (!signal.aborted) await turn()
      ended = true
    }, never)
    for await (const _ of stream) break
    assert.ok(ended)
  })
  it('passes the outer signal on', async () => {
    const outer = new AbortController()
    const stream = streamOf<string>(async (emit, signal) => {
      emit('ready')
      while (!signal.aborted) await turn()
      emit('stopped')
    }, outer.signal)
    const seen: string[] = []
    for await (const word of stream) {
      seen.push(word)
      outer.abort()
    }
    assert.deepEqual(seen, ['ready', 'stopped'])
  })
})
