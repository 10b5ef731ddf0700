// Failures are grouped by what went wrong, and the heavier group comes first until it was tried in vain.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { clusterFailures, type Failure, isFormatFailure } from '../../../../src/core/optimize/cluster.ts'

const failure = (id: string, expected: string | undefined, output: string): Failure => ({
  kase: {
    id,
    vars: {},
    assertions: [],
    group: id,
    expected,
    title: id,
    source: { file: 'c', line: 1 },
  },
  cell: {
    candidateId: 'seed',
    model: 'm',
    caseId: id,
    split: 'train',
    repeat: 0,
    grade: { score: 0, pass: false, reason: '', grader: 'equals' },
    output,
    usd: undefined,
    latencyMs: 0,
  },
})

describe('failure clusters', () => {
  it('tell a right answer in the wrong shape from a wrong answer', () => {
    assert.ok(isFormatFailure(failure('a', 'card_services', 'The queue is **Card Services**.')))
    assert.ok(!isFormatFailure(failure('b', 'bill', 'billing')))
    assert.ok(!isFormatFailure(failure('c', undefined, 'anything')))
  })
  it('group by shape and by expected answer', () => {
    const clusters = clusterFailures(
      [
        failure('a', 'x', 'X.'),
        failure('b', 'y', 'It is y'),
        failure('c', 'x', 'z'),
        failure('d', 'x', ''),
        failure('e', 'x', 'q'),
      ],
      new Map(),
    )
    assert.deepEqual(
      clusters.map((cluster) => [cluster.key, cluster.failures.length]),
      [
        ['equals/expected x', 2],
        ['equals/format', 2],
        ['equals/empty', 1],
      ],
    )
    assert.match(clusters[0]?.description ?? '', /Should be "x", came back as "z", "q"/)
  })
  it('give way to others after tries in vain', () => {
    const failures = [failure('a', 'x', 'q'), failure('b', 'x', 'q'), failure('c', 'y', 'q')]
    assert.equal(clusterFailures(failures, new Map([['equals/expected x', 3]]))[0]?.key, 'equals/expected y')
  })
})
