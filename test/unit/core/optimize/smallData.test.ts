// Data that cannot prove a gain gets a plain answer: before any money is spent, and in the report.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { fakeModel } from '../../../support/fakeModel.ts'
import { runSweep, type SimulatedSweep } from '../../../support/sweeps.ts'
import { createWorld } from '../../../support/world.ts'

const world = (cases: number) => createWorld({ seed: 's', cases, rules: 4, known: 0, helpful: true, target: 0.9 })

async function said(simulated: SimulatedSweep) {
  const { report, events, spend, store } = await runSweep(simulated, { maxCalls: 60 })
  assert.equal(store.run(1)?.status, 'done')
  const before = events.flatMap((event) => (event.type === 'preflight' ? event.sentences : []))
  return { before: [...new Set(before)].join(' '), report: report?.sentences.join(' ') ?? '', spend, sweep: report }
}

describe('what can be proven', () => {
  it('is nothing with one case or five, and both preflight and report say so', async () => {
    for (const cases of [1, 5]) {
      const { before, report, sweep } = await said(world(cases))
      assert.match(
        before,
        /^(?:1 case is|5 cases are) too few to prove anything \(60 are needed to hold a sealed split back\)/,
      )
      assert.match(report, /keep the prompt as it is\. Exploratory: so few cases could not have proven a gain/)
      assert.equal(sweep?.sealed, null)
      assert.equal(sweep?.plateau.plateau, false)
    }
  })

  it('is little where every case expects the same answer', async () => {
    const { before } = await said(world(80))
    assert.match(before, /Every case expects the same answer, "yes": a prompt that always says so passes them all/)
    const { task, ...rest } = world(80)
    const cases = task.evalFile.cases.map((kase, i) => ({ ...kase, expected: i % 2 ? 'yes' : 'no' }))
    const mixed = await said({ ...rest, task: { ...task, evalFile: { ...task.evalFile, cases } } })
    assert.doesNotMatch(mixed.before, /same answer/)
  })

  it('is told in points for the sealed cases there are, with the calls and the cost', async () => {
    const { before } = await said(world(100))
    assert.match(before, /With 30 sealed cases, gains above about 33 points are likely to be proven\./)
    assert.match(
      before,
      /At most 60 search calls and 60 calls for the sealed report; about \d\.\d ¢ and \d+,000 tokens with world:model if all are made, \d+\.\d ¢ at the very most/,
    )
    assert.match(before, /Headroom: the seed passes \d+ of 20 select cases, so \d+\.\d points are left to gain there\./)
  })

  it('is nothing where all pass, and no call is spent on a search', async () => {
    const { before, report, spend } = await said({ ...world(100), model: fakeModel('world:model', () => 'yes') })
    assert.match(before, /Headroom: none, 20 of 20 select cases pass\./)
    assert.match(report, /keep the prompt as it is\..*All 20 select cases pass: nothing is left to mend/)
    assert.equal(spend?.calls.optimizer, 0)
    assert.equal(spend?.calls.test, 0)
  })

  it('is doubtful where all fail: graders and expected answers are to be looked at first', async () => {
    const { before, report } = await said({ ...world(100), model: fakeModel('world:model', () => 'no') })
    assert.match(before, /none of 20 select cases passes\. Where that surprises you, look first whether the graders/)
    assert.match(report, /No evidence for any change: keep the prompt as it is\./)
  })

  it('is nothing where all cases are one: no call is spent at all', async () => {
    const { task, ...rest } = world(100)
    const cases = task.evalFile.cases.map((kase) => ({ ...kase, vars: { question: 'item-1 as ever' }, group: 'one' }))
    const { before, report, spend } = await said({ ...rest, task: { ...task, evalFile: { ...task.evalFile, cases } } })
    assert.match(before, /The cases say nearly the same, or are of one group.*Add cases that differ\./)
    assert.match(report, /keep the prompt as it is\. No select case was measured/)
    assert.deepEqual(spend?.calls, { task: 0, judge: 0, optimizer: 0, test: 0 })
  })
})
