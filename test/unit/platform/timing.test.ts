import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, it, mock } from 'node:test'
import { afterQuiet, atMostEvery } from '../../../src/platform/timing.ts'

/** Within a suite: hooks of the file would be everyone's where all tests share a process. */
function holdTime(): void {
  beforeEach(() => mock.timers.enable({ apis: ['setTimeout', 'Date'] }))
  afterEach(() => mock.timers.reset())
}

describe('atMostEvery', () => {
  holdTime()
  it('works at once, then no more often than asked, and never loses the last request', () => {
    const done: number[] = []
    const paced = atMostEvery(100, () => done.push(Date.now()))
    paced()
    for (let ms = 10; ms <= 1000; ms += 10) {
      mock.timers.tick(10)
      if (ms <= 250) paced()
    }
    assert.deepEqual(done, [0, 100, 200, 300])
  })

  it('stops when disposed', () => {
    const done: number[] = []
    const paced = atMostEvery(100, () => done.push(1))
    paced()
    paced()
    paced.dispose()
    mock.timers.tick(1000)
    assert.deepEqual(done, [1])
  })
})

describe('afterQuiet', () => {
  holdTime()
  it('works once, after the last of many requests', () => {
    const done: number[] = []
    const paced = afterQuiet(100, () => done.push(Date.now()))
    for (let n = 0; n < 5; n++) {
      paced()
      mock.timers.tick(50)
    }
    assert.deepEqual(done, [])
    mock.timers.tick(50)
    assert.deepEqual(done, [300])
  })
})
