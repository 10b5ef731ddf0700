// A judge held against people: what is shown to them, whose labels count for which judge, and what follows for a claim.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Engine } from '../../../../src/core/engine.ts'
import type { EvalReport } from '../../../../src/core/events.ts'
import {
  agreementOf,
  calibrationOf,
  cappedByJudge,
  figuresOf,
  findCalibration,
  isJudgeOf,
  judgedCells,
  labelKey,
  sampleForLabels,
  saveCalibration,
} from '../../../../src/core/judge/calibration.ts'
import { disagreements } from '../../../../src/core/judge/calibrationSentences.ts'
import type { Cell } from '../../../../src/core/ports.ts'
import { differenceOf } from '../../../../src/core/stats/intervals.ts'
import { loadTask, type Task } from '../../../../src/core/task.ts'
import { openMemoryStore } from '../../../../src/store/openStore.ts'
import { fakeClock, fakeModel } from '../../../support/fakeModel.ts'
import { memoryFiles } from '../../../support/memoryFiles.ts'

function load(rubric = 'is kind', judge = 'a:judge', more = ''): Promise<Task> {
  const cases = Array.from({ length: 100 }, (_, i) => `  - {vars: {text: t${i}}, metadata: {id: c${i}}}`).join('\n')
  const source = `prompts: [file://p.txt]\nproviders: [x:y]\ndefaultTest: {assert: [{type: llm-rubric, value: '${rubric}'}${more}]}\ntests:\n${cases}\nmetadata: {tunesmith: {judge: ${judge}}}\n`
  return loadTask(memoryFiles({ 'p.txt': 'Answer {{text}}.', 'p.eval.yaml': source }), 'p.txt')
}

/** Passes three of four outputs. */
const judge = fakeModel('a:judge', ({ messages }) => {
  const n = Number(/answer to t(\d+)/.exec(messages.at(-1)?.content ?? '')?.[1])
  return JSON.stringify({ reason: 'r', pass: n % 4 !== 0, score: 1 })
})
const model = fakeModel('x:y', ({ messages }) => `answer to ${/t\d+/.exec(messages[0]?.content ?? '')?.[0]}`)

async function evaluate(task: Task, store = openMemoryStore()) {
  const engine = new Engine({
    store,
    clock: fakeClock(),
    models: async (id) => (id === 'x:y' ? model : judge),
    backends: async () => {
      throw new Error('no backend')
    },
    prices: {},
  })
  let report: EvalReport | undefined
  let runId = 0
  for await (const event of engine.evaluate(task, {}, new AbortController().signal)) {
    if (event.type === 'started') runId = event.runId
    if (event.type === 'eval-report') report = event.report
  }
  assert.ok(report)
  return { store, report, runId, cells: store.cells(runId) }
}

/** Labels that agree with the judge but for every `wrong`th of either verdict. */
function labelled(cells: readonly Cell[], wrong: number) {
  const seen = { true: 0, false: 0 }
  return new Map(
    cells.map((cell) => {
      const verdict = cell.grade?.judged === true
      const agrees = ++seen[`${verdict}`] % wrong !== 0
      return [labelKey(cell), verdict === agrees] as const
    }),
  )
}

describe('the outputs to label', () => {
  it('are half passed and half failed, as far as there are, in an order that says nothing', async () => {
    const { cells } = await evaluate(await load())
    const failed = judgedCells(cells).filter(({ grade }) => grade?.judged === false).length
    const sample = sampleForLabels(cells, 'seed')
    const fails = sample.map(({ grade }) => grade?.judged === false)
    assert.equal(sample.length, 40)
    assert.equal(fails.filter(Boolean).length, Math.min(20, failed))
    assert.ok(fails.slice(0, 20).some(Boolean) && fails.slice(20).some(Boolean))
    assert.deepEqual(sampleForLabels(cells, 'seed').map(labelKey), sample.map(labelKey))
  })

  it('are never sealed, never repeats, and never without a verdict', async () => {
    const { cells } = await evaluate(await load())
    const [first] = cells
    assert.ok(first?.grade)
    const { judged: _, ...unjudged } = first.grade
    const others: Cell[] = [
      { ...first, split: 'test' },
      { ...first, repeat: 1 },
      { ...first, grade: undefined },
      { ...first, grade: unjudged },
    ]
    assert.deepEqual(judgedCells(others), [])
  })
})

