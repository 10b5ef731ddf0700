import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { CodeCall } from '../../../../src/core/code.ts'
import { InputError } from '../../../../src/core/errors.ts'
import { type EvalFile, loadEvalFile } from '../../../../src/core/evals/evalFile.ts'
import { LoadCode } from '../../../../src/core/evals/loadCode.ts'
import { Warnings } from '../../../../src/core/evals/warnings.ts'
import { loadTask } from '../../../../src/core/task.ts'
import { memoryFiles } from '../../../support/memoryFiles.ts'

type Program = (...args: never[]) => unknown

/** Stands for a process: programs by the text that names them. */
function codeOf(programs: Readonly<Record<string, unknown>>, calls: CodeCall[] = []): LoadCode {
  const run = async (call: CodeCall) => {
    calls.push(call)
    const program = programs[call.piece.text]
    const one = (args: readonly unknown[]) =>
      typeof program === 'function' ? (program as Program)(...(args as never[])) : program
    return structuredClone(call.batch === undefined ? one(call.args) : call.batch.map(one))
  }
  return new LoadCode({ run, isAllowed: () => true, mend: 'Allow it.' })
}

const load = (yaml: string, others: Readonly<Record<string, string>>, code: LoadCode): Promise<EvalFile> =>
  loadEvalFile(
    memoryFiles({ 'a/promptfooconfig.yaml': yaml, ...others }),
    'a/promptfooconfig.yaml',
    new Warnings(),
    code,
  )

const says = (pattern: RegExp) => (error: unknown) => InputError.is(error) && pattern.test(error.sentence)

const JUDGED = 'defaultTest: {assert: [{type: contains, value: x}]}\n'

describe('tests that code makes', () => {
  it('are rows of the eval file, from a list or a function, with their settings', async () => {
    const calls: CodeCall[] = []
    const code = codeOf(
      {
        list: [{ vars: { q: 1 } }, { vars: { q: file2 } }],
        make: ({ upTo }: { upTo: string }) => [{ vars: { q: upTo } }],
      },
      calls,
    )
    const file = await load(
      `${JUDGED}tests:\n  - file://list.js\n  - {path: file://make.py, config: {upTo: file://n.txt}}\n`,
      { 'a/list.js': 'list', 'a/make.py': 'make', 'a/n.txt': 'ten\n', 'a/two.txt': 'two' },
      code,
    )
    assert.deepEqual(
      file.cases.map(({ vars, source }) => [vars.q, source.file, source.line]),
      [
        [1, 'a/promptfooconfig.yaml', 3],
        ['two', 'a/promptfooconfig.yaml', 3],
        ['ten', 'a/promptfooconfig.yaml', 4],
      ],
    )
    assert.deepEqual(
      calls.map(({ piece }) => [piece.file, piece.name, piece.language]),
      [
        ['a/list.js', undefined, 'javascript'],
        ['a/make.py', 'generate_tests', 'python'],
      ],
    )
  })
  const file2 = 'file://two.txt'

  it('must be a list', async () => {
    await assert.rejects(
      load(`${JUDGED}tests: file://list.js:rows\n`, { 'a/list.js': 'list' }, codeOf({ list: 5 })),
      says(/a\/promptfooconfig\.yaml:2: "file:\/\/list\.js:rows" made no list of tests/),
    )
  })
})

describe('variables that code makes', () => {
  it('are transformed before lists are multiplied, in one run for all tests', async () => {
    const calls: CodeCall[] = []
    const file = await load(
      `defaultTest:
  vars: {unit: km}
  options: {transformVars: 'spread'}
  assert: [{type: contains, value: x}]
tests:
  - vars: {a: 1}
  - vars: {a: 2}
  - {vars: {a: 3}, options: {transformVars: file://own.py}}
`,
      { 'a/own.py': 'own' },
      codeOf(
        {
          spread: ({ a, unit }: { a: number; unit: string }) => ({ b: [`${a}${unit}`, `${a}m`] }),
          own: () => ({ b: 'own' }),
        },
        calls,
      ),
    )
    assert.deepEqual(
      file.cases.map(({ vars }) => [vars.a, vars.b]),
      [
        [1, '1km'],
        [1, '1m'],
        [2, '2km'],
        [2, '2m'],
        [3, 'own'],
      ],
    )
    assert.deepEqual(
      calls.map(({ piece, parameters }) => [piece.name, parameters]),
      [
        [undefined, ['vars', 'context']],
        ['get_transform', ['vars', 'context']],
      ],
    )
  })

  it('are transformed by a body where the text ends in a line end, as promptfoo takes it', async () => {
    const calls: CodeCall[] = []
    const body = 'return {b: 1}\n'
    await load(
      `${JUDGED}tests:\n  - vars: {a: x}\n    options:\n      transformVars: |\n        ${body}`,
      {},
      codeOf({ [body]: () => ({ b: 1 }) }, calls),
    )
    assert.equal(calls[0]?.piece.text, body)
  })

  it('may stand in several files at once', async () => {
    const others = { 'a/v/1.yaml': 'q: one', 'a/v/2.yaml': 'r: two' }
    const { cases } = await load(`${JUDGED}tests:\n  - vars: v/*.yaml\n`, others, new LoadCode())
    assert.deepEqual(cases[0]?.vars, { q: 'one', r: 'two' })
  })

  it('are given by a program that sees those before them', async () => {
    const programs = {
      first: (name: string, _prompt: string, vars: { q: string }) => ({ output: ` ${name} of ${vars.q}\n` }),
      second: (_name: string, _prompt: string, vars: { a: string }) => ({ output: vars.a.length }),
      broken: () => ({ error: 'no database' }),
    }
    const others = { 'a/first.py': 'first', 'a/second.js': 'second', 'a/broken.js': 'broken' }
    const yaml = (b: string) => `${JUDGED}tests:\n  - vars: {q: x, a: file://first.py, b: file://${b}.js}\n`
    const file = await load(yaml('second'), others, codeOf(programs))
    assert.deepEqual(file.cases[0]?.vars, { q: 'x', a: 'a of x', b: 6 })
    await assert.rejects(load(yaml('broken'), others, codeOf(programs)), says(/:3: .* gave no value: no database/))
  })
})

