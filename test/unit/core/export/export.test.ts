import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import type { Case } from '../../../../src/core/evals/case.ts'
import { parseCsv } from '../../../../src/core/evals/csv.ts'
import { csvCell, toCsv } from '../../../../src/core/export/csv.ts'
import { inBlocks } from '../../../../src/core/export/formats.ts'
import { toHtml } from '../../../../src/core/export/html.ts'
import { toJunit } from '../../../../src/core/export/junit.ts'
import { escapeMarkup } from '../../../../src/core/export/markup.ts'
import { toPromptfooResults } from '../../../../src/core/export/promptfooResults.ts'
import { exportOf, type RunFacts } from '../../../../src/core/export/runExport.ts'
import type { Cell, RunStore } from '../../../../src/core/ports.ts'

const EVIL = '</td><script>alert(1)</script>"\'&'

function kase(id: string): Case {
  const assertions = [{ type: 'equals', negated: false, value: 'billing', weight: 1 }]
  const source = { file: 'cases.jsonl', line: 3 }
  return { id, vars: { message: EVIL }, assertions, group: id, expected: 'billing', title: EVIL, source }
}

function cell(caseId: string, split: Cell['split'], pass: boolean | undefined): Cell {
  const grade = pass === undefined ? undefined : { pass, score: Number(pass), reason: `is ${EVIL}`, grader: 'equals' }
  const missing = pass === undefined ? { error: 'timed out' } : {}
  return {
    candidateId: 'seed',
    model: 'sandbox:small',
    caseId,
    split,
    repeat: 0,
    grade,
    output: EVIL,
    ...missing,
    usd: 0.5,
    latencyMs: 1500,
  }
}

const RUN: RunFacts = {
  id: 7,
  kind: 'sweep',
  promptPath: 'route.prompt.md',
  evalPath: 'a.eval.yaml',
  startedAt: Date.UTC(2026, 0, 2),
  notices: ['Simulated'],
  candidates: [{ id: 'seed', label: 'seed' }],
  splits: { test: 1 },
}

const CELLS = [
  cell('a', 'train', true),
  cell('b', 'select', false),
  cell('c', 'select', undefined),
  cell('sealed-case', 'test', true),
]

function exported(cells: readonly Cell[] = CELLS) {
  const asked: unknown[] = []
  const store: Pick<RunStore, 'eachCell' | 'document'> = {
    eachCell: (_, filter) => {
      asked.push(filter?.split)
      return cells.filter(({ split }) => split === filter?.split)
    },
    document: () => ({ texts: ['Sort it: {{message}}'], edits: [] }),
  }
  return { run: exportOf(RUN, store, ['a', 'b', 'c', 'sealed-case'].map(kase)), asked }
}

const textOf = (pieces: Iterable<string>): string => [...inBlocks(pieces)].join('')

