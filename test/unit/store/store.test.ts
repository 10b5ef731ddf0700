import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import type { Cell, ChatReply, JobRecord } from '../../../src/core/ports.ts'
import { openMemoryStore } from '../../../src/store/openStore.ts'
import type { SqliteStore } from '../../../src/store/sqliteStore.ts'

const reply: ChatReply = {
  text: 'billing',
  usage: { inputTokens: 10, outputTokens: 2, cachedInputTokens: 4, estimated: true },
  finish: 'stop',
  servedBy: 'small-1',
  latencyMs: 12.5,
}

function cell(change: Partial<Cell> = {}): Cell {
  const grade = { score: 1, pass: true, reason: 'Equal.', grader: 'equals' }
  const where = { candidateId: 'seed', model: 'sandbox:small', caseId: 'c1', split: 'select', repeat: 0 } as const
  return { ...where, grade, output: 'billing', usd: 0.001, latencyMs: 3, ...change }
}

function job(change: Partial<JobRecord> = {}): JobRecord {
  return {
    marker: 'm1',
    backend: 'sandbox',
    baseModel: 'sandbox:small',
    jobId: undefined,
    promptPath: 'p.txt',
    runId: 1,
    createdAt: 5,
    rows: { corrected: 1, replayed: 2, untested: 0, valid: 3, leftOut: 4 },
    status: { state: 'queued', rawState: 'queued' },
    events: [],
    announced: false,
    ...change,
  }
}

function withRun(): { store: SqliteStore; run: number } {
  const store = openMemoryStore()
  return { store, run: store.createRun({ kind: 'sweep', promptPath: 'a/p.txt', startedAt: 100 }) }
}

