// The report block is one: panel, terminal and JSON say the same rows and sentences, whatever the run was.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { nothing } from 'lit-html'
import type { ModelsReport, SweepReport } from '../../../src/core/events.ts'
import { type BlockRun, reportBlock } from '../../../src/shared/reportBlock.ts'
import { jsonText } from '../../../src/terminal/outcome.ts'
import { sweepReportView } from '../../../src/terminal/sweepReport.ts'
import { block } from '../../../webview/ui/block.ts'
import * as story from '../terminal/story.ts'

const run: BlockRun = { spend: story.spend, models: ['sandbox:small'], startedAt: 0, finishedAt: 70_000 }

const models: ModelsReport = {
  objective: 'mean',
  searched: ['sandbox:small', 'ollama:llama3.2'],
  sealedFor: ['sandbox:small'],
  rows: [story.seedRow, story.winnerRow],
  differences: [
    { model: 'sandbox:small', split: 'test', difference: story.gain, pHolm: 0.00004, floorRisk: 0 },
    { model: 'ollama:llama3.2', split: 'select', difference: story.nothing, pHolm: 0.6, floorRisk: 0.4 },
  ],
  worst: 'ollama:llama3.2',
  floorHeld: false,
  cheaper: [],
  variants: [],
  sentences: ['Not shown to be safe for every model: ollama:llama3.2 (P .40) may be worse by more than 2 points.'],
}

const reports: Readonly<Record<string, SweepReport>> = {
  'a credible gain': story.sweepReport,
  'several models': { ...story.sweepReport, models },
  'no winner': { ...story.sweepReport, sealed: null, winner: story.seedRow },
  'nothing sealed': { ...story.sweepReport, sealed: null, exploratory: true },
  'cases that a model wrote, and no others': {
    ...story.sweepReport,
    seed: { ...story.seedRow, apart: { synthetic: story.seedRow.rate, real: { k: 0, n: 0, low: 0, high: 1 } } },
    winner: { ...story.winnerRow, apart: { synthetic: story.winnerRow.rate, real: { k: 0, n: 0, low: 0, high: 1 } } },
  },
  'no target, no price': {
    ...story.sweepReport,
    target: null,
    winner: { ...story.winnerRow, usdPer1000: null },
    testOpenings: 3,
  },
}

/** The words of a template, in order, as a browser would show them. */
function wordsOf(value: unknown): string {
  if (value === nothing || value === undefined || value === null || typeof value === 'function') return ''
  if (Array.isArray(value)) return value.map(wordsOf).join('')
  if (typeof value !== 'object') return String(value).replaceAll('<', '&lt;')
  const { strings, values } = value as { strings: readonly string[]; values: readonly unknown[] }
  return strings.map((text, i) => text + wordsOf(values[i])).join('')
}
const shown = (html: string): string =>
  html
    .replaceAll('<wbr />', '')
    .replace(/<[^>]*>/g, ' ')
    .replaceAll('&lt;', '<')
    .replace(/\s+/g, ' ')
    .trim()

describe('the report block', () => {
  for (const [name, report] of Object.entries(reports))
    it(`is the same in panel, terminal and JSON: ${name}`, () => {
      const { rows, sentences } = reportBlock(report, run)
      const words = [...rows.flatMap(({ label, value }) => [label, value]), ...sentences].join(' ')
      assert.equal(shown(wordsOf(block({ rows, sentences }))), words)
      const wide = { colour: false, width: 1000 }
      const [, ...lines] = sweepReportView(report, run, wide)
      const first = lines.slice(0, rows.length).map((line) => line.trim().replace(/\s+/g, ' '))
      assert.deepEqual(
        first,
        rows.map(({ label, value }) => `${label} ${value}`),
      )
      assert.deepEqual(
        lines.filter((line) => line.startsWith('• ')),
        sentences.map((sentence) => `• ${sentence}`),
      )
      const view = { ...story.viewOf(), ...run, sweep: report }
      const written = JSON.parse(jsonText('1', 'optimize', { run: view, report, exitCode: 0 })) as { block: unknown }
      assert.deepEqual(written.block, { rows, sentences })
    })

  const figureOf = (report: SweepReport, label: string, some: Partial<BlockRun> = {}) =>
    reportBlock(report, { ...run, ...some }).rows.find((row) => row.label === label)?.value

  it('gives each model its gain after Holm, and calls a select figure optimistic', () => {
    const report = { ...story.sweepReport, models }
    assert.equal(
      figureOf(report, 'sandbox:small (simulated)'),
      '+18.3 points, credible · 95 % CI +9.5 to +26.5 · Holm p < .001',
    )
    assert.match(figureOf(report, 'ollama:llama3.2') ?? '', /Holm p \.600 · optimistic \(used for choosing\)$/)
    assert.equal(figureOf(report, 'Gains least'), 'ollama:llama3.2')
    assert.equal(figureOf(report, 'Verdict'), '✔ credible: +18.3 points on 120 sealed cases, on sandbox:small alone')
  })

  it('has no cost per point where nothing was gained or a price is unknown', () => {
    assert.equal(figureOf(story.sweepReport, 'Cost per point'), '0.682 ¢')
    assert.equal(figureOf({ ...story.sweepReport, sealed: story.nothing }, 'Cost per point'), undefined)
    const spend = { ...story.spend, unpricedCalls: 3 }
    assert.equal(figureOf(story.sweepReport, 'Cost per point', { spend }), undefined)
    assert.equal(figureOf(story.sweepReport, 'Cost', { spend }), '12.5 ¢ and 3 calls of unknown price (play prices)')
  })
})
