// GitHub Models' *.prompt.yml as an eval of its own: cases, evaluators, models, and what is said of the rest.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { InputError } from '../../../../../src/core/errors.ts'
import { gradeCase } from '../../../../../src/core/evals/graders/grade.ts'
import { detectPrompts } from '../../../../../src/core/prompt/detect/detectPrompts.ts'
import { loadTask } from '../../../../../src/core/task.ts'
import { memoryFiles } from '../../../../support/memoryFiles.ts'

const HEAD = `model: openai/gpt-4o-mini
messages:
  - {role: user, content: "Sort {{input}}"}
`
const DATA = `testData:
  - input: "file://x {{y}}"
    expected: Bug
  - input: other
    expected: Wish
`
const load = (rest: string) => loadTask(memoryFiles({ 'p/a.prompt.yml': HEAD + rest }), 'p/a.prompt.yml')
const refusal = (rest: string) =>
  load(rest).then(
    () => '',
    (error: unknown) => (InputError.is(error) ? error.sentence : String(error)),
  )
async function passes(evaluator: string, output: string): Promise<boolean | undefined> {
  const { evalFile } = await load(`${DATA}evaluators:\n  - ${evaluator}\n`)
  const [kase] = evalFile.cases
  assert.ok(kase)
  const outcome = await gradeCase(kase, output, {})
  return 'grade' in outcome ? outcome.grade.pass : undefined
}

describe('a GitHub Models prompt with test data', () => {
  it('is measured on its own cases, whose texts are taken as they stand', async () => {
    const { evalFile, prompt } = await load(`${DATA}evaluators:\n  - {name: right, string: {equals: "{{expected}}"}}\n`)
    assert.deepEqual(evalFile.promptPaths, [prompt.path])
    assert.deepEqual(evalFile.models, ['github:openai/gpt-4o-mini'])
    assert.deepEqual(
      evalFile.cases.map(({ vars, expected, source, assertions }) => [
        vars.input,
        expected,
        source.line,
        assertions.length,
      ]),
      [
        ['file://x {{y}}', 'Bug', 5, 1],
        ['other', 'Wish', 7, 1],
      ],
    )
    assert.deepEqual(evalFile.warnings, [])
  })

  it('is found as measured without another file, unless an eval file names it', async () => {
    const files = { 'a.prompt.yml': `${HEAD}${DATA}evaluators: []\n` }
    const rows = async (more: Record<string, string>) =>
      (await detectPrompts(memoryFiles({ ...files, ...more }))).filter(({ path }) => path === 'a.prompt.yml')
    assert.equal((await rows({}))[0]?.evalPath, 'a.prompt.yml')
    const named = { 'b.eval.yaml': 'prompts: [file://a.prompt.yml]\ntests: []\n' }
    assert.equal((await rows(named))[0]?.evalPath, 'b.eval.yaml')
  })

  it('grades as gh models does: trimmed, and without regard to case but for "equals"', async () => {
    assert.equal(await passes('string: {equals: Bug}', ' Bug\n'), true)
    assert.equal(await passes('string: {equals: Bug}', 'bug'), false)
    assert.equal(await passes('string: {contains: "{{expected}}"}', 'a BUG.'), true)
    assert.equal(await passes('string: {startsWith: bug}', '\nBugs'), true)
    assert.equal(await passes('string: {endsWith: .bug}', 'xbug'), false)
    assert.equal(await passes('string: {startsWith: no, equals: Bug}', 'Bug'), true, 'the first of the four counts')
  })

  it('has a model choose, and scores its choice', async () => {
    const llm = `name: kind
    llm: {modelId: gpt-4o, prompt: "Is {{completion}} right for {{input}}?", choices: [{choice: "1", score: 0}, {choice: "2", score: 0.5}]}`
    const { evalFile } = await load(`${DATA}evaluators:\n  - ${llm}\n`)
    const [kase] = evalFile.cases
    assert.ok(kase)
    const asked: unknown[] = []
    const outcome = await gradeCase(kase, 'Bug', {
      judge: (examine, provider) =>
        examine(async ({ rubricPrompt, reply }) => {
          asked.push(rubricPrompt, provider)
          return reply.parse({ reason: 'so', choice: '2' })
        }),
    })
    assert.ok('grade' in outcome)
    assert.deepEqual([outcome.grade.pass, outcome.grade.score], [true, 0.5])
    assert.match(JSON.stringify(asked[0]), /Is \{\{output\}\} right for \{\{input\}\}\?/)
    assert.equal(asked[1], 'github:openai/gpt-4o')
    const other = await gradeCase(kase, 'Bug', {
      judge: (examine) => examine(async ({ reply }) => reply.parse({ reason: 'so', choice: '3' })),
    })
    assert.ok('error' in other, 'another word is an error and no score')
  })

  it('says which evaluators are not run, and why', async () => {
    const { evalFile } = await load(
      `${DATA}evaluators:\n  - {name: near, uses: github/similarity}\n  - {name: x, strnig: {}, string: {contains: a}}\n`,
    )
    assert.deepEqual(evalFile.warnings, [
      'p/a.prompt.yml:10: The evaluator "near" uses github/similarity, whose question to the judge is GitHub\'s own. It is not evaluated.',
      'p/a.prompt.yml:11: Unknown key "strnig" in an evaluator; did you mean "string"?',
    ])
  })

  it('is refused with its line where nothing can be judged', async () => {
    assert.match(await refusal(DATA), /^p\/a\.prompt\.yml:4: Nothing says what a right answer/)
    assert.match(
      await refusal(`${DATA}evaluators:\n  - uses: github/fluency\n`),
      /^p\/a\.prompt\.yml:9: None of the eval/,
    )
    assert.match(await refusal('testData: [7]\nevaluators: []\n'), /^p\/a\.prompt\.yml:4: The case is not a record/)
    assert.match(await refusal('testData: x\n'), /:4: "testData" is not a list/)
    assert.match(
      await refusal('testData:\n- {input: a}\nevaluators:\n- string: {contains: "{{expected}}"}\n'),
      /:7: .*uses the variable "expected", which no case has/,
    )
  })
})
