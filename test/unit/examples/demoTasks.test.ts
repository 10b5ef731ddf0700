import assert from 'node:assert/strict'
import { test } from 'node:test'
import { demoTasks, resultTable, storyCheck, type Told } from '../../../examples/demoTasks.ts'
import { confirmationReport, diagnosisReport, nothing, sweepReport } from '../terminal/story.ts'

const [routing, clauses] = demoTasks
if (routing === undefined || clauses === undefined) throw new Error('The demo has tasks.')

const won: Told = { task: routing, sweep: sweepReport, diagnosis: null, confirmation: null }
const tuned: Told = {
  task: clauses,
  sweep: { ...sweepReport, target: 0.9 },
  diagnosis: diagnosisReport,
  confirmation: confirmationReport,
}

test('puts seed, best prompt and tuned model side by side, with the verdicts', () => {
  assert.deepEqual(resultTable([won, tuned]), [
    'Task                Seed  Best prompt  Tuned model  Target  Prompt against seed  Tuned against prompt',
    'support-routing   62.5 %       80.8 %            –  80.0 %  ✔ credible, +18.3    –',
    'contract-clauses  62.5 %       80.8 %       80.8 %  90.0 %  ✔ credible, +18.3    ✔ credible, +18.3',
  ])
})

test('says where the expected story happened', () => {
  assert.deepEqual(storyCheck(won), [
    '✓ support-routing: the better prompt is a credible gain.',
    '✓ support-routing: it reaches the target.',
  ])
  assert.deepEqual(
    storyCheck(tuned).map((line) => line[0]),
    ['✓', '✓', '✓', '✓', '✓'],
  )
})

test('says plainly where it did not', () => {
  assert.deepEqual(storyCheck({ ...won, sweep: { ...sweepReport, sealed: nothing, target: 0.9 } }), [
    '✗ support-routing: the better prompt is no credible gain on this run.',
    '✗ support-routing: it does not reach the target on this run.',
  ])
  assert.deepEqual(storyCheck({ ...tuned, diagnosis: null, confirmation: null }).slice(1), [
    '✓ contract-clauses: the search says that prompting is at its ceiling.',
    '✗ contract-clauses: the largest cause on this run is not known.',
    '✗ contract-clauses: it was not diagnosed on this run.',
    '✗ contract-clauses: no tuned model was confirmed on this run.',
  ])
  assert.deepEqual(storyCheck({ ...won, sweep: null }), ['✗ support-routing: there was no report.'])
})
