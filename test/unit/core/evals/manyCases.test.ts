import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { loadEvalFile } from '../../../../src/core/evals/evalFile.ts'
import { memoryFiles } from '../../../support/memoryFiles.ts'

const EVAL = 'prompts: [file://p.txt]\nproviders: [openai:gpt-6-luna]\ntests: file://cases.jsonl\n'
const load = (rows: readonly unknown[], defaultTest = 'defaultTest: {assert: [{type: contains, value: yes}]}') =>
  loadEvalFile(
    memoryFiles({
      'a.eval.yaml': EVAL + defaultTest,
      'p.txt': '{{text}}',
      'cases.jsonl': rows.map((row) => JSON.stringify(row)).join('\n'),
    }),
    'a.eval.yaml',
  )

describe('a dataset of many cases', () => {
  it('that are all the same is one case, found without comparing each with each', async () => {
    const { cases, warnings } = await load(Array.from({ length: 2000 }, () => ({ vars: { text: 'same' } })))
    assert.equal(cases.length, 1)
    assert.match(warnings.join('\n'), /same as the one on line 1.*\(1999 times\)/)
  })

  it('with the same input and different expectations keeps each of them, once', async () => {
    const test = (value: string) => ({ vars: { text: 'same' }, assert: [{ type: 'equals', value }] })
    const { cases } = await load([test('a'), test('b'), test('a'), test('c')])
    assert.deepEqual(
      cases.map(({ id }) => id.replace(/^case-\w{12}/, '')),
      ['', '-2', '-4'],
    )
  })

  it('in JSON Lines takes the room of its file: variables are read from there at each look', async () => {
    const rows = [{ vars: { text: 'a', nested: { b: [1] } } }, { input: { text: 'ü' }, expected: 'x' }, { input: '😀' }]
    const { cases } = await load(rows, 'defaultTest: {vars: {policy: p}, assert: [{type: contains, value: yes}]}')
    assert.deepEqual(
      cases.map(({ vars }) => vars),
      [
        { policy: 'p', text: 'a', nested: { b: [1] } },
        { policy: 'p', text: 'ü', expected: 'x' },
        { policy: 'p', input: '😀' },
      ],
    )
    for (const kase of cases) {
      assert.notEqual(Object.getOwnPropertyDescriptor(kase, 'vars')?.get, undefined)
      assert.deepEqual({ ...kase }.vars, kase.vars, 'a copy has them too')
    }
  })

  it('in JSON Lines holds what is made of a row, where it is not what the row says', async () => {
    const { cases } = await load([
      { vars: { text: ['a', 'b'], other: 'c' } },
      { vars: { text: '{{other}}', other: 'd' } },
    ])
    assert.deepEqual(
      cases.map(({ vars }) => vars.text),
      ['a', 'b', 'd'],
    )
  })

  it('has titles no longer than a list shows', async () => {
    const { cases } = await load([{ vars: { text: `${'long '.repeat(500)}😀` } }])
    assert.equal(cases[0]?.title.length, 160)
    assert.ok(cases[0]?.title.endsWith('…'))
  })
})
