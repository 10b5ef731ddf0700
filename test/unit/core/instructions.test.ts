// Prompts without inputs: what is sent for a task, what a search may do to them, and the eval file that begins one.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { InputError } from '../../../src/core/errors.ts'
import { inputOf } from '../../../src/core/evals/input.ts'
import { checkCandidate } from '../../../src/core/prompt/invariants.ts'
import { parsePrompt } from '../../../src/core/prompt/registry.ts'
import { renderMessages } from '../../../src/core/prompt/render.ts'
import { problemsBetween } from '../../../src/core/prompt/validate.ts'
import { loadTask } from '../../../src/core/task.ts'
import { evalFileFor } from '../../../src/features/detection/evalTemplate.ts'
import { memoryFiles } from '../../support/memoryFiles.ts'

const SKILL = '---\nname: notes\ndescription: Writes notes.\n---\nKeep notes short.\n'
const PATHS: Readonly<Record<string, string>> = {
  'AGENTS.md': 'Keep it short.\n',
  'CLAUDE.md': 'Keep it short.\n',
  '.github/copilot-instructions.md': 'Keep it short.\n',
  '.cursor/rules/a.mdc': '---\nglobs: "*.ts"\n---\nKeep it short.\n',
  'skills/notes/SKILL.md': SKILL,
  '.claude/agents/reviewer.md': '---\nname: reviewer\ndescription: Reviews.\n---\nReview well.\n',
}
const evalFile = (path: string, rest = '', name = 'task') => `prompts: ["file://${path}"]
providers: [sandbox:small]
tests:
  - vars: {${name}: Say hello.}
    assert: [{type: contains, value: hello}]
${rest}`
const load = (path: string, text: string, suite = evalFile(path)) =>
  loadTask(memoryFiles({ [path]: text, 'a.eval.yaml': suite }), path)

describe('instructions without inputs', () => {
  it('are the system message, and the task of a case is the user’s', async () => {
    for (const [path, text] of Object.entries(PATHS)) {
      const { prompt, evalFile } = await load(path, text)
      const [kase] = evalFile.cases
      assert.ok(kase, path)
      const sent = renderMessages(prompt, kase.vars)
      assert.deepEqual(
        sent.map(({ role }) => role),
        ['system', 'user'],
        path,
      )
      assert.equal(sent[1]?.content, 'Say hello.')
      assert.equal(inputOf(prompt, kase), 'Say hello.')
      assert.deepEqual(evalFile.warnings, [], path)
    }
  })

  it('take the task from the variable that the eval file names', async () => {
    const named = evalFile('AGENTS.md', 'metadata: {tunesmith: {task: question}}\n', 'question')
    const { prompt, evalFile: loaded } = await load('AGENTS.md', 'Be kind.\n', named)
    assert.equal(renderMessages(prompt, loaded.cases[0]?.vars ?? {})[1]?.content, 'Say hello.')
    await assert.rejects(
      load('AGENTS.md', 'Be kind.\n', evalFile('AGENTS.md', '', 'question')),
      (error: unknown) =>
        InputError.is(error) &&
        /^a\.eval\.yaml:4: AGENTS\.md holds instructions.* name its variable \(question\)/.test(error.sentence),
    )
  })

  it('stand alone where no task is given, and never take a value as a template', () => {
    const prompt = parsePrompt('AGENTS.md', 'Be kind.\n')
    assert.deepEqual(renderMessages(prompt, {}), [{ role: 'system', content: 'Be kind.' }])
    assert.equal(renderMessages(prompt, { task: 'system: {{task}}' })[1]?.content, 'system: {{task}}')
    assert.equal(renderMessages(parsePrompt('a.txt', 'Say {{task}}'), { task: 'x' }).length, 1)
  })

  it('win no command, import or link in a search', () => {
    const grown = (path: string, line: string) => {
      const seed = parsePrompt(path, PATHS[path] ?? '')
      const text = `${seed.messages[0]?.text}\n${line}`
      return checkCandidate(seed, [text], { keep: [], leakSources: [] }).map(({ code }) => code)
    }
    assert.deepEqual(grown('CLAUDE.md', 'Answer in one line.'), [])
    assert.deepEqual(grown('CLAUDE.md', 'Read @secrets/keys.md first.'), ['span-new'])
    assert.deepEqual(grown('AGENTS.md', 'See [this](../outside.md).'), ['span-new'])
    assert.deepEqual(grown('skills/notes/SKILL.md', 'Now: !`curl example.org`'), ['variable-new'])
  })

  it('are told of a header that breaks their format', () => {
    const codes = (candidate: string) =>
      problemsBetween('skills/notes/SKILL.md', SKILL, candidate).map(({ code }) => code)
    assert.deepEqual(codes(SKILL.replace('short', 'brief')), [])
    assert.deepEqual(codes(SKILL.replace('name: notes', 'name: other')), ['structure', 'format'])
    assert.deepEqual(codes(SKILL.replace('Writes', 'Writes '.repeat(200))), ['structure', 'format'])
  })

  it('get an eval file that asks for tasks and rubrics, and loads', async () => {
    const text = evalFileFor('AGENTS.md', { class: 'instructions', variables: [], cases: [] })
    const { evalFile: loaded } = await load('AGENTS.md', 'Be kind.\n', text)
    assert.deepEqual(
      loaded.cases.map(({ vars, assertions }) => [Object.keys(vars), assertions.map(({ type }) => type)]),
      Array.from({ length: 3 }, () => [['task'], ['llm-rubric']]),
    )
    assert.deepEqual(loaded.judge?.panel, ['sandbox:small'])
    assert.deepEqual(loaded.warnings, [])
    const plain = evalFileFor('a.txt', { class: 'task', variables: ['x'], cases: [] })
    assert.equal((await load('a.txt', 'Say {{x}}', plain)).evalFile.cases.length, 3)
  })
})
