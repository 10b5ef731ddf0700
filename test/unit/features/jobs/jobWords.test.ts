import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { JobView } from '../../../../src/core/jobView.ts'
import type { JobEvent } from '../../../../src/core/ports.ts'
import { endWords, progressWords, stateWords, timeLeft } from '../../../../src/features/jobs/jobWords.ts'
import { firstWait, nextWait } from '../../../../src/features/jobs/pollWait.ts'

const job: JobView = {
  marker: 'tunesmith-1',
  jobId: 'ftjob-1',
  backend: 'sandbox',
  baseModel: 'sandbox:small',
  promptPath: 'clause.json',
  runId: 14,
  createdAt: 0,
  rows: { corrected: 60, replayed: 40, untested: 0, valid: 10, leftOut: 0 },
  status: { state: 'running', rawState: 'running' },
  step: 188,
  totalSteps: 400,
  loss: 0.4123,
  events: [],
}

function at(step: number, seconds: number): JobEvent {
  return { id: String(step), at: seconds * 1000, level: 'info', message: '', metrics: { step } }
}

describe('a job in words', () => {
  it('says how far it is, the loss and the time left', () => {
    const status = { ...job.status, finishesAt: 600_000 }
    assert.equal(progressWords({ ...job, status }, 0), 'Fine-tuning step 188 of 400, loss 0.41, 10 min')
  })

  it('leaves out what is not known yet, and says the backend’s own word', () => {
    const early: JobView = {
      ...job,
      step: null,
      totalSteps: null,
      loss: null,
      status: { state: 'queued', rawState: 'validating_files' },
    }
    assert.equal(progressWords(early, 0), 'Fine-tuning: validating_files')
    assert.equal(stateWords(early), 'validating_files')
    assert.equal(stateWords(job), 'running, step 188 of 400, loss 0.41')
  })

  it('reckons the time left from the pace, where the backend gives none', () => {
    const paced = { ...job, step: 100, events: [at(10, 10), at(100, 100)] }
    assert.equal(timeLeft(paced, 100_000), 300_000)
    assert.equal(timeLeft(paced, 160_000), 240_000)
    assert.equal(timeLeft({ ...paced, events: [at(100, 100)] }, 100_000), undefined)
  })

  it('never says that a job ended well that did not', () => {
    const ended = (status: JobView['status']) => endWords({ ...job, status })
    assert.match(ended({ state: 'succeeded', rawState: 'succeeded' }), /is done/)
    assert.match(
      ended({ state: 'failed', rawState: 'failed', error: { code: 'x', message: 'row 3 is empty' } }),
      /failed: row 3 is empty/,
    )
    assert.match(ended({ state: 'cancelled', rawState: 'cancelled' }), /was cancelled/)
  })
})

describe('polling', () => {
  it('asks the sandbox every second, and a backend ever more seldom, up to two minutes', () => {
    assert.equal(firstWait('sandbox'), 1000)
    assert.equal(nextWait(1000, 'sandbox'), 1000)
    let wait = firstWait('openai')
    assert.equal(wait, 15_000)
    for (let n = 0; n < 50; n++) {
      wait = nextWait(wait, 'openai')
      assert.ok(wait >= 12_000 && wait <= 120_000, `${wait} ms`)
    }
    assert.ok(wait >= 0.8 * 96_000, `${wait} ms`)
  })
})
