// A job that was paid for is never lost, and never paid for twice.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Engine } from '../../../../src/core/engine.ts'
import { type FineTuneBackend, type JobStatus, ModelError } from '../../../../src/core/ports.ts'
import { openMemoryStore } from '../../../../src/store/openStore.ts'
import { fakeClock } from '../../../support/fakeModel.ts'
import { createWorld } from '../../../support/world.ts'

const never = new AbortController().signal

/** A backend that takes the job, and answers with `answer`. */
function backend(answer: () => string): FineTuneBackend & { readonly jobs: Map<string, string> } {
  const jobs = new Map<string, string>()
  const status: JobStatus = { state: 'running', rawState: 'running' }
  return {
    id: 'world',
    label: 'World',
    minExamples: 10,
    jobs,
    create: async ({ marker }) => {
      jobs.set(marker, 'job-1')
      return answer()
    },
    find: async (marker) => jobs.get(marker),
    status: async () => status,
    events: async () => [],
    cancel: async () => undefined,
  }
}

async function afterSweep(target: FineTuneBackend) {
  const world = createWorld({ seed: 'w1', cases: 200, rules: 8, known: 3, helpful: true })
  const store = openMemoryStore()
  const engine = new Engine({
    store,
    clock: fakeClock(),
    models: async (id) => (id === 'world:proposer' ? world.proposer : world.model),
    backends: async () => target,
    prices: {},
  })
  for await (const _ of engine.optimize(world.task, { preset: 'quick' }, never));
  return { engine, store, task: world.task }
}

describe('submitting a job', () => {
  it('keeps a job whose answer was lost, and finds it by its marker', async () => {
    const target = backend(() => {
      throw new ModelError('network', 'The connection broke.')
    })
    const { engine, store, task } = await afterSweep(target)
    await assert.rejects(engine.submitJob(task, 1, {}, never), ModelError)
    const marker = store.jobs()[0]?.marker ?? ''
    assert.equal(store.jobs()[0]?.status.state, 'unknown')
    assert.equal(target.jobs.size, 1)
    const job = await engine.refreshJob(marker, never)
    assert.equal(job.jobId, 'job-1')
    assert.equal(job.status.state, 'running')
  })

  it('calls a job failed that the backend clearly refused', async () => {
    const { engine, store, task } = await afterSweep(
      backend(() => {
        throw new ModelError('forbidden', 'This organisation cannot train any more.')
      }),
    )
    await assert.rejects(engine.submitJob(task, 1, {}, never), /cannot train/)
    assert.equal(store.jobs()[0]?.status.state, 'failed')
  })

  it('stores the record before the backend is asked, with rows of train cases alone', async () => {
    let stored = 0
    const target = backend(() => {
      stored = store.jobs().length
      return 'job-1'
    })
    const { engine, store, task } = await afterSweep(target)
    const job = await engine.submitJob(task, 1, {}, never)
    assert.equal(stored, 1)
    const { corrected, replayed, untested, valid, leftOut } = job.rows
    assert.equal(corrected + replayed + untested + valid + leftOut, 80)
  })
})
