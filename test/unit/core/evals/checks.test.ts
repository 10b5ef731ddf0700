// Commands that judge an output: where they stand, what consent they need, what they say of an output.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type CodeCall, CodeError, guardedRunner } from '../../../../src/core/code.ts'
import { InputError } from '../../../../src/core/errors.ts'
import { codeIn, withConsent } from '../../../../src/core/evals/consent.ts'
import { gradeCase } from '../../../../src/core/evals/graders/grade.ts'
import { loadTask, type Task } from '../../../../src/core/task.ts'
import { memoryFiles } from '../../../support/memoryFiles.ts'

const ALWAYS = 'node "$WORKSPACE/form.mjs"'
const evalFile = (own: string) => `prompts: [file://p.txt]
providers: [sandbox:small]
defaultTest:
  metadata: {tunesmith: {check: '${ALWAYS}'}}
tests:
  - vars: {text: a}
  - vars: {text: b}
${own}`
const load = (own = '    metadata: {tunesmith: {check: [grep -q b output.txt]}}\n') =>
  loadTask(memoryFiles({ 'p.txt': 'Say {{text}}', 'p.eval.yaml': evalFile(own) }), 'p.txt')

function graded(task: Task, at: number, result: unknown) {
  const kase = task.evalFile.cases[at]
  assert.ok(kase)
  const calls: CodeCall[] = []
  const code = async (call: CodeCall) => {
    calls.push(call)
    return result
  }
  return gradeCase(kase, 'the output', { code }).then((outcome) => ({ outcome, calls }))
}

describe('commands that check an output', () => {
  it('stand in the metadata of defaultTest or of a test, where promptfoo does not mind them', async () => {
    const task = await load()
    assert.deepEqual(
      task.evalFile.cases.map(({ assertions }) => assertions.length),
      [1, 2],
    )
    const both = await load('    metadata: {topic: x}\n')
    assert.deepEqual(
      codeIn(both).map(({ text, place, language }) => [text, place, language]),
      [[ALWAYS, 'p.eval.yaml:4', 'command']],
    )
  })

  it('are missed with a word where their key is misspelt', async () => {
    const { evalFile: loaded } = await load('    metadata: {tunesmith: {chek: true}}\n')
    assert.deepEqual(loaded.warnings, [
      'p.eval.yaml:8: Unknown key "chek" under metadata.tunesmith of a test; did you mean "check"?',
    ])
  })

  it('are refused where they are no command, or would take a value into the command line', async () => {
    const refusal = async (check: string) =>
      load(`    metadata: {tunesmith: {check: ${check}}}\n`).catch((error: unknown) =>
        InputError.is(error) ? error.sentence : String(error),
      )
    assert.match(String(await refusal('7')), /^p\.eval\.yaml:8: "check" is no command/)
    assert.match(String(await refusal("'grep {{text}} output.txt'")), /may not become part of a command.*case\.json/)
  })

  it('get output and case as files, and pass by their exit code, with what they said last as the reason', async () => {
    const task = await load()
    const passing = await graded(task, 0, { code: 0, stdout: '', stderr: '' })
    assert.ok('grade' in passing.outcome)
    assert.deepEqual([passing.outcome.grade.pass, passing.outcome.grade.score], [true, 1])
    assert.deepEqual(passing.calls[0]?.files, {
      'output.txt': 'the output',
      'case.json': '{\n  "vars": {\n    "text": "a"\n  },\n  "output": "the output"\n}\n',
    })
    const failing = await graded(task, 0, { code: 1, stdout: 'line 3:\nno test\n', stderr: '' })
    assert.ok('grade' in failing.outcome)
    assert.deepEqual([failing.outcome.grade.pass, failing.outcome.grade.reason], [false, 'command: line 3: no test'])
  })

  it('that cannot run grade nothing', async () => {
    const task = await load()
    const { outcome } = await graded(task, 0, { code: 127, stdout: '', stderr: 'sh: grepp: not found' })
    assert.ok('error' in outcome)
    assert.equal(outcome.error, 'The command at p.eval.yaml:4 could not run: sh: grepp: not found.')
    const kase = task.evalFile.cases[0]
    assert.ok(kase && 'error' in (await gradeCase(kase, 'x', {})))
  })

  it('are left out with a word where nobody allowed them, with the cases that nothing else judges', async () => {
    const task = await load('    assert: [{type: contains, value: b}]\n')
    const [first, second] = task.evalFile.cases
    assert.ok(first && second)
    const judged = { ...task, evalFile: { ...task.evalFile, cases: [second] } }
    const left = withConsent(judged, () => false, 'Say yes.')
    assert.deepEqual(
      left.evalFile.cases.map(({ assertions }) => assertions.map(({ type }) => type)),
      [['contains']],
    )
    assert.deepEqual(left.evalFile.warnings.slice(-1), [
      `p.eval.yaml:4: "${ALWAYS}" is code, and is not evaluated. Say yes.`,
    ])
    assert.equal(
      withConsent(task, () => true, ''),
      task,
    )
    const none = { ...task, evalFile: { ...task.evalFile, cases: [first] } }
    assert.throws(
      () => withConsent(none, () => false, 'Say yes.'),
      (error: unknown) => InputError.is(error) && /^p\.eval\.yaml:6: Only code judges this case/.test(error.sentence),
    )
    assert.match(withConsent(task, () => false, '').evalFile.warnings.at(-1) ?? '', /1 of the cases need that code/)
  })

  it('do not run behind a guard that has no consent for them', async () => {
    const [piece] = codeIn(await load())
    assert.ok(piece)
    const runner = guardedRunner({ run: async () => 'ran' }, ({ text }) => text !== ALWAYS)
    const call = { piece, args: [], parameters: [] }
    await assert.rejects(runner.run(call, AbortSignal.any([])), CodeError)
    assert.equal(await runner.run({ ...call, piece: { ...piece, text: 'other' } }, AbortSignal.any([])), 'ran')
  })
})
