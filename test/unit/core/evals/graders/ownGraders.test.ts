// The comparisons of other eval tools: OpenAI evals' Match, Includes, FuzzyMatch and JsonMatch.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { graderOf } from '../../../../../src/core/evals/graders/registry.ts'
import { loadTask } from '../../../../../src/core/task.ts'
import { memoryFiles } from '../../../../support/memoryFiles.ts'

const kase = {
  id: 'a',
  vars: {},
  assertions: [],
  group: 'a',
  expected: undefined,
  title: '',
  source: { file: '', line: 1 },
}

async function passes(type: string, value: unknown, output: string): Promise<boolean | undefined> {
  const common = {
    threshold: undefined,
    negated: false,
    provider: undefined,
    embedder: undefined,
    judging: undefined,
    config: undefined,
  }
  const input = { ...common, code: undefined, kase, vars: {}, input: '', output, raw: output, context: {}, value }
  return (await graderOf(type)?.grade(input))?.pass
}

describe('text-match', () => {
  it('compares with each of several texts', async () => {
    assert.equal(await passes('text-match', { is: 'starts-with', text: ['A', 'B'] }, 'B)'), true)
    assert.equal(await passes('text-match', { is: 'starts-with', text: ['A', 'B'] }, ' B'), false)
    assert.equal(await passes('text-match', { is: 'ends-with', text: 4 }, 'x4'), true)
    assert.equal(await passes('text-match', { is: 'contains', text: 'É', ignoreCase: true }, 'é'), true)
  })
})

describe('fuzzy-match', () => {
  for (const [output, texts, wanted] of [
    ['The cat.', ['cat'], true],
    ['cat', 'A big cat!', true],
    ['dog', ['cat', 'a dog'], true],
    ['', ['cat'], false],
    ['the', ['a'], true],
    ['b-a', 'ba', true],
  ] as const)
    it(`says ${wanted} of ${JSON.stringify(output)} and ${JSON.stringify(texts)}`, async () =>
      assert.equal(await passes('fuzzy-match', texts, output), wanted))
})

describe('json-match', () => {
  for (const [output, texts, wanted] of [
    ['{"a": [1, {"b": "x"}]}', ['{"a":[1,{"b":"x"}]}'], true],
    ['{"a": 1}', '{"a": 1, "b": 2}', false],
    ['{"a": null}', '{"a": null}', false],
    ['[1]', ['[1, 2]', '[1]'], true],
    ['no', '"no"', false],
  ] as const)
    it(`says ${wanted} of ${output} and ${JSON.stringify(texts)}`, async () =>
      assert.equal(await passes('json-match', texts, output), wanted))
})

describe('a check that is a record', () => {
  const load = (check: string) =>
    loadTask(
      memoryFiles({
        'p.txt': 'Say {{text}}',
        'p.eval.yaml': `prompts: [file://p.txt]
providers: [sandbox:small]
defaultTest: {metadata: {tunesmith: {check: ${check}}}}
tests: [{vars: {text: a, ideal: b}}]
`,
      }),
      'p.txt',
    )

  it('is filled in with the case', async () => {
    const { evalFile } = await load('[{type: fuzzy-match, value: "{{ideal}}", metric: near}]')
    const [assertion] = evalFile.cases[0]?.assertions ?? []
    assert.deepEqual([assertion?.type, assertion?.value, assertion?.metric], ['fuzzy-match', 'b', 'near'])
  })

  it('is told from the types that stand under assert', async () => {
    assert.deepEqual((await load('{type: equals, value: x}')).evalFile.cases[0]?.assertions, [])
    await assert.rejects(load('{type: text-match, value: {is: near, text: x}}'), /"text-match" needs/)
  })
})
