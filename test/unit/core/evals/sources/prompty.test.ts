// Prompty samples that say what the answer is are cases.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { InputError } from '../../../../../src/core/errors.ts'
import { loadTask } from '../../../../../src/core/task.ts'
import { memoryFiles } from '../../../../support/memoryFiles.ts'

const BODY = '---\nsystem:\nSort.\n\nuser:\n{{question}}\n'
const load = async (header: string, more: Record<string, string> = {}) => {
  const { evalFile } = await loadTask(memoryFiles({ 'p/a.prompty': `---\n${header}${BODY}`, ...more }), 'p/a.prompty')
  return {
    ...evalFile,
    rows: evalFile.cases.map(({ vars, expected, source }) => [vars.question, expected, source.file, source.line]),
  }
}
const refusal = (promise: Promise<unknown>) =>
  promise.then(
    () => '',
    (error: unknown) => (InputError.is(error) ? error.sentence : String(error)),
  )

describe('a Prompty file', () => {
  it('is measured on the sample in its header', async () => {
    const header = 'model:\n  configuration: {type: openai, name: gpt-x}\nsample:\n  question: "{{a}}"\n  expected: b\n'
    const { rows, models, cases, warnings } = await load(header)
    assert.deepEqual(rows, [['{{a}}', 'b', 'p/a.prompty', 5]])
    assert.deepEqual([models, warnings], [['openai:gpt-x'], []])
    assert.equal(cases[0]?.assertions[0]?.type, 'text-match')
  })

  it('is measured on the samples of a file below its folder, and of no other', async () => {
    const samples = { 'p/s.json': '[\n{"question":"a","answer":"b"},\n{"question":"c","answer":"d"}\n]' }
    // biome-ignore lint/suspicious/noTemplateCurlyInString: as Prompty names a file.
    assert.deepEqual((await load('sample: ${file:s.json}\n', samples)).rows, [
      ['a', 'b', 'p/s.json', 2],
      ['c', 'd', 'p/s.json', 3],
    ])
    assert.match(await refusal(load('sample: ../s.json\n', { 's.json': '{}' })), /p\/a\.prompty:2: There is no sample/)
  })

  it('is measured on the examples of the inputs of version 2', async () => {
    const header =
      'model: {id: claude-x, provider: anthropic}\ninputs:\n  question: {kind: string, default: a}\n  expected: {kind: string, default: b}\n'
    const { rows, models } = await load(header)
    assert.deepEqual([rows[0]?.slice(0, 2), models], [['a', 'b'], ['anthropic:claude-x']])
  })

  it('says what is missing where its sample names no answer', async () => {
    assert.match(
      await refusal(load('sample: s.json\n', { 'p/s.json': '{"question":"a"}' })),
      /s\.json:1: The sample does not say/,
    )
    assert.match(await refusal(load('sample:\n  question: a\n')), /No eval file names this prompt/)
  })
})