describe('run store', () => {
  it('lists runs by prompt, oldest first, and closes them', () => {
    const { store, run } = withRun()
    const other = store.createRun({ kind: 'eval', promptPath: 'b.txt', startedAt: 200 })
    store.finishRun(run, 'budget', 300)
    const first = { id: run, kind: 'sweep', promptPath: 'a/p.txt', status: 'budget', startedAt: 100, finishedAt: 300 }
    const second = {
      id: other,
      kind: 'eval',
      promptPath: 'b.txt',
      status: 'running',
      startedAt: 200,
      finishedAt: undefined,
    }
    assert.deepEqual(store.runs(), [first, second])
    assert.deepEqual(store.runs('b.txt'), [second])
    assert.deepEqual(store.run(run), first)
    assert.equal(store.run(99), undefined)
  })

  it('replays events of one run in the order they were written', () => {
    const { store, run } = withRun()
    const other = store.createRun({ kind: 'eval', promptPath: 'b.txt', startedAt: 1 })
    for (const n of [1, 2, 3]) {
      store.appendEvent(run, { n })
      store.appendEvent(other, { n: -n })
    }
    assert.deepEqual(store.events(run), [{ n: 1 }, { n: 2 }, { n: 3 }])
  })

  it('returns any reply exactly as it was saved', () => {
    const { store, run } = withRun()
    const replies = fc.record(
      {
        text: fc.string({ unit: 'binary' }),
        usage: fc.record(
          {
            inputTokens: fc.nat(),
            outputTokens: fc.nat(),
            cachedInputTokens: fc.nat(),
            estimated: fc.boolean(),
          },
          { requiredKeys: ['inputTokens', 'outputTokens'], noNullPrototype: true },
        ),
        finish: fc.constantFrom('stop', 'length', 'refused', 'other' as const),
        servedBy: fc.string(),
        latencyMs: fc.double({ min: 0, max: 1e6, noNaN: true }).map((ms) => ms + 0),
      },
      { noNullPrototype: true },
    )
    let n = 0
    fc.assert(
      fc.property(replies, (saved) => {
        const stored = { key: `k${n++}`, runId: run, reply: saved }
        store.saveReply(stored)
        assert.deepEqual(store.reply(stored.key), stored)
      }),
      { seed: 7, numRuns: 80 },
    )
  })

  it('keeps the first answer for a key, since it may have been used', () => {
    const { store, run } = withRun()
    store.saveReply({ key: 'k', runId: run, reply })
    store.saveReply({ key: 'k', runId: run, reply: { ...reply, text: 'refund' } })
    assert.equal(store.reply('k')?.reply.text, 'billing')
    assert.equal(store.reply('other'), undefined)
  })

  it('has one cell for each candidate, model, case and repeat: the latest', () => {
    const key = fc.record({
      candidateId: fc.constantFrom('seed', '#1'),
      model: fc.constantFrom('a:x', 'b:y'),
      caseId: fc.constantFrom('1', '2', '3'),
      repeat: fc.nat(1),
      output: fc.string({ unit: 'binary' }),
      split: fc.constantFrom('train', 'select', 'test' as const),
    })
    fc.assert(
      fc.property(fc.array(key, { maxLength: 40 }), (changes) => {
        const { store, run } = withRun()
        const expected = new Map<string, Cell>()
        for (const change of changes) {
          const saved = cell(change)
          store.saveCell(run, saved)
          expected.set(JSON.stringify([saved.candidateId, saved.model, saved.caseId, saved.repeat]), saved)
        }
        assert.deepEqual(store.cells(run), [...expected.values()])
        const wanted = { candidateId: '#1', split: 'test' } as const
        const kept = [...expected.values()].filter((c) => c.candidateId === '#1' && c.split === 'test')
        assert.deepEqual(store.cells(run, wanted), kept)
        store.close()
      }),
      { seed: 7, numRuns: 30 },
    )
  })

  it('tells a missing grade and an unknown price from zero', () => {
    const { store, run } = withRun()
    const failed = cell({ grade: undefined, output: '', error: 'no answer in time', usd: undefined })
    store.saveCell(run, failed)
    store.saveCell(run, cell({ caseId: 'c2', grade: { score: 0, pass: false, reason: '', grader: 'equals' }, usd: 0 }))
    assert.deepEqual(store.cells(run)[0], failed)
    assert.deepEqual([store.cells(run)[1]?.grade?.score, store.cells(run)[1]?.usd], [0, 0])
  })

  it('replaces documents by name', () => {
    const { store, run } = withRun()
    store.saveDocument(run, 'report', { a: 1 })
    store.saveDocument(run, 'report', { a: 2 })
    assert.deepEqual(store.document(run, 'report'), { a: 2 })
    assert.equal(store.document(run, 'nothing'), undefined)
  })

  it('counts how often a sealed split was opened, once a claim', () => {
    const { store, run } = withRun()
    assert.equal(store.testOpenings('h'), 0)
    store.recordTestOpening('h', { runId: run, candidateHash: 'a', at: 1 })
    store.recordTestOpening('h', { runId: run, candidateHash: 'a', at: 2 })
    assert.equal(store.testOpenings('h'), 1)
    store.recordTestOpening('h', { runId: run, candidateHash: 'b', at: 3 })
    assert.equal(store.testOpenings('h'), 2)
    assert.equal(store.testOpenings('other'), 0)
  })

  it('updates a job in place and lists jobs oldest first', () => {
    const { store } = withRun()
    const metrics = { step: 3, totalSteps: 9, trainLoss: 0.5 }
    const done = job({
      jobId: 'ftjob-1',
      status: { state: 'succeeded', rawState: 'succeeded', trainedTokens: 9, tunedModel: 'sandbox:ft:small:x' },
      events: [{ id: 'e', at: 1, level: 'info', message: 'Step 3/9', metrics }],
      announced: true,
    })
    store.saveJob(job())
    store.saveJob(job({ marker: 'm0', createdAt: 1 }))
    store.saveJob(done)
    assert.deepEqual(store.jobs(), [job({ marker: 'm0', createdAt: 1 }), done])
  })

  it('reads cells one after the other, each loop anew, while others are written', async () => {
    const { store, run } = withRun()
    const all = store.eachCell(run, { model: 'b:y' })
    for (const caseId of ['1', '2', '3']) await store.saveCell(run, cell({ caseId, model: 'b:y' }))
    await store.saveCell(run, cell({ caseId: '4', model: 'a:x' }))
    const seen: string[] = []
    for (const { caseId } of all) {
      seen.push(caseId, ...[...all].map((other) => other.caseId))
      store.appendEvent(run, { caseId })
    }
    assert.deepEqual(seen, ['1', '1', '2', '3', '2', '1', '2', '3', '3', '1', '2', '3'])
  })

  it('resolves for all writes of a turn at once, and answers for each of them before', async () => {
    const { store, run } = withRun()
    const saved = [store.saveReply({ key: 'a', runId: run, reply }), store.saveCell(run, cell({ caseId: 'c' }))]
    assert.equal(store.reply('a')?.reply.text, 'billing')
    assert.equal(store.cells(run).length, 1)
    await Promise.all(saved)
  })

  it('refuses what belongs to no run', async () => {
    const { store } = withRun()
    await assert.rejects(store.saveReply({ key: 'k', runId: 99, reply }), /FOREIGN KEY/)
    assert.equal(store.reply('k'), undefined)
  })
})