describe('a calibration', () => {
  it('counts for this judge, its votes, its prompts alone', async () => {
    const task = await load()
    const { store, runId, cells } = await evaluate(task)
    const promptPath = task.prompt.path
    assert.deepEqual(findCalibration(store, promptPath, task.evalFile), { current: undefined, stale: undefined })
    const calibration = calibrationOf(cells, labelled(sampleForLabels(cells, 's'), 10), task.evalFile, 1)
    saveCalibration(store, runId, calibration)
    assert.deepEqual(findCalibration(store, promptPath, task.evalFile).current, calibration)
    for (const other of [
      await load('is very kind'),
      await load('is kind', 'b:judge'),
      await load('is kind', '{panel: [a:judge], votes: 3}'),
      await load('is kind', 'a:judge', ', {type: factuality, value: x}'),
    ]) {
      assert.deepEqual(findCalibration(store, promptPath, other.evalFile), { current: undefined, stale: calibration })
      assert.equal(isJudgeOf(store, runId, other.evalFile), false)
    }
    assert.equal(isJudgeOf(store, runId, task.evalFile), true)
    const more = await load('is kind', 'a:judge', ', {type: contains, value: a}')
    assert.ok(findCalibration(store, promptPath, more.evalFile).current)
  })

  it('holds each label with its verdict, and shows where they differ', async () => {
    const task = await load()
    const { cells } = await evaluate(task)
    const calibration = calibrationOf(cells, labelled(sampleForLabels(cells, 's'), 10), task.evalFile, 1)
    const { passPass, passFail, failPass, failFail } = agreementOf(calibration)
    assert.equal(passPass + passFail + failPass + failFail, 40)
    assert.equal(disagreements(calibration).length, passFail + failPass)
    assert.ok(passFail + failPass > 0)
    assert.equal(calibration.population.passes + calibration.population.fails, judgedCells(cells).length)
  })

  it('of too few labels gives no figures', async () => {
    const task = await load()
    const { cells } = await evaluate(task)
    const passed = judgedCells(cells).filter(({ grade }) => grade?.judged === true)
    assert.equal(figuresOf(calibrationOf(cells, labelled(passed.slice(0, 30), 50), task.evalFile, 1)), undefined)
  })

  it('takes "credible" from a judge that is too often wrong, and from no other', async () => {
    const task = await load()
    const { cells } = await evaluate(task)
    const figures = (wrong: number) =>
      figuresOf(calibrationOf(cells, labelled(sampleForLabels(cells, 's'), wrong), task.evalFile, 1))
    const gain = differenceOf({ wins: 30, losses: 1, ties: 60, missing: 0 })
    assert.equal(gain.verdict, 'credible')
    assert.equal(cappedByJudge(gain, figures(3)).verdict, 'likely')
    assert.equal(cappedByJudge(gain, figures(40)).verdict, 'credible')
    assert.equal(cappedByJudge(gain, undefined).verdict, 'credible')
    const worse = differenceOf({ wins: 1, losses: 30, ties: 60, missing: 0 })
    assert.equal(cappedByJudge(worse, figures(3)).verdict, 'worse')
  })

  it('is told of in reports: missing, good, too poor, or stale', async () => {
    const task = await load()
    const { store, runId, cells, report } = await evaluate(task)
    const sentences = async (of: Task) => (await evaluate(of, store)).report.sentences.join('\n')
    assert.match(report.sentences.join('\n'), /Nobody has checked the judge \(a:judge\) against people/)
    const calibrate = (wrong: number, at: number) =>
      saveCalibration(
        store,
        runId,
        calibrationOf(cells, labelled(sampleForLabels(cells, 's'), wrong), task.evalFile, at),
      )
    calibrate(40, 1)
    const good = await sentences(task)
    assert.match(good, /checked on 40 labels, passes [\d.]+ % of what people pass and fails [\d.]+ %/)
    assert.match(good, /corrected for its errors: x:y [\d.]+ % \(95 % CI/)
    assert.doesNotMatch(good, /"likely"/)
    calibrate(3, 2)
    assert.match(await sentences(task), /too often wrong for "credible"/)
    assert.match(await sentences(await load('is very kind')), /or its prompt has changed since it was checked/)
    const mixed = await load('is kind', 'a:judge', ', {type: contains, value: answer}')
    assert.doesNotMatch(await sentences(mixed), /corrected for its errors/)
  })
})
