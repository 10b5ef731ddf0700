// The table of outputs that people label: it goes through a spreadsheet unharmed, and only written labels count.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { parseCsv } from '../../../src/core/evals/csv.ts'
import { labelsTable, readLabels } from '../../../src/terminal/labelsFile.ts'

describe('the table of labels', () => {
  it('keeps every output, whatever it holds, and runs none as a formula', () => {
    const outputs = ['plain', 'a "quoted", comma', 'two\nlines', '=HYPERLINK("x")', '+1', '-1', '@x']
    const table = labelsTable(outputs.map((output, i) => ({ id: `o${i}`, input: 'in', output })))
    const [head, ...rows] = parseCsv(table)
    assert.deepEqual(head?.cells, ['id', 'input', 'output', 'label'])
    const kept = [...outputs.slice(0, 3), '\'=HYPERLINK("x")', "'+1", "'-1", "'@x"]
    assert.deepEqual(
      rows.map(({ cells }) => cells[2]),
      kept,
    )
    assert.equal(readLabels('l.csv', table).size, 0)
  })

  it('reads pass and fail in the words that people write, and skips the rest', () => {
    const words = ['pass', 'P', ' yes ', '1', 'fail', 'F', 'no', '0', '', 'skip']
    const labels = readLabels('l.csv', `\uFEFFid,label\n${words.map((word, i) => `o${i},${word}`).join('\n')}`)
    assert.deepEqual([...labels.values()], [true, true, true, true, false, false, false, false])
  })

  it('refuses what it cannot read', () => {
    for (const [text, message] of [
      ['a,b\n', /no columns "id" and "label"/],
      ['id,label\no1,maybe\n', /"maybe" says neither/],
      ['id,label\no1,pass\no1,fail\n', /labelled twice/],
    ] as const)
      assert.throws(() => readLabels('l.csv', text), message)
  })
})
