// Outputs of several models to one case, compared: who is best in both orders, ties, flips, and what is never a score.
// `bench/promptfooJudges.ts` compares the grades with promptfoo's own.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Engine } from '../../../../src/core/engine.ts'
import type { EvalReport, RunEvent } from '../../../../src/core/events.ts'
import type { ChatRequest } from '../../../../src/core/ports.ts'
import { ModelError } from '../../../../src/core/ports.ts'
import type { RunOptions } from '../../../../src/core/runOptions.ts'
import { loadTask } from '../../../../src/core/task.ts'
import { openMemoryStore } from '../../../../src/store/openStore.ts'
import { fakeClock, fakeModel } from '../../../support/fakeModel.ts'
import { memoryFiles } from '../../../support/memoryFiles.ts'

const BEST = '{type: select-best, value: kind}'

interface Given {
  /** What each model answers to a case; none: its calls fail. */
  readonly answers: Readonly<Record<string, Readonly<Record<string, string>>>>
  readonly asserted: string
  readonly best?: (outputs: readonly string[], request: ChatRequest) => number
  readonly judge?: string
  readonly options?: RunOptions
  readonly sweep?: boolean
}

const outputsIn = ({ messages }: ChatRequest): string[] => {
  const request = JSON.parse(messages.at(-1)?.content ?? '') as { fence: string; outputs: string[] }
  return request.outputs.map((text) =>
    text.replaceAll(`<<${request.fence}\n`, '').replaceAll(`\n${request.fence}>>`, ''),
  )
}

async function evaluated({ answers, asserted, best = () => 0, judge = 'j:one', options = {}, sweep = false }: Given) {
  const names = Object.keys(answers)
  const cases = [...new Set(names.flatMap((name) => Object.keys(answers[name] ?? {})))]
  const tests = cases.map((text) => `  - {vars: {text: ${text}}, metadata: {id: ${text}}, assert: [${asserted}]}`)
  const source = `prompts: [file://p.txt]\nproviders: [${names.map((name) => `m:${name}`)}]\ntests:\n${tests.join('\n')}\nmetadata: {tunesmith: {judge: ${judge}, split: {train: 0.5, select: 0.5, test: 0}}}\n`
  const task = await loadTask(memoryFiles({ 'p.txt': 'Say {{text}}.', 'p.eval.yaml': source }), 'p.txt')
  const store = openMemoryStore()
  const requests: ChatRequest[] = []
  const engine = new Engine({
    store,
    clock: fakeClock(),
    models: async (id) => {
      const own = id.startsWith('m:') ? answers[id.slice(2)] : undefined
      if (own === undefined)
        return fakeModel(id, (request) => {
          requests.push(request)
          return JSON.stringify({ reason: `by ${id}`, best: best(outputsIn(request), request) })
        })
      return fakeModel(id, ({ messages }) => {
        const answer = own[/Say (\w+)\./.exec(messages[0]?.content ?? '')?.[1] ?? '']
        if (answer === undefined) throw new ModelError('bad-request', 'No.')
        return answer
      })
    },
    backends: () => Promise.reject(new Error('no backend')),
    prices: {},
  })
  const events: RunEvent[] = []
  const run = sweep ? engine.optimize(task, options, stop) : engine.evaluate(task, options, stop)
  for await (const event of run) events.push(event)
  const started = events.find((event) => event.type === 'started')
  const cells = store.cells(started?.runId ?? 0)
  return {
    grades: Object.fromEntries(
      cells.map(({ model, caseId, grade, error }) => [
        `${model.slice(2)} ${caseId}`,
        grade === undefined ? (error ?? 'missing') : `${grade.pass} ${grade.score}`,
      ]),
    ),
    report: events.find((event): event is { type: 'eval-report'; report: EvalReport } => event.type === 'eval-report')
      ?.report,
    notes: events.flatMap((event) => (event.type === 'note' ? [event.text] : [])),
    end: events.findLast((event) => event.type === 'finished'),
    limits: started?.limits.searchCalls,
    requests,
    cells,
  }
}

const stop = new AbortController().signal
const TWO = { one: { a: 'yes', b: 'yes' }, two: { a: 'no', b: 'no' } }
const ANY = '{type: regex, value: .}'