describe('a config that is a program', () => {
  const config = { prompts: ['p.txt'], tests: [{ vars: { a: 1 }, assert: [{ type: 'equals', value: 'x' }] }] }
  const files = memoryFiles({ 'p.txt': 'Do {{a}}', 'promptfooconfig.ts': 'config' })

  it('is read by running it, and found by the prompt that it names', async () => {
    const { evalFile } = await loadTask(files, 'p.txt', undefined, {}, codeOf({ config }))
    assert.equal(evalFile.path, 'promptfooconfig.ts')
    assert.deepEqual(evalFile.promptPaths, ['p.txt'])
    assert.equal(evalFile.cases.length, 1)
  })

  it('holds prompts that are found by their place in it', async () => {
    const source = "module.exports = { prompts: ['Do {{a}}'], tests: [] }"
    const texts = { prompts: ['Do {{a}}'], tests: config.tests }
    const inCode = memoryFiles({ 'b/promptfooconfig.js': source })
    for (const path of ['b/promptfooconfig.js#prompts/0', 'b/promptfooconfig.js']) {
      const { prompt, evalFile } = await loadTask(inCode, path, undefined, {}, codeOf({ [source]: texts }))
      assert.deepEqual([prompt.path, evalFile.path], ['b/promptfooconfig.js#prompts/0', 'b/promptfooconfig.js'])
    }
  })

  it('is not run without consent, and says what would have to run', async () => {
    const code = new LoadCode()
    const error = await loadTask(files, 'p.txt', undefined, {}, code).catch((thrown: unknown) => thrown)
    assert.ok(InputError.is(error))
    assert.match(error.sentence, /promptfooconfig\.ts:1: "promptfooconfig\.ts" is code, and nobody allowed it to run/)
    assert.deepEqual(
      code.refused.map(({ place, text }) => [place, text]),
      [['promptfooconfig.ts', 'config']],
    )
  })
})

describe('a reference', () => {
  it('means the file beside the one it stands in, also where another folder has one of that name', async () => {
    const files = memoryFiles({
      'p.eval.yaml': `prompts: [file://p.txt]
providers: [openai:x]
defaultTest: {assert: [{type: javascript, value: file://check.js}]}
tests: [file://sub/rows.yaml]
`,
      'sub/rows.yaml': '- {vars: {a: file://a.txt}, assert: [{type: javascript, value: file://check.js}]}',
      'p.txt': 'Do {{a}}',
      'check.js': 'outer',
      'sub/check.js': 'inner',
      'sub/a.txt': 'A',
    })
    const { cases } = await loadEvalFile(files, 'p.eval.yaml')
    assert.deepEqual(
      cases.flatMap(({ assertions }) => assertions.map(({ code }) => [code?.file, code?.text])),
      [
        ['check.js', 'outer'],
        ['sub/check.js', 'inner'],
      ],
    )
    assert.equal(cases[0]?.vars.a, 'A')
  })

  it('means that of the code of a variable, too', async () => {
    const files = {
      'a/one/r.yaml': '- {vars: {x: file://v.js}}',
      'a/two/r.yaml': '- {vars: {x: file://v.js}}',
      'a/one/v.js': 'first',
      'a/two/v.js': 'second',
    }
    const answers = codeOf({ first: () => ({ output: 1 }), second: () => ({ output: 2 }) })
    const { cases } = await load(`${JUDGED}tests: [file://one/r.yaml, file://two/r.yaml]\n`, files, answers)
    assert.deepEqual(
      cases.map(({ vars }) => vars.x),
      [1, 2],
    )
  })
})
