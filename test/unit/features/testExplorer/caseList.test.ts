import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { loadEvalFile } from '../../../../src/core/evals/evalFile.ts'
import { CaseList, rangesOf } from '../../../../src/features/testExplorer/caseList.ts'
import { memoryFiles } from '../../../support/memoryFiles.ts'

const CONFIG = `prompts: [file://p.txt]
providers: [sandbox:small]
tests: file://cases.jsonl
defaultTest: {assert: [{type: equals, value: "{{expected}}"}]}
`
const rows = (count: number) =>
  Array.from({ length: count }, (_, i) => JSON.stringify({ id: `c${i}`, input: `word${i} of ${i}`, expected: 'a' }))

function listOf(files: Record<string, string>) {
  const memory = memoryFiles(files)
  return { memory, list: new CaseList('promptfooconfig.yaml', () => loadEvalFile(memory, 'promptfooconfig.yaml')) }
}

describe('the cases of an eval file in the Test Explorer', () => {
  it('are not read before they are asked for, and once only', async () => {
    const { memory, list } = listOf({ 'promptfooconfig.yaml': CONFIG, 'cases.jsonl': rows(3).join('\n') })
    assert.deepEqual(memory.reads, [])
    const [first, again] = [await list.all(), await list.all()]
    assert.equal(first, again)
    assert.equal(memory.reads.filter((path) => path === 'cases.jsonl').length, 1)
    assert.deepEqual(
      first.map(({ id, expected, source, sealed }) => ({ id, expected, source, sealed })),
      [0, 1, 2].map((i) => ({
        id: `c${i}`,
        expected: 'a',
        source: { file: 'cases.jsonl', line: i + 1 },
        sealed: false,
      })),
    )
  })

  it('are marked as sealed where an eval never measures them', async () => {
    const { list } = listOf({ 'promptfooconfig.yaml': CONFIG, 'cases.jsonl': rows(100).join('\n') })
    assert.equal((await list.all()).filter(({ sealed }) => sealed).length, 30)
  })

  it('say what is asserted where no single answer is expected', async () => {
    const { list } = listOf({
      'promptfooconfig.yaml': `prompts: [file://p.txt]
providers: [echo]
tests:
  - vars: {text: hello}
    assert:
      - {type: contains-any, value: [refund, return]}
      - {type: assert-set, assert: [{type: not-icontains, value: sorry}, {type: is-json, value: {type: object}}]}
`,
    })
    const [kase] = await list.all()
    assert.equal(kase?.expected, 'contains-any: ["refund","return"]\nnot-icontains: sorry\nis-json')
    assert.equal(kase?.title, 'hello')
  })

  it('change with their eval file and their dataset, and with nothing else', async () => {
    const { list } = listOf({ 'promptfooconfig.yaml': CONFIG, 'cases.jsonl': rows(3).join('\n') })
    assert.equal(list.dependsOn('cases.jsonl'), false)
    await list.all()
    const depends = ['promptfooconfig.yaml', 'cases.jsonl', 'p.txt'].map((path) => list.dependsOn(path))
    assert.deepEqual(depends, [true, true, false])
  })

  it('wait for the file that is broken', async () => {
    const contents = { 'promptfooconfig.yaml': CONFIG, 'cases.jsonl': '{"input": 1' }
    const { list } = listOf(contents)
    await assert.rejects(list.all(), /not JSON/)
    assert.equal(list.dependsOn('cases.jsonl'), true)
    contents['cases.jsonl'] = rows(2).join('\n')
    assert.equal((await list.all()).length, 2)
  })

  it('are listed in ranges of 500 from 1,001 on', () => {
    assert.deepEqual(rangesOf(1000), [])
    assert.deepEqual(rangesOf(1001), [
      { from: 0, to: 500 },
      { from: 500, to: 1000 },
      { from: 1000, to: 1001 },
    ])
    assert.equal(rangesOf(100_000).length, 200)
  })
})
