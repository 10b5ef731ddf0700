import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { InputError } from '../../../../../src/core/errors.ts'
import { loadEvalFile } from '../../../../../src/core/evals/evalFile.ts'
import { problemsOf } from '../../../../../src/core/evals/schema/problems.ts'
import { memoryFiles } from '../../../../support/memoryFiles.ts'

const PATH = 'a.eval.yaml'
const SOUND = 'vars: {message: hi}, assert: [{type: contains, value: a}]'

/** A mistake: the section it stands in, the line, and what is said of it. */
const MISTAKES = [
  ['settings', 'target: 2', '"metadata.tunesmith.target" is wrong'],
  ['settings', 'repeats: 0', '"metadata.tunesmith.repeats" is wrong'],
  ['options', 'repeat: 0', '"repeat" is no whole number'],
  ['prompts', '- file://../../p.txt', 'outside of the workspace'],
  ['metrics', 'derivedMetrics: 5', '"derivedMetrics" is not a list'],
  ['tests', '- 5', 'The case is not a record'],
  ['tests', '- {vars: 5}', '"vars" is not a record'],
  ['tests', '- {vars: {message: a}, threshold: x}', '"threshold" is not a number'],
  ['tests', '- {vars: {message: a}, assert: [{type: regex, value: "("}]}', '"regex"'],
  ['tests', '- {vars: {message: a}, assert: [{value: b}]}', 'The assertion has no type'],
  ['tests', '- file://gone.jsonl', 'gone.jsonl'],
  ['tests', '- file://broken.jsonl', 'The line is not JSON'],
  ['tests', '- {vars: {message: file://gone.txt}, assert: [{type: contains, value: a}]}', 'gone.txt'],
] as const

function fileOf(mistakes: readonly (typeof MISTAKES)[number][]): string {
  const lines = (section: string) => mistakes.filter(([of]) => of === section).map(([, line]) => `${line}\n`)
  return `providers: [sandbox:small]
prompts:
- file://p.txt
${lines('prompts').join('')}${lines('metrics').join('')}evaluateOptions:
  cache: true
${lines('options')
  .map((line) => `  ${line}`)
  .join('')}metadata:
  tunesmith:
    group: message
${lines('settings')
  .map((line) => `    ${line}`)
  .join('')}tests:
- {${SOUND}}
${lines('tests').join('')}`
}

const filesOf = (text: string) =>
  memoryFiles({
    [PATH]: text,
    'p.txt': 'Sort {{message}}',
    'broken.jsonl': `{"vars": {"message": "a"}, "assert": []}\n{"vars": \nno\n`,
  })

async function errorsOf(text: string) {
  return (await problemsOf(filesOf(text), PATH)).filter(({ severity }) => severity === 'error')
}

describe('the errors of an eval file', () => {
  it('are told all at once, each with its line, and none that comes of another', async () => {
    // A file that is missing keeps the rows from being read, which a person mends first.
    const independent = MISTAKES.filter(([, line]) => !line.includes('gone.txt'))
    await fc.assert(
      fc.asyncProperty(fc.subarray(independent), async (mistakes) => {
        const text = fileOf(mistakes)
        const said = await errorsOf(text)
        const twice = mistakes.some(([, line]) => line.includes('broken')) ? 1 : 0
        assert.equal(said.length, mistakes.length + twice, said.map(({ sentence }) => sentence).join('\n'))
        for (const [, line, sentence] of mistakes) {
          const one = said.find((error) => error.sentence.includes(sentence))
          assert.ok(one, `${sentence} among ${said.map((error) => error.sentence).join('\n')}`)
          if (one.file === PATH) assert.equal(text.split('\n')[one.line - 1]?.trim(), line)
        }
      }),
      { numRuns: 40, seed: 5 },
    )
  })

  it('begin with the one that ends a run', async () => {
    await fc.assert(
      fc.asyncProperty(fc.subarray([...MISTAKES], { minLength: 1 }), async (mistakes) => {
        const text = fileOf(mistakes)
        const [first] = await errorsOf(text)
        const ended = await loadEvalFile(filesOf(text), PATH).catch((error: unknown) => error)
        assert.ok(InputError.is(ended))
        assert.equal(first?.sentence, `${ended.message} ${ended.mend}`)
      }),
      { numRuns: 40, seed: 5 },
    )
  })

  it('are those of the cases once everything can be read', async () => {
    const test = (id: string, label: string) =>
      `- {vars: {message: hi ${id}, expected: ${label}}, metadata: {id: ${id}}, assert: [{type: equals, value: "{{expected}}"}]}\n`
    const text = `prompts: [file://p.txt]
providers: [sandbox:small]
metadata: {tunesmith: {labels: [billing, refund], expected: expected}}
tests:
${test('a', 'billing')}${test('b', 'biling')}${test('a', 'refund')}${test('c', 'other')}`
    assert.deepEqual(
      (await errorsOf(text)).map(({ line, sentence }) => [line, sentence.split(';')[0]]),
      [
        [6, 'The expected answer "biling" is none of the labels'],
        [7, 'The id "a" also stands on line 5. Give each case an id of its own.'],
        [8, 'The expected answer "other" is none of the labels. Correct it, or add it to metadata.tunesmith.labels.'],
      ],
    )
  })

  it('do not count code that nobody was asked about yet', async () => {
    const text = 'prompts: [file://p.txt]\nproviders: [sandbox:small]\ntests: file://make.js\n'
    const files = memoryFiles({ [PATH]: text, 'make.js': 'module.exports = () => []' })
    const [problem, ...others] = await problemsOf(files, PATH)
    assert.deepEqual([problem?.severity, problem?.line, others], ['warning', 3, []])
    assert.match(problem?.sentence ?? '', /make\.js" is code, and nobody allowed it to run/)
  })

  it('are at most a hundred', async () => {
    const rows = Array.from({ length: 150 }, (_, i) => `- ${i}\n`).join('')
    assert.equal((await errorsOf(`prompts: [file://p.txt]\nproviders: [sandbox:small]\ntests:\n${rows}`)).length, 100)
  })
})
