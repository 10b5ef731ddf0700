// A plateau is a statement with its evidence: every condition is told, and one that is not met forbids it.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Engine } from '../../../../src/core/engine.ts'
import type { SweepReport } from '../../../../src/core/events.ts'
import type { Candidate } from '../../../../src/core/optimize/candidates.ts'
import { plateauOf } from '../../../../src/core/optimize/plateau.ts'
import { SearchTrace } from '../../../../src/core/optimize/trace.ts'
import { differenceOf, wilson } from '../../../../src/core/stats/intervals.ts'
import { openMemoryStore } from '../../../../src/store/openStore.ts'
import { fakeClock, fakeModel } from '../../../support/fakeModel.ts'
import { createWorld, type WorldOptions } from '../../../support/world.ts'

const platitude = (call: number) =>
  JSON.stringify({
    proposals: [
      { hypothesis: 'Care', kind: 'instruction', op: 'insert_after', line: 'L1', text: `Be careful, point ${call}.` },
    ],
  })

async function sweepWith(answer: (call: number) => string, change: Partial<WorldOptions> = {}): Promise<SweepReport> {
  const world = createWorld({ seed: 'p1', cases: 300, rules: 12, known: 3, helpful: true, target: 0.9, ...change })
  const proposer = fakeModel('world:proposer', (_request, call) => answer(call))
  const engine = new Engine({
    store: openMemoryStore(),
    clock: fakeClock(),
    models: async (id) => (id === 'world:proposer' ? proposer : world.model),
    backends: async () => {
      throw new Error('no backend in this world')
    },
    prices: {},
  })
  let report: SweepReport | undefined
  for await (const event of engine.optimize(world.task, { preset: 'deep' }, new AbortController().signal))
    if (event.type === 'sweep-report') report = event.report
  assert.ok(report)
  return report
}

describe('plateau', () => {
  it('is declared when proposal after proposal mends nothing, with every condition met and told', async () => {
    const { plateau } = await sweepWith(platitude)
    assert.equal(plateau.plateau, true, JSON.stringify(plateau))
    assert.ok(plateau.conditions.every((condition) => condition.met))
    assert.match(plateau.statement, /^Prompting has run out of road at .* short of the 90 % target\.$/)
  })
  it('is not declared when the proposer cannot be used: that says nothing of the prompt', async () => {
    const { plateau } = await sweepWith(() => 'I cannot help with that.')
    assert.equal(plateau.plateau, false)
    assert.match(plateau.statement, /the proposer's replies could not be used/)
  })
  it('is not declared on a handful of cases', async () => {
    const { plateau } = await sweepWith(platitude, { cases: 16 })
    assert.equal(plateau.plateau, false)
    assert.ok(plateau.conditions.some((condition) => !condition.met && condition.text.includes('select cases')))
  })
})

/** An outcome of which every condition of a plateau holds, and what the validations say. */
function settled() {
  const trace = new SearchTrace(true)
  for (let round = 0; round < 12; round++) trace.stalled()
  trace.large = ['a', 'b']
  for (const key of ['a', 'a', 'b', 'b']) trace.countTry(key)
  trace.restarted = true
  trace.switchProposer()
  trace.refreshed(10, 9)
  const best = { id: 'c1' } as unknown as Candidate
  const seed = { id: 'seed' } as unknown as Candidate
  const validations = [seed, best].map((candidate) => ({ candidate, cells: [], rate: wilson(60, 100), complete: true }))
  const measured = {
    all: validations,
    of: () => validations[1],
    graded: () => 100,
    difference: () => differenceOf({ wins: 3, losses: 1, ties: 96, missing: 0 }),
  }
  return { trace, measured, outcome: { best, trace, worth: new Map(), stopped: 'plateau' as const } }
}

describe('the statement of a plateau', () => {
  it('tells each condition with its figure and what it would take', () => {
    const { outcome, measured } = settled()
    const { plateau, statement, conditions } = plateauOf(outcome, measured, 0.9)
    assert.equal(plateau, true)
    assert.equal(statement, 'Prompting has run out of road at 60.0 % of select cases, short of the 90 % target.')
    assert.deepEqual(
      conditions.map(({ text }) => text),
      [
        'measured on 100 select cases (20 needed)',
        '12 proposal rounds in a row without an accepted edit (12 needed)',
        '0 kinds of failure (5 % of all and more) were worked on fewer than two times',
        'the last validations gained 2.0 points (upper 95 % bound 6.7; below 2.0 needed, or 12 rounds since in which no edit passed the gate: 12)',
        '90 % of known failures failed again on later prompts (80 % needed)',
        'a restart from whole rewrites was tried; no further proposer is left',
      ],
    )
  })

  const fails: readonly (readonly [string, number, (one: ReturnType<typeof settled>) => void])[] = [
    ['too few select cases', 0, ({ measured }) => Object.assign(measured, { graded: () => 19 })],
    ['an edit that was accepted lately', 1, ({ trace }) => trace.accepted()],
    ['a large kind of failure that was hardly tried', 2, ({ trace }) => Object.assign(trace, { large: ['a', 'c'] })],
    ['failures that come and go', 4, ({ trace }) => trace.refreshed(10, 1)],
    ['no restart', 5, ({ trace }) => Object.assign(trace, { restarted: false })],
    ['a proposer that had no turn', 5, ({ trace }) => Object.assign(trace, { proposer: 0 })],
  ]
  for (const [what, index, change] of fails)
    it(`is that there is none, and shows why: ${what}`, () => {
      const one = settled()
      change(one)
      const { plateau, statement, conditions } = plateauOf(one.outcome, one.measured, 0.9)
      assert.equal(plateau, false)
      assert.equal(conditions[index]?.met, false)
      assert.equal(statement, 'The search stopped at 60.0 % of select cases; not every condition of a plateau holds.')
    })

  it('counts late gains as long as edits still pass the gate', () => {
    const { outcome, measured, trace } = settled()
    trace.accepted()
    assert.equal(plateauOf(outcome, measured, 0.9).conditions[3]?.met, false)
  })

  it('is never a plateau at the target, nor where every case passes', () => {
    const { outcome, measured } = settled()
    assert.equal(plateauOf(outcome, measured, 0.5).plateau, false)
    const all = { candidate: outcome.best, cells: [], rate: wilson(100, 100), complete: true }
    const { plateau, statement } = plateauOf(outcome, { ...measured, of: () => all }, undefined)
    assert.equal(plateau, false)
    assert.match(statement, /^All 100 select cases pass: nothing is left to mend/)
  })
})
