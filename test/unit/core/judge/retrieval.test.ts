// Answers judged by their context, by the questions they answer and by their conversation: promptfoo's counts, our own
// questions. `bench/promptfooJudges.ts` compares them with promptfoo itself.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { codeIn } from '../../../../src/core/evals/consent.ts'
import { gradeCase } from '../../../../src/core/evals/graders/grade.ts'
import { isQuoted, unitsOf } from '../../../../src/core/evals/graders/units.ts'
import { judgeCalls } from '../../../../src/core/evals/run.ts'
import { askJudges } from '../../../../src/core/judge/askJudges.ts'
import { loadTask, type Task } from '../../../../src/core/task.ts'
import { type FakeModel, fakeModel } from '../../../support/fakeModel.ts'
import { memoryFiles } from '../../../support/memoryFiles.ts'
import { runContext } from '../../../support/runContext.ts'

const VARS = "query: 'Is there a fee?', context: 'The fee is 4. It is due in May. No dogs.'"

function load(asserted: string, { vars = VARS, options = '' } = {}): Promise<Task> {
  const source = `prompts: [file://p.txt]\nproviders: [x:y]\ndefaultTest: {options: {disableVarExpansion: true}}\ntests:\n  - {vars: {${vars}}, assert: [${asserted}]${options}}\nmetadata: {tunesmith: {judge: 'a:one', embedder: 'x:e'}}\n`
  return loadTask(memoryFiles({ 'p.txt': 'Answer {{query}}.', 'p.eval.yaml': source }), 'p.txt')
}

/** The grade of "Yes." by a judge that gives these replies in turn, and what it was sent. */
async function graded(asserted: string, replies: readonly unknown[], more = {}) {
  const task = await load(asserted, more)
  const model: FakeModel = fakeModel('a:one', (_, call) => JSON.stringify(replies[(call - 1) % replies.length]))
  const context = { ...runContext(task, 100), judges: new Map([[undefined, [model]]]) }
  const [kase] = task.evalFile.cases
  assert.ok(kase)
  const outcome = await gradeCase(kase, 'Yes.', {
    judge: (examine, named) => askJudges(context, examine, named, false),
    // The first letter says it all.
    embed: async (text) => (text.startsWith('I') ? [1, 0] : text.startsWith('W') ? [0.6, 0.8] : [0, 1]),
    code: async ({ args }) => `${args[0]} It is due.`,
    prompt: () => 'the prompt',
  })
  const sent = model.requests.map(({ messages }) => messages.map(({ content }) => content).join('\n'))
  const result = 'grade' in outcome ? [outcome.grade.pass, outcome.grade.score] : outcome.error
  return { result, sent, repeats: model.requests.map(({ repeat }) => repeat), planned: judgeCalls(kase) }
}

const attributed = (...marks: readonly boolean[]) => ({
  sentences: marks.map((mark) => ({ sentence: 's', reason: 'r', attributed: mark })),
})
const supported = (...marks: readonly boolean[]) => ({
  verdicts: marks.map((mark) => ({ reason: 'r', supported: mark })),
})

