import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { InputError } from '../../../../src/core/errors.ts'
import { readExamples } from '../../../../src/core/generate/examples.ts'
import { loadSubject } from '../../../../src/core/generate/subject.ts'
import { memoryFiles } from '../../../support/memoryFiles.ts'

const PROMPT = 'Route the message to a queue: a or b.\n\n{{message}}\n'
const EVAL =
  'prompts: [file://r.prompt.md]\nproviders: [sandbox:small]\nmetadata: {tunesmith: {optimizer: sandbox:large}}\n'
const CASES = 'tests:\n  - vars: {message: Hi}\n    assert: [{type: equals, value: a}]\n'
const load = (files: Readonly<Record<string, string>>, path = 'r.prompt.md') =>
  loadSubject(memoryFiles({ 'r.prompt.md': PROMPT, ...files }), path)

describe('the prompt that cases are made for', () => {
  it('needs no eval file', async () => {
    const { evalFile, cases, type } = await load({})
    assert.deepEqual([evalFile, cases, type], [undefined, [], 'router'])
  })

  it('comes with the cases and models of its eval file, one without cases too', async () => {
    const full = await load({ 'r.eval.yaml': EVAL + CASES })
    assert.deepEqual([full.cases.length, full.models], [1, ['sandbox:large', 'sandbox:small']])
    const bare = await load({ 'r.eval.yaml': EVAL })
    assert.deepEqual([bare.evalFile?.path, bare.cases, bare.remarks], ['r.eval.yaml', [], []])
  })

  it('says why cases that are there were not read, and what becomes of its own', async () => {
    const { remarks, cases } = await load({ 'r.eval.yaml': `${EVAL}tests: file://gone.csv\n` })
    assert.equal(cases.length, 0)
    assert.match(remarks.join(), /were not read, so new ones may repeat them: r\.eval\.yaml:\d+: .*gone\.csv/)
    const yml = 'messages:\n  - role: user\n    content: "Sort {{input}}"\ntestData:\n  - input: x\n    expected: y\n'
    assert.match(
      (await load({ 't.prompt.yml': yml }, 't.prompt.yml')).remarks.join(),
      /^The file holds cases of its own\./,
    )
  })

  it('must be there, say something, and have a place for the input', async () => {
    const problem = async (text: string | undefined) =>
      load(text === undefined ? {} : { 'x.prompt.md': text }, 'x.prompt.md').then(String, (error) => error.sentence)
    assert.match(await problem(undefined), /There is no such prompt/)
    assert.match(await problem(' \n'), /The prompt is empty/)
    assert.match(await problem('Say hello.\n'), /has no variable/)
  })
})

describe('examples of good outputs', () => {
  it('are read from any style of row', () => {
    const rows = [
      '{"input": "A", "output": "x"}',
      '{"input": {"message": "B"}, "expected": {"n": 1}}',
      '{"vars": {"message": "C", "expected": "z"}}',
    ]
    assert.deepEqual(readExamples('e.jsonl', rows.join('\n'), ['message']), [
      { input: { message: 'A' }, output: 'x' },
      { input: { message: 'B' }, output: '{"n":1}' },
      { input: { message: 'C' }, output: 'z' },
    ])
  })

  it('are refused with their line where output or input is missing', () => {
    const bad = (row: string) => () => readExamples('e.jsonl', `{"input": "A", "output": "x"}\n${row}`, ['message'])
    const isAt = (words: RegExp) => (error: unknown) =>
      InputError.is(error) && error.line === 2 && words.test(error.message)
    assert.throws(bad('{"input": "B"}'), isAt(/has no output/))
    assert.throws(bad('{"input": {"mail": "B"}, "output": "y"}'), isAt(/has no "message"/))
  })
})
