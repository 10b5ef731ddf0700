import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { loadEvalFile } from '../../../../src/core/evals/evalFile.ts'
import { splitCases } from '../../../../src/core/evals/split.ts'
import { memoryFiles } from '../../../support/memoryFiles.ts'

const EVAL = `prompts: [file://p.txt]
providers: [openai:gpt-6-luna]
tests: file://cases.jsonl
defaultTest: {assert: [{type: contains, value: yes}]}
`
const load = (rows: readonly unknown[]) =>
  loadEvalFile(
    memoryFiles({
      'a.eval.yaml': EVAL,
      'p.txt': '{{text}}',
      'cases.jsonl': rows.map((row) => JSON.stringify(row)).join('\n'),
    }),
    'a.eval.yaml',
  )

describe('a dataset of many cases', () => {
  it('that are all the same is one case, found without comparing each with each', async () => {
    const { cases, warnings } = await load(Array.from({ length: 5000 }, () => ({ vars: { text: 'same' } })))
    assert.equal(cases.length, 1)
    assert.match(warnings.join('\n'), /same as the one on line 1.*\(4999 times\)/)
  })

  it('with the same input and different expectations keeps each of them, once', async () => {
    const test = (value: string) => ({ vars: { text: 'same' }, assert: [{ type: 'equals', value }] })
    const { cases } = await load([test('a'), test('b'), test('a'), test('c')])
    assert.deepEqual(
      cases.map(({ id }) => id.replace(/^case-\w{12}/, '')),
      ['', '-2', '-4'],
    )
  })

  it('of one group is dealt whole, however large', () => {
    const cases = Array.from({ length: 150_000 }, (_, i) => ({
      id: `c${i}`,
      vars: { n: '' },
      assertions: [],
      group: 'one',
      expected: undefined,
      title: '',
      source: { file: 'a.jsonl', line: 1 },
    }))
    assert.equal(splitCases(cases).train.length, cases.length)
  })

  it('has titles no longer than a list shows', async () => {
    const { cases } = await load([{ vars: { text: `${'long '.repeat(500)}😀` } }])
    assert.equal(cases[0]?.title.length, 300)
    assert.ok(cases[0]?.title.endsWith('…'))
  })
})
