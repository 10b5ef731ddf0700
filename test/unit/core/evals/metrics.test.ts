import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { loadEvalFile } from '../../../../src/core/evals/evalFile.ts'
import { ExpressionError, parseExpression } from '../../../../src/core/evals/expression.ts'
import { metricSentences, metricsOf } from '../../../../src/core/evals/metrics.ts'
import type { Cell } from '../../../../src/core/ports.ts'
import { memoryFiles } from '../../../support/memoryFiles.ts'

describe('an expression', () => {
  const names = new Map([
    ['tp', 6],
    ['fp', 2],
    ['__count', 10],
  ])
  const table: readonly (readonly [string, number])[] = [
    ['tp / (tp + fp)', 0.75],
    ['-2 ^ 2', -4],
    ['2 ^ 3 ^ 2', 512],
    ['2 ^ -1', 0.5],
    ['1 + 2 * 3 - 4 / 2', 5],
    ['7 % 3', 1],
    ['-7 % 3', 2],
    ['tp > fp and not (fp == 0) ? 1 : 0', 1],
    ['tp < fp or fp != 2', 0],
    ['round(sqrt(tp * fp), 2)', 3.46],
    ['max(tp, fp, 1e1)', 10],
    ['log(8, 2)', 3],
    ['mean(tp, fp) / __count', 0.4],
    ['1 / 0', Number.POSITIVE_INFINITY],
    [' .5 ', 0.5],
  ]
  for (const [source, value] of table)
    it(`computes ${source}`, () => assert.ok(Math.abs(parseExpression(source)(names) - value) < 1e-12 || value > 1e9))

  for (const source of [
    '',
    '1 +',
    '(1',
    '1 1',
    'system(1)',
    'constructor(1)',
    'a.b',
    '"x"',
    '1;2',
    '('.repeat(1e5),
    '-'.repeat(1e5),
  ])
    it(`refuses ${source.slice(0, 20)}`, () => assert.throws(() => parseExpression(source), ExpressionError))

  it('does not know other names', () => {
    assert.throws(() => parseExpression('tn + 1')(names), /There is no "tn"/)
  })
})

describe('metrics', () => {
  const cell = (namedScores: Readonly<Record<string, number>> | undefined): Cell => ({
    candidateId: 'seed',
    model: 'm',
    caseId: 'c',
    split: 'select',
    repeat: 0,
    grade: namedScores === undefined ? undefined : { score: 1, pass: true, reason: '', grader: 'equals', namedScores },
    output: '',
    usd: 0,
    latencyMs: 0,
  })
  const cells = [cell({ tone: 1, hits: 1 }), cell({ tone: 0.5 }), cell(undefined), cell({ hits: 1 })]

  it('are means over the cases that have them; derived ones come from sums, and may build on each other', () => {
    const derived = [
      { name: 'share', value: 'hits / __count' },
      { name: 'rest', value: '1 - share' },
      { name: 'odd', value: 'misses * 2' },
    ]
    const metrics = metricsOf(cells, derived)
    assert.deepEqual(metrics.slice(0, 2), [
      { name: 'tone', value: 0.75, cases: 2 },
      { name: 'hits', value: 1, cases: 2 },
    ])
    assert.deepEqual(metricSentences('m', metrics), [
      'Metrics of m, means by case: tone 0.75 (2 cases), hits 1 (2 cases), share 0.667, rest 0.333, odd not derived (There is no "misses".).',
    ])
    assert.deepEqual(metricSentences('m', metricsOf([cell({})], [])), [])
  })

  it('are derived by expressions alone; what is code, or broken, is said and left out', async () => {
    const text = `
prompts: [x]
derivedMetrics:
  - {name: a, value: tone / __count}
  - {name: b, value: file://b.js}
  - {name: c, value: tone +}
tests: [{vars: {q: r}, assert: [{type: equals, value: r, metric: tone}]}]
`
    const { derivedMetrics, warnings } = await loadEvalFile(memoryFiles({ 'e.yaml': text, 'b.js': 'x' }), 'e.yaml')
    assert.deepEqual(derivedMetrics, [{ name: 'a', value: 'tone / __count' }])
    assert.deepEqual(
      warnings.filter((warning) => warning.includes('derived')).map((warning) => warning.slice(0, 30)),
      ['e.yaml:5: A derived metric is ', 'e.yaml:6: "tone +" ends too ea'],
    )
  })
})
