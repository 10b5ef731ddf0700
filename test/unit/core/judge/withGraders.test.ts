import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { flatAssertions } from '../../../../src/core/evals/case.ts'
import { withGraders } from '../../../../src/core/judge/withGraders.ts'
import { loadTask, type Task } from '../../../../src/core/task.ts'
import { memoryFiles } from '../../../support/memoryFiles.ts'

const load = (rest: string): Promise<Task> =>
  loadTask(memoryFiles({ 'p.txt': 'Do {{a}}', 'p.eval.yaml': `prompts: [file://p.txt]\n${rest}` }), 'p.txt')

const JUDGED = `tests:
  - vars: {a: 1}
    assert:
      - {type: llm-rubric, value: polite}
      - {type: assert-set, assert: [{type: llm-rubric, value: short, provider: 'openai:own'}]}
`

describe('the judge of an eval file', () => {
  it('that names none is the optimizer, else the strongest model', async () => {
    const judge = async (rest: string) => (await load(`${rest}${JUDGED}`)).evalFile.judge?.panel
    assert.deepEqual(await judge('providers: [openai:small, openai:large]\n'), ['openai:large'])
    assert.deepEqual(await judge('providers: [openai:small]\nmetadata: {tunesmith: {optimizer: "openai:best"}}\n'), [
      'openai:best',
    ])
    assert.equal(await judge('providers: [echo]\n'), undefined)
    const compared = 'providers: [x:a, x:b]\ntests: [{vars: {a: 1}, assert: [{type: select-best, value: kind}]}]\n'
    assert.deepEqual((await load(compared)).evalFile.judge?.panel, ['x:b'])
  })

  it('gives way to what a command says, and so does one that an assertion names', async () => {
    const task = await load(`providers: [openai:small]\n${JUDGED}`)
    const { evalFile } = withGraders(task, { judge: 'openai:mine', embedder: 'openai:vectors' })
    assert.deepEqual(evalFile.judge, { panel: ['openai:mine'], votes: 1 })
    assert.equal(evalFile.embedder, 'openai:vectors')
    const named = (cases: Task['evalFile']['cases']) =>
      cases.flatMap(({ assertions }) => flatAssertions(assertions)).map(({ provider }) => provider)
    assert.deepEqual(named(evalFile.cases), [undefined, undefined])
    assert.deepEqual(named(withGraders(task, { judge: undefined, embedder: 'x:y' }).evalFile.cases), [
      undefined,
      'openai:own',
    ])
  })

  it('gives way in comparisons, too, with its votes, and one that is held out stays', async () => {
    const compared = `tests:
  - vars: {a: 1}
    assert: [{type: select-best, value: kind, provider: 'openai:own'}, {type: llm-rubric, value: polite}]
metadata: {tunesmith: {judge: {panel: ['openai:a', 'openai:b', 'openai:c'], votes: 1, heldOut: 'openai:apart'}}}
`
    const task = await load(`providers: [openai:small]\n${compared}`)
    const { evalFile } = withGraders(task, { judge: 'openai:mine', embedder: undefined })
    assert.deepEqual(evalFile.judge, { panel: ['openai:mine'], votes: 1, heldOut: 'openai:apart' })
    assert.throws(() => withGraders(task, { judge: 'openai:apart', embedder: undefined }), /held out of the search/)
    const [kase] = evalFile.cases
    assert.deepEqual(
      [...(kase?.comparisons ?? []), ...(kase?.assertions ?? [])].map(({ provider, judging }) => [
        provider,
        judging?.votes,
        judging?.heldOutVotes,
      ]),
      [
        [undefined, 1, 1],
        [undefined, 1, 1],
      ],
    )
  })
})