describe('select-best', () => {
  it('passes what the judge takes for the best in both orders; the rest fails with 0', async () => {
    const { grades, requests, limits, report } = await evaluated({
      answers: TWO,
      asserted: `${ANY}, ${BEST}`,
      best: (outputs) => outputs.indexOf('no'),
    })
    assert.deepEqual(grades, { 'one a': 'false 0', 'one b': 'false 0', 'two a': 'true 1', 'two b': 'true 1' })
    assert.deepEqual(requests.map(outputsIn).slice(0, 2), [
      ['yes', 'no'],
      ['no', 'yes'],
    ])
    assert.equal(limits, 2 * (2 + 2))
    assert.deepEqual(
      report?.rows.map(({ rate }) => rate.k),
      [0, 2],
    )
    assert.match(report?.sentences.join('\n') ?? '', /changed its mind in 0 of 2 comparisons, 0\.0 %/)
  })

  it('is a tie where the judge goes by the place, and says how often it does', async () => {
    const { grades, report } = await evaluated({ answers: TWO, asserted: `${ANY}, ${BEST}` })
    assert.deepEqual(Object.values(grades), ['true 0.5', 'true 0.5', 'true 0.5', 'true 0.5'])
    assert.match(report?.sentences.join('\n') ?? '', /in 2 of 2 comparisons, 100\.0 % \(95 % CI 34\.2 % to 100\.0 %\)/)
  })

  it('leaves what fails otherwise failed, and asks nobody about outputs that are the same', async () => {
    const same = await evaluated({
      answers: { one: { a: 'yes' }, two: { a: 'yes' } },
      asserted: `{type: contains, value: no}, ${BEST}`,
    })
    assert.deepEqual([Object.values(same.grades), same.requests.length], [['false 0', 'false 0'], 0])
  })

  it('goes by the majority of a panel, each voter in both orders', async () => {
    const { grades, requests } = await evaluated({
      answers: { one: { a: 'yes' }, two: { a: 'no' } },
      asserted: `${ANY}, ${BEST}`,
      judge: '{panel: [j:one, j:two, j:three]}',
      best: (outputs) => outputs.indexOf('yes'),
    })
    assert.deepEqual([grades, requests.length], [{ 'one a': 'true 1', 'two a': 'false 0' }, 6])
  })

  it('leaves a case without a grade where the judge fails, or where nothing is left to compare with', async () => {
    const failing = await evaluated({ answers: TWO, asserted: `${ANY}, ${BEST}`, best: () => 7 })
    assert.match(failing.grades['one a'] ?? '', /^Not compared: The JSON does not fit/)
    const alone = await evaluated({ answers: { one: { a: 'yes' }, two: {} }, asserted: `${ANY}, ${BEST}` })
    assert.equal(alone.grades['one a'], 'Not compared: There is no other output to compare this one with.')
  })

  it('ends with the budget, and what was not compared has no grade', async () => {
    const answers = { one: { a: 'yes', b: 'aye' }, two: { a: 'no', b: 'nay' } }
    const { grades, end } = await evaluated({ answers, asserted: `${ANY}, ${BEST}`, options: { maxCalls: 6 } })
    assert.equal(end?.type === 'finished' && end.status, 'budget')
    const left = Object.values(grades).filter((grade) => grade.startsWith('Not compared: The budget'))
    assert.equal(left.length, 2)
  })
})

describe('max-score', () => {
  it('passes the output that the other assertions score highest, by weight and from a threshold on', async () => {
    const asserted = '{type: contains, value: y}, {type: regex, value: o, weight: 3}'
    const of = async (value: string) =>
      Object.values(
        (await evaluated({ answers: { one: { a: 'yes' }, two: { a: 'no' } }, asserted: `${asserted}, ${value}` }))
          .grades,
      )
    assert.deepEqual(await of('{type: max-score}'), ['false 0.25', 'false 0'])
    const open = asserted.replaceAll('}', ', weight: 0}').replace(', weight: 3', '')
    const free = async (value: string) =>
      Object.values(
        (await evaluated({ answers: { one: { a: 'yes' }, two: { a: 'no' } }, asserted: `${open}, ${value}` })).grades,
      )
    assert.deepEqual(await free('{type: max-score}'), ['true 0', 'false 0'])
    assert.deepEqual(await free('{type: max-score, value: {weights: {regex: 2}}}'), ['false 0', 'true 0'])
    assert.deepEqual(await free('{type: max-score, value: {threshold: 0.6}}'), ['false 0', 'false 0'])
  })

  it('is refused with a value that is none of its kind', async () => {
    const wrong = evaluated({ answers: TWO, asserted: `${ANY}, {type: max-score, value: {method: median}}` })
    await assert.rejects(wrong, /needs \{method, weights, threshold\}/)
  })
})

describe('comparisons', () => {
  it('are left aside, and said to be, where a run brings one output of a case together', async () => {
    const { grades, notes } = await evaluated({ answers: { one: { a: 'yes' } }, asserted: `${ANY}, ${BEST}` })
    assert.deepEqual(grades, { 'one a': 'true 1' })
    assert.match(notes.join(), /"select-best": not evaluated; it compares the outputs of several models/)
    const nothing = evaluated({ answers: { one: { a: 'yes' } }, asserted: BEST })
    await assert.rejects(nothing, /Nothing but "select-best" grades this case/)
    await assert.rejects(evaluated({ answers: TWO, asserted: BEST, sweep: true }), /Nothing but "select-best"/)
  })
})
