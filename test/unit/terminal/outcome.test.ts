import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { EvalReport, LeaderboardRow, RunEvent } from '../../../src/core/events.ts'
import { type RunView, reduceRun } from '../../../src/shared/viewModel.ts'
import { evalPasses, jsonText, runExitCode } from '../../../src/terminal/outcome.ts'
import * as story from './story.ts'

const row = (k: number, n: number, missing = 0): LeaderboardRow => ({
  ...story.seedRow,
  rate: { k, n, low: 0, high: 1 },
  missing,
})
const report = (...rows: LeaderboardRow[]): EvalReport => ({ rows, exploratory: false, sentences: [] })

test('passes an eval whose first model reaches the target, whatever the others do', () => {
  assert.equal(evalPasses(report(row(8, 10), row(1, 10)), 0.8), true)
  assert.equal(evalPasses(report(row(7, 10), row(10, 10)), 0.8), false)
})

test('without a target, passes only when every case does', () => {
  assert.equal(evalPasses(report(row(10, 10)), null), true)
  assert.equal(evalPasses(report(row(9, 10)), null), false)
})

test('never passes an eval whose answers are missing', () => {
  assert.equal(evalPasses(report(row(0, 0, 10)), null), false)
  assert.equal(evalPasses(report(), 0), false)
  assert.equal(evalPasses(report(row(94, 94, 6)), 0.5), false)
  assert.equal(evalPasses(report(row(95, 95, 5)), 0.5), true)
})

function ended(
  kind: RunView['kind'],
  status: 'done' | 'cancelled' | 'budget' | 'failed',
  ...events: RunEvent[]
): RunView {
  const all: RunEvent[] = [...events, { type: 'finished', status, at: 9_000, message: null }]
  return all.reduce<RunView>(reduceRun, reduceRun(undefined, { ...story.started, kind } as RunEvent))
}
const sweep = (changes: object): RunEvent => ({ type: 'sweep-report', report: { ...story.sweepReport, ...changes } })

test('gives every end its exit code', () => {
  const codes: readonly (readonly [number, RunView])[] = [
    [0, ended('sweep', 'done', sweep({}))],
    [0, ended('sweep', 'done', sweep({ sealed: story.nothing }))],
    [1, ended('sweep', 'done', sweep({ sealed: { ...story.nothing, verdict: 'worse' } }))],
    [1, ended('sweep', 'failed')],
    [1, ended('sweep', 'done')],
    [3, ended('sweep', 'budget', sweep({}))],
    [130, ended('sweep', 'cancelled')],
    [0, ended('eval', 'done', { type: 'eval-report', report: report(row(9, 10)) })],
    [1, ended('eval', 'done', { type: 'eval-report', report: report(row(7, 10)) })],
    [0, ended('diagnosis', 'done', { type: 'diagnosis-report', report: story.diagnosisReport })],
    [0, ended('confirmation', 'done', { type: 'confirmation-report', report: story.confirmationReport })],
    [
      1,
      ended('confirmation', 'done', {
        type: 'confirmation-report',
        report: { ...story.confirmationReport, decision: 'roll back' },
      }),
    ],
  ]
  for (const [code, view] of codes) assert.equal(runExitCode(view), code, `${view.kind} ${view.status}`)
})

test('writes one JSON object that holds the report once', () => {
  const run = ended('sweep', 'done', sweep({}))
  const text = jsonText('0.1.0', 'optimize', { run, report: run.sweep, exitCode: 0 })
  const written = JSON.parse(text)
  assert.deepEqual(Object.keys(written), ['tunesmith', 'verb', 'run', 'report', 'block', 'exitCode'])
  assert.equal(written.report.winner.rate.k, 97)
  assert.equal(written.run.id, 14)
  assert.equal(written.run.sweep, undefined)
  assert.ok(text.endsWith('}\n'))
})
