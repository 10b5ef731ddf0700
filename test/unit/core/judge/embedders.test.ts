// Meanings compared by vectors: promptfoo's rules for `similar`, who makes the vectors, and what a missing one is.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import type { Embedder } from '../../../../src/core/embedder.ts'
import { gradeCase } from '../../../../src/core/evals/graders/grade.ts'
import { judgeCalls } from '../../../../src/core/evals/run.ts'
import { embed, embeddersOf } from '../../../../src/core/judge/embedders.ts'
import { ModelError } from '../../../../src/core/ports.ts'
import { cosine, distance, dot } from '../../../../src/core/stats/vectors.ts'
import { loadTask, type Task } from '../../../../src/core/task.ts'
import { memoryFiles } from '../../../support/memoryFiles.ts'
import { runContext } from '../../../support/runContext.ts'

const VECTORS: Readonly<Record<string, readonly number[]>> = {
  out: [1, 0],
  same: [2, 0],
  near: [0.8, 0.6],
  off: [0, 1],
  against: [-1, 0],
}

function load(asserted: string, options = '', settings = 'embedder: x:vectors'): Promise<Task> {
  const source = `prompts: [file://p.txt]\nproviders: [x:y]\ntests:\n  - {vars: {text: hi, want: near}, assert: [${asserted}]${options}}\nmetadata: {tunesmith: {${settings}}}\n`
  return loadTask(memoryFiles({ 'p.txt': 'Answer {{text}}.', 'p.eval.yaml': source }), 'p.txt')
}

/** The grade of the output "out", the texts that were made into vectors, and the embedders that were asked for. */
async function graded(asserted: string, options = '', settings?: string) {
  const task = await load(asserted, options, settings)
  const [texts, names]: [string[], string[]] = [[], []]
  const resolve = async (id: string): Promise<Embedder> => {
    names.push(id)
    return {
      id,
      embed: async (text) => {
        texts.push(text)
        const vector = VECTORS[text]
        if (vector === undefined) throw new ModelError('bad-request', 'There is no such text.')
        return { vector, usage: { inputTokens: 1, outputTokens: 0 }, servedBy: id, latencyMs: 1 }
      },
    }
  }
  const context = { ...runContext(task, 100), embedders: await embeddersOf(task.evalFile, resolve) }
  const [kase] = task.evalFile.cases
  assert.ok(kase)
  const outcome = await gradeCase(kase, 'out', { embed: (text, name) => embed(context, text, name, false) })
  return {
    result: 'grade' in outcome ? [outcome.grade.pass, Math.round(outcome.grade.score * 1e6) / 1e6] : outcome.error,
    texts,
    names,
    spent: context.ledger.spend.calls.judge,
    planned: judgeCalls(kase),
  }
}

const resultOf = async (asserted: string, options = '') => (await graded(asserted, options)).result

describe('similar', () => {
  it('passes by cosine from 0.75 on, whatever the lengths', async () => {
    assert.deepEqual(await resultOf('{type: similar, value: same}'), [true, 1])
    assert.deepEqual(await resultOf('{type: similar, value: near}'), [true, 0.8])
    assert.deepEqual(await resultOf('{type: similar, value: near, threshold: 0.81}'), [false, 0.8])
    assert.deepEqual(await resultOf("{type: 'similar:cosine', value: '{{want}}', threshold: 0.8}"), [true, 0.8])
    assert.deepEqual(await resultOf('{type: similar, value: against}'), [false, -1])
  })

  it('passes by dot product, and by distance up to the threshold', async () => {
    assert.deepEqual(await resultOf("{type: 'similar:dot', value: same}"), [true, 2])
    assert.deepEqual(await resultOf("{type: 'similar:euclidean', value: same, threshold: 1}"), [true, 0.5])
    assert.deepEqual(await resultOf("{type: 'similar:euclidean', value: same}"), [false, 0.5])
  })

  it('negated passes what is far enough, at the threshold itself too, and turns the score round', async () => {
    assert.deepEqual(await resultOf('{type: not-similar, value: near, threshold: 0.8}'), [true, 0.2])
    assert.deepEqual(await resultOf('{type: not-similar, value: same}'), [false, 0])
    assert.deepEqual(await resultOf("{type: 'not-similar:euclidean', value: same, threshold: 1}"), [true, 0.5])
  })

  it('takes the first of several texts that is near enough, else the nearest; negated none may be near', async () => {
    const found = await graded('{type: similar, value: [off, near, same]}')
    assert.deepEqual(
      [found.result, found.texts],
      [
        [true, 0.8],
        ['off', 'out', 'near'],
      ],
    )
    assert.deepEqual(await resultOf('{type: similar, value: [off, near], threshold: 0.9}'), [false, 0.8])
    assert.deepEqual(await resultOf('{type: not-similar, value: [off, near], threshold: 0.9}'), [true, 0.2])
    assert.deepEqual(await resultOf('{type: not-similar, value: [near, off]}'), [false, 0.2])
  })

  it('is an error without a vector, never a score', async () => {
    assert.equal(await resultOf('{type: similar, value: unknown}'), 'There is no such text.')
    assert.equal(await resultOf('{type: not-similar, value: unknown}'), 'There is no such text.')
  })

  it('is refused at loading where its value is no text, or nothing names an embedding model', async () => {
    await assert.rejects(load('{type: similar, value: {a: 1}}'), /needs a text or a list of texts/)
    const task = await load('{type: similar, value: near}', '', '')
    await assert.rejects(embeddersOf(task.evalFile, undefined), /needs an embedding model/)
  })
})

describe('the embedding model', () => {
  it('is the assertion’s, the options’ or the file’s, as promptfoo names them', async () => {
    const named = async (asserted: string, options?: string) => (await graded(asserted, options)).names
    assert.deepEqual(await named('{type: similar, value: near}'), ['x:vectors'])
    assert.deepEqual(await named('{type: similar, value: near, provider: a:one}'), ['a:one'])
    assert.deepEqual(await named('{type: similar, value: near, provider: {embedding: {id: a:one}, text: b:two}}'), [
      'a:one',
    ])
    assert.deepEqual(await named('{type: similar, value: near}', ', options: {provider: {embedding: a:one}}'), [
      'a:one',
    ])
    assert.deepEqual(await named('{type: similar, value: near}', ', options: {provider: openai:embedding:e}'), [
      'openai:embedding:e',
    ])
    assert.deepEqual(await named('{type: similar, value: near}', ', options: {provider: b:chat}'), ['x:vectors'])
  })

  it('is paid for once a text, out of what was planned', async () => {
    const { spent, planned } = await graded('{type: similar, value: [off, against, near]}')
    assert.deepEqual([spent, planned], [4, 4])
  })
})

describe('vectors', () => {
  it('are refused where their lengths differ, and have no cosine where one is zero', () => {
    assert.throws(() => cosine([1], [1, 2]), /1 and 2 numbers/)
    assert.throws(() => distance([1], [1, 2]), /1 and 2 numbers/)
    assert.equal(cosine([0, 0], [1, 2]), 0)
  })

  it('are as near as the law of cosines says', () => {
    const vector = fc.array(fc.double({ min: -9, max: 9, noNaN: true }), { minLength: 3, maxLength: 3 })
    fc.assert(
      fc.property(vector, vector, (a, b) => {
        const squared = dot(a, a) + dot(b, b) - 2 * dot(a, b)
        assert.ok(Math.abs(distance(a, b) ** 2 - squared) < 1e-6)
        assert.ok(Math.abs(cosine(a, b)) <= 1 + 1e-9)
      }),
      { seed: 1, numRuns: 100 },
    )
  })
})