describe('context-recall', () => {
  it('is the share of the right answer that stands in the context, from 0.5 on', async () => {
    const { result, sent } = await graded('{type: context-recall, value: A. B.}', [attributed(true, false)])
    assert.deepEqual(result, [true, 0.5])
    assert.match(sent[0] ?? '', /"rubric":"A\. B\.","context":"<<\w+\\nThe fee is 4/)
    const strict = await graded('{type: context-recall, value: A., threshold: 0.6}', [attributed(true, false)])
    assert.deepEqual(strict.result, [false, 0.5])
    const negated = await graded('{type: not-context-recall, value: A.}', [attributed(false, false)])
    assert.deepEqual(negated.result, [true, 1])
  })

  it('takes the prompt for the context where there is none', async () => {
    const { sent } = await graded('{type: context-recall, value: A.}', [attributed(true)], { vars: 'query: q' })
    assert.match(sent[0] ?? '', /the prompt/)
  })
})

describe('context-relevance', () => {
  const of = (...sentences: readonly string[]) => graded('{type: context-relevance}', [{ reason: 'r', sentences }])

  it('is the share of the context that the query needs, each sentence once', async () => {
    const { result } = await of('The fee is 4.', 'The fee is 4.', 'It is due in May.')
    assert.deepEqual(result, [true, 2 / 3])
    assert.deepEqual((await of()).result, [false, 0])
  })

  it('is an error where the judge makes its sentences up', async () => {
    assert.match(String((await of('Cats are fine.')).result), /sentences that the context does not have/)
  })

  it('counts chunks, lines or sentences', () => {
    assert.deepEqual(unitsOf(['a. b.', ' ', 'c']), ['a. b.', 'c'])
    assert.deepEqual(unitsOf('a. b.\n\nc\n'), ['a. b.', 'c'])
    assert.deepEqual(unitsOf('\n1. A is. 2. B is!\n'), ['A is.', 'B is!'])
    assert.ok(isQuoted('2) THE  fee', 'So the fee is 4') && !isQuoted('no fee', 'The fee is 4'))
  })
})

describe('context-faithfulness', () => {
  const STATEMENTS = { statements: ['a', 'b', 'c', 'd'] }

  it('is the share of the statements of the output that the context supports; one without a verdict is not', async () => {
    const { result, sent, planned } = await graded('{type: context-faithfulness}', [
      STATEMENTS,
      supported(true, false, true),
    ])
    assert.deepEqual([result, planned], [[true, 0.5], 2])
    assert.match(sent[0] ?? '', /"question":.*"answer":"<<\w+\\nYes\./)
    assert.match(sent[1] ?? '', /"statements":\["<<\w+\\na\\n/)
  })

  it('is asked by the user’s two prompts where there are two', async () => {
    const options =
      ", options: {rubricPrompt: ['Split {{answer}}', 'Check {{statements | length}} against {{context}}']}"
    const { sent } = await graded('{type: context-faithfulness}', [STATEMENTS, supported(true)], { options })
    assert.match(sent[0] ?? '', /Split <<\w+\nYes\./)
    assert.match(sent[1] ?? '', /Check 4 against <<\w+\nThe fee/)
  })
})

describe('the context', () => {
  it('must be there before anything is paid for', async () => {
    await assert.rejects(load('{type: context-relevance}', { vars: 'query: q' }), /needs the variable "context"/)
    await assert.rejects(load('{type: context-faithfulness}', { vars: 'query: q, context: []' }), /"context"/)
    await assert.rejects(load('{type: context-relevance}', { vars: 'context: q' }), /needs the variable "query"/)
  })

  it('is what code finds in the answer, with consent to that code', async () => {
    const asserted = '{type: context-relevance, contextTransform: output.trim()}'
    const { result } = await graded(asserted, [{ reason: 'r', sentences: ['It is due.'] }], { vars: "query: 'Is it?'" })
    assert.deepEqual(result, [true, 0.5])
    const [piece] = codeIn(await load(asserted, { vars: 'query: q' }))
    assert.equal(piece?.text, 'output.trim()')
  })
})

describe('answer-relevance', () => {
  it('is how near three made-up questions lie to the real one, each another draw', async () => {
    const questions = ['Is it?', 'What?', 'So?'].map((question) => ({ question }))
    const { result, repeats, planned } = await graded('{type: answer-relevance}', questions)
    assert.deepEqual([result, repeats, planned], [[true, (1 + 0.6 + 0) / 3], [0, 1, 2], 7])
  })
})

describe('conversation-relevance', () => {
  const said = (...marks: readonly boolean[]) => marks.map((relevant) => ({ reason: 'r', relevant }))

  it('is the share of the answers that are to the point, the turns before them at hand', async () => {
    const turns = [1, 2, 3].map((i) => `{input: q${i}, output: a${i}}`).join(', ')
    const vars = `query: q, _conversation: [${turns}]`
    const asserted = '{type: conversation-relevance, threshold: 0.7, config: {windowSize: 2}}'
    const { result, sent, planned } = await graded(asserted, said(true, false, true), { vars })
    assert.deepEqual([result, planned], [[false, 2 / 3], 3])
    assert.match(sent[2] ?? '', /user: q2.*assistant: a2.*user: q3.*assistant: a3/s)
    assert.ok(!(sent[2] ?? '').includes('q1'))
  })

  it('is of prompt and output where no turns are told', async () => {
    const { result, sent } = await graded('{type: conversation-relevance}', said(true))
    assert.deepEqual(result, [true, 1])
    assert.match(sent[0] ?? '', /user: the prompt.*assistant: Yes\./s)
  })
})

describe('options for judges', () => {
  it('of defaultTest count for a test’s own assertions, and a test’s own for those of defaultTest', async () => {
    const source =
      'prompts: [file://p.txt]\nproviders: [x:y]\n' +
      'defaultTest: {options: {provider: a:default, rubricPrompt: Rate}, assert: [{type: llm-rubric, value: nice}]}\n' +
      'tests:\n  - {vars: {query: a}, assert: [{type: llm-rubric, value: good}]}\n' +
      '  - {vars: {query: b}, options: {provider: b:own}}\n'
    const files = memoryFiles({ 'p.txt': 'Answer {{query}}.', 'p.eval.yaml': source })
    const { cases } = (await loadTask(files, 'p.txt')).evalFile
    const named = cases.map(({ assertions }) => assertions.map(({ provider }) => provider))
    assert.deepEqual(named, [['a:default', 'a:default'], ['b:own']])
    assert.ok(cases.every(({ assertions }) => assertions.every(({ judging }) => judging?.rubricPrompt === 'Rate')))
  })
})