describe('an export', () => {
  it('never asks for a sealed case, and says how many it leaves out', () => {
    const { run, asked } = exported()
    assert.ok(asked.length > 0 && asked.every((split) => split === 'train' || split === 'select'))
    for (const write of [toCsv, toHtml, toJunit, toPromptfooResults])
      assert.ok(!textOf(write(run)).includes('sealed-case'))
    assert.match(textOf(toHtml(run)), /Sealed cases left out: 1\./)
    assert.equal(JSON.parse(textOf(toPromptfooResults(run))).metadata.sealedCasesLeftOut, 1)
  })

  it('for promptfoo keeps errors apart from failures', () => {
    const { results } = JSON.parse(textOf(toPromptfooResults(exported().run)))
    assert.equal(results.version, 3)
    assert.deepEqual(results.stats, { successes: 1, failures: 1, errors: 1, tokenUsage: {} })
    assert.deepEqual(
      results.results.map((one: { failureReason: number; testIdx: number }) => [one.testIdx, one.failureReason]),
      [
        [0, 0],
        [1, 1],
        [2, 2],
      ],
    )
    assert.deepEqual(results.results[0].testCase.assert, [{ type: 'equals', value: 'billing' }])
  })

  it('for promptfoo brings the grade of each assertion, those of a set behind it, and scores by metric', () => {
    const part = (pass: boolean, grader: string) => ({ pass, score: Number(pass), reason: grader, grader, weight: 1 })
    const parts = [
      { ...part(true, 'equals'), metric: 'right' },
      { ...part(false, 'assert-set'), parts: [part(true, 'contains'), part(false, 'regex')] },
    ]
    const graded = {
      ...cell('a', 'train', false),
      grade: { ...part(false, 'equals'), parts, namedScores: { right: 1 } },
    }
    const run = exportOf(
      RUN,
      { eachCell: (_, filter) => (filter?.split === 'train' ? [graded] : []), document: () => ({ texts: [] }) },
      [kase('a')],
    )
    const { results } = JSON.parse(textOf(toPromptfooResults(run)))
    const [{ gradingResult, namedScores }] = results.results
    assert.deepEqual(
      gradingResult.componentResults.map((one: { pass: boolean; assertion: object }) => [one.pass, one.assertion]),
      [
        [true, { type: 'equals', value: 'billing', metric: 'right' }],
        [false, { type: 'assert-set' }],
        [true, { type: 'contains' }],
        [false, { type: 'regex' }],
      ],
    )
    assert.deepEqual([namedScores, gradingResult.namedScores], [{ right: 1 }, { right: 1 }])
    const [{ metrics }] = results.prompts
    assert.deepEqual(
      [metrics.assertPassCount, metrics.assertFailCount, metrics.namedScores, metrics.namedScoresCount],
      [2, 2, { right: 1 }, { right: 1 }],
    )
  })

  it('for JUnit counts an answer that is missing as an error, and nothing breaks out of its attribute', () => {
    const xml = textOf(toJunit(exported().run))
    assert.match(xml, /<testsuites name="tunesmith run 7" tests="3" failures="1" errors="1" skipped="0" time="4.500">/)
    assert.match(xml, /<error message="timed out"\/>/)
    assert.match(xml, /file="cases.jsonl" line="3"/)
    assert.ok(!xml.includes('<script'))
  })

  it('tells an answer that nothing grades from one that is missing', () => {
    const { error: _, ...answered } = cell('a', 'train', undefined)
    const { run } = exported([answered, cell('c', 'select', undefined)])
    assert.match(textOf(toJunit(run)), /tests="2" failures="0" errors="1" skipped="1"/)
    assert.match(textOf(toJunit(run)), /<skipped message="Nothing grades this answer."\/>/)
    assert.match(textOf(toHtml(run)), /1 answered, and graded by nothing; 1 missing\./)
  })

  it('as a page runs no script and asks no network', () => {
    const html = textOf(toHtml(exported().run))
    assert.ok(!/<script|<img|<link|https?:|url\(/i.test(html), 'nothing is loaded')
    assert.match(html, /default-src 'none'/)
    assert.match(html, /Simulated/)
  })

  it('as CSV can be read back, row by row', () => {
    const [head, ...rows] = parseCsv(textOf(toCsv(exported().run)).slice(1))
    assert.ok(head)
    assert.equal(rows.length, 3)
    assert.ok(rows.every(({ cells }) => cells.length === head.cells.length))
  })

  it('as CSV gives a spreadsheet no formula', () => {
    for (const text of ['=1+1', '+A1', '-A1', '@SUM(A1)', '\t=1', ' =1', '\r=1'])
      assert.match(csvCell(text), /^"?'/, JSON.stringify(text))
    for (const text of ['-1.5', 'plain', '12']) assert.equal(csvCell(text), text)
    fc.assert(
      fc.property(fc.string(), (text) => {
        const cellText = csvCell(text).replace(/^"/, '')
        assert.ok(/^-\d/.test(cellText) || !/^\s*[=+\-@]/.test(cellText))
      }),
      { seed: 1 },
    )
  })

  it('escapes whatever stands in a text, and replaces what XML forbids', () => {
    assert.equal(escapeMarkup('a\u0000b\uD800c\uFFFE\t'), 'a\uFFFDb\uFFFDc\uFFFD\t')
    fc.assert(
      fc.property(fc.string(), (text) => {
        assert.ok(!/[<>"']|&(?!amp;|lt;|gt;|quot;|#39;)/.test(escapeMarkup(text)))
      }),
      { seed: 1 },
    )
  })
})
