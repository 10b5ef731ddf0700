import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { parseCsv } from '../../../../src/core/evals/csv.ts'
import { readDataset } from '../../../../src/core/evals/datasets.ts'
import { Warnings } from '../../../../src/core/evals/warnings.ts'

fc.configureGlobal({ seed: 7 })

const rows = (file: string, text: string, warnings = new Warnings()) =>
  readDataset(file, new TextEncoder().encode(text), warnings).map((row) => ({ line: row.lineOf(), value: row.value }))

describe('a dataset', () => {
  it('of JSON lines, JSON or YAML knows the line of every row', () => {
    const lines = [
      { line: 1, value: { a: 1 } },
      { line: 3, value: { a: 2 } },
    ]
    assert.deepEqual(rows('x.jsonl', '{"a":1}\r\n  \r\n{"a":2}'), lines)
    assert.deepEqual(rows('x.json', '[{"a":1},\n\n{"a":2}]'), lines)
    assert.deepEqual(rows('x.yaml', '- a: 1\n# note\n- a: 2\n'), lines)
  })

  it('of CSV has a variable for each column and assertions in its special columns', () => {
    const warnings = new Warnings()
    const csv =
      'text,__expected,__expected1,__threshold,__description,__metadata:user,_expected,__prefix,__prefx\r\n' +
      '"a, ""b""\nc",spam,"not-contains-any: x, y",0.5,first,ann,,,\r\n' +
      'd,"llm-rubric: is kind",icontains:D,,,,,Now: ,\r\n'
    const [first, second] = rows('x.csv', csv, warnings)
    assert.deepEqual(first, {
      line: 2,
      value: {
        vars: { text: 'a, "b"\nc', _expected: '' },
        assert: [
          { type: 'equals', value: 'spam' },
          { type: 'not-contains-any', value: 'x, y' },
        ],
        metadata: { user: 'ann' },
        description: 'first',
        threshold: 0.5,
      },
    })
    assert.deepEqual(second?.line, 4)
    assert.deepEqual((second?.value as { assert: unknown } | undefined)?.assert, [
      { type: 'llm-rubric', value: 'is kind' },
      { type: 'icontains', value: 'D' },
    ])
    assert.deepEqual(warnings.list(), [
      'x.csv:1: The column "_expected" is not acted on; did you mean "__expected"?',
      'x.csv:1: The column "__prefx" is not acted on; did you mean "__prefix"?',
    ])
  })

  it('of CSV takes what only looks like an assertion as the expected text', () => {
    const expected = (cell: string) =>
      (rows('x.csv', `__expected\n"${cell.replaceAll('"', '""')}"\n`)[0]?.value as { assert: unknown[] } | undefined)
        ?.assert[0]
    assert.deepEqual(expected('note: pay now'), { type: 'equals', value: 'note: pay now' })
    assert.deepEqual(expected('is-json'), { type: 'is-json' })
    assert.deepEqual(expected('similar(0.8): hello'), { type: 'similar', value: 'hello', threshold: 0.8 })
    assert.deepEqual(expected('similar: hello'), { type: 'similar', value: 'hello', threshold: 0.8 })
    assert.deepEqual(expected('levenshtein: hello'), { type: 'levenshtein', value: 'hello', threshold: 0.75 })
    assert.deepEqual(expected('javascript: output > 1'), { type: 'javascript', value: 'output > 1' })
    assert.deepEqual(expected('file://check.py'), { type: 'python', value: 'file://check.py' })
  })

  it('of CSV sets options, outputs, metrics, lists and thresholds of single assertions', () => {
    const csv =
      'q,__expected1,__expected2,__config:__expected2:threshold,__prefix,__suffix,__providerOutput,__metric,__metadata:tags[]\n' +
      'a,contains: b,levenshtein(3): c,7,"Do: ", now,given,style,"x,y\\,z"\n'
    assert.deepEqual(rows('x.csv', csv)[0]?.value, {
      vars: { q: 'a' },
      assert: [
        { type: 'contains', value: 'b', metric: 'style' },
        { type: 'levenshtein', value: 'c', threshold: 7, metric: 'style' },
      ],
      metadata: { tags: ['x', 'y,z'] },
      options: { prefix: 'Do: ', suffix: ' now' },
      providerOutput: 'given',
    })
    assert.throws(() => rows('x.csv', 'q,__config:__expected1:weight\na,1'), /says nothing that can be set/)
    assert.throws(() => rows('x.csv', 'q,__config:__expected1:threshold\na,high'), /"high" is no number/)
  })

  it('that is broken is refused with its line', () => {
    const failing: readonly (readonly [string, string, RegExp])[] = [
      ['x.jsonl', '{"a":1}\n{"a":}', /not JSON/],
      ['x.json', '[1,\n2', /"," is expected/],
      ['x.json', '{"a": 1}', /not a list/],
      ['x.yaml', 'a: 1', /not a list/],
      ['x.csv', 'a,b\n1,2,3', /3 cells, and there are 2 columns/],
      ['x.csv', 'a,a\n1,2', /"a" stands twice/],
      ['x.csv', 'a\n"x\ny', /never closed/],
      ['x.csv', 'a\n"x"y', /follows a closing quote/],
      ['x.csv', 'a,b\n', /no rows/],
      ['x.xlsx', 'a', /no known kind/],
    ]
    for (const [file, text, pattern] of failing) assert.throws(() => rows(file, text), pattern)
  })

  it('with a cell of several megabytes is read', () => {
    const cell = 'x "quoted" '.repeat(500_000)
    assert.deepEqual(rows('x.jsonl', JSON.stringify({ a: cell }))[0]?.value, { a: cell })
    assert.deepEqual(rows('x.json', JSON.stringify([{ a: cell }]))[0]?.value, { a: cell })
    const csv = rows('x.csv', `a\n"${cell.replaceAll('"', '""')}"`)[0]?.value
    assert.deepEqual((csv as { vars: unknown } | undefined)?.vars, { a: cell })
  })
})

describe('CSV', () => {
  it('gives back the cells that were written', () => {
    const cell = fc.string({ unit: fc.constantFrom('a', ',', '"', '\n', '\r', ' ', 'é') })
    const table = fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 5 })
    fc.assert(
      fc.property(table, fc.constantFrom('\n', '\r\n'), fc.boolean(), (cells, lineEnd, last) => {
        const text = cells.map((row) => row.map((one) => `"${one.replaceAll('"', '""')}"`).join(',')).join(lineEnd)
        assert.deepEqual(
          parseCsv(text + (last ? lineEnd : '')).map((row) => row.cells),
          cells,
        )
      }),
    )
  })

  it('keeps bare cells as they are, and an empty last one', () => {
    assert.deepEqual(
      parseCsv('a "b", c,\n\nd').map((row) => [row.cells, row.line]),
      [
        [['a "b"', ' c', ''], 1],
        [['d'], 3],
      ],
    )
  })
})
