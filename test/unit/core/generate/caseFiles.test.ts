import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { InputError } from '../../../../src/core/errors.ts'
import { addDataset } from '../../../../src/core/generate/addDataset.ts'
import { type CaseFilesOrder, caseFiles } from '../../../../src/core/generate/caseFiles.ts'
import { type ComponentId, componentTypes, suggestedType } from '../../../../src/core/generate/componentTypes.ts'
import type { DraftCase } from '../../../../src/core/generate/draft.ts'
import { parsePrompt } from '../../../../src/core/prompt/registry.ts'
import { loadTask } from '../../../../src/core/task.ts'
import { memoryFiles } from '../../../support/memoryFiles.ts'

const PROMPT = 'Answer with one queue: billing or tech. Tools: look_up, refund.\n\nMessage: {{message}}\n'
const draft = (more: Partial<DraftCase> = {}): DraftCase => ({
  vars: { message: 'Why was I charged twice?' },
  expected: 'billing',
  kind: 'typical',
  why: 'A double charge.',
  source: 'synthetic',
  ...more,
})
const write = (drafts: readonly DraftCase[], more: Partial<CaseFilesOrder> = {}) =>
  caseFiles({
    prompt: parsePrompt('p/route.prompt.md', PROMPT),
    drafts,
    type: 'classifier',
    model: 'sandbox:small',
    exists: async () => false,
    ...more,
  })

/** The task that the written files make, with the eval file that was there before. */
async function loaded(drafts: readonly DraftCase[], more: Partial<CaseFilesOrder> = {}) {
  const { files } = await write(drafts, more)
  const contents = Object.fromEntries(files.map(({ path, text }) => [path, text]))
  return loadTask(memoryFiles({ 'p/route.prompt.md': PROMPT, ...contents }), 'p/route.prompt.md')
}

describe('approved drafts', () => {
  it('hold no template and name no file, however that is spelt', async () => {
    const hidden = [
      draft({ expected: String.raw`{"a":"\u007b\u007benv.KEY}}"}` }),
      draft({ expected: String.raw`{"a":"\u0066ile://.env"}` }),
      draft({ why: 'file://.env' }),
      draft({ from: 'file://.env' }),
    ]
    const { files, refused } = await write(hidden, { type: 'extractor' })
    assert.deepEqual([files, refused.length], [[], 4])
  })

  it('become a dataset and an eval file that load without a warning, with the origin of each case', async () => {
    const { files, cases } = await write([draft(), draft({ vars: { message: 'It crashes' }, expected: 'tech' })])
    assert.deepEqual(
      files.map(({ path, what }) => [path, what]),
      [
        ['p/route.cases.jsonl', 'new'],
        ['p/route.eval.yaml', 'new'],
      ],
    )
    assert.equal(cases, 2)
    assert.deepEqual(JSON.parse(files[0]?.text.split('\n')[0] ?? ''), {
      description: 'A double charge.',
      vars: { message: 'Why was I charged twice?', expected: 'billing' },
      metadata: { tunesmith: { source: 'synthetic', kind: 'typical' } },
    })
    const { evalFile } = await loaded([draft(), draft({ vars: { message: 'It crashes' }, expected: 'tech' })])
    assert.deepEqual(evalFile.warnings, [])
    assert.deepEqual(
      evalFile.cases.map(({ expected, origin }) => [expected, origin]),
      [
        ['billing', 'synthetic'],
        ['tech', 'synthetic'],
      ],
    )
  })

  const graded: readonly [ComponentId, Partial<DraftCase>, string[]][] = [
    ['classifier', {}, ['equals']],
    ['router', {}, ['equals']],
    ['extractor', { expected: '{"queue":"billing"}' }, ['is-json', 'equals']],
    ['answerer', {}, ['factuality']],
    ['writer', { expected: 'We are sorry.' }, ['llm-rubric']],
    ['writer', { expected: undefined, assert: [{ type: 'llm-rubric', value: 'is kind' }] }, ['llm-rubric']],
    ['agent', { expected: undefined, assert: [{ type: 'contains', value: 'refund' }] }, ['contains']],
  ]
  for (const [type, more, types] of graded)
    it(`of a ${type} are graded by ${types.join(' and ')}`, async () => {
      const { evalFile } = await loaded([draft(more)], { type })
      assert.deepEqual(evalFile.warnings, [])
      assert.deepEqual(
        evalFile.cases[0]?.assertions.map((one) => one.type),
        types,
      )
    })

  it('wait where nothing says what is right: they are written, and not measured', async () => {
    const waiting = draft({ vars: { message: 'Hm' }, expected: undefined, source: 'trace', from: 'trace 7' })
    assert.equal((await write([draft(), waiting])).waiting, 1)
    const { evalFile } = await loaded([draft(), waiting])
    assert.equal(evalFile.cases.length, 1)
    assert.match(evalFile.warnings.join(), /Nothing says what a right answer to this case looks like/)
  })

  it('never take a name that is there', async () => {
    const there = ['p/route.cases.jsonl', 'p/route.cases-2.jsonl', 'p/route.eval.yaml']
    const { files } = await write([draft()], { exists: async (path) => there.includes(path) })
    assert.deepEqual(
      files.map(({ path }) => path),
      ['p/route.cases-3.jsonl', 'p/route-2.eval.yaml'],
    )
    assert.match(files[1]?.text ?? '', /file:\/\/route\.cases-3\.jsonl/)
  })

  it('are refused where a value would read a file, be filled in or run code', async () => {
    const bad = [
      draft({ vars: { message: 'file:///etc/passwd' } }),
      draft({ expected: '{{env.OPENAI_API_KEY}}' }),
      draft({ assert: [{ type: 'javascript', value: 'process.exit()' }] }),
      draft({ vars: { message: ['a', 'x'.repeat(60_000)] } }),
    ]
    const { files, refused } = await write([...bad, draft()])
    assert.deepEqual(
      refused.map(({ why }) => why.replace(/,.*/, '')),
      ['a value begins with file://', 'a value holds a template tag', 'it would run code', 'a value has more than 50'],
    )
    assert.equal(files[0]?.text.trim().split('\n').length, 1)
    assert.deepEqual((await write(bad)).files, [])
  })

  it('join the eval file that is there, in its own words for what is right', async () => {
    const text = `prompts: [file://route.prompt.md]
providers: [sandbox:small]
defaultTest: { assert: [{ type: icontains, value: '{{ queue }}' }] } # ours
tests: # by hand
  - vars: { message: Hi, queue: tech }
`
    const evalFile = { path: 'p/promptfooconfig.yaml', text }
    const { files } = await write([draft()], { evalFile })
    assert.equal(files[1]?.text, `${text}  - "file://route.cases.jsonl"\n`)
    const task = await loaded([draft(), draft({ vars: { message: 'B' }, expected: undefined })], { evalFile })
    assert.deepEqual(
      task.evalFile.cases.map(({ assertions, vars, origin }) => [assertions[0]?.value, vars.queue, origin]),
      [
        ['tech', 'tech', undefined],
        ['billing', 'billing', 'synthetic'],
      ],
    )
  })

  it('are refused where their answer is none of the labels that the eval file knows', async () => {
    const text = 'prompts: [file://route.prompt.md]\nproviders: [sandbox:small]\ntests: [a.csv]\n'
    const evalFile = { path: 'p/a.eval.yaml', text: `${text}metadata: {tunesmith: {labels: [billing, tech]}}\n` }
    const { cases, refused } = await write([draft(), draft({ expected: 'Billing' })], { evalFile })
    assert.deepEqual([cases, refused[0]?.why], [1, '“Billing” is none of the labels that the eval file knows'])
  })

  it('bring checks of their own where the eval file has none for them', async () => {
    const text = 'prompts: [file://route.prompt.md]\nproviders: [sandbox:small]\ntests:\n- vars: {message: A}\n'
    const evalFile = {
      path: 'p/a.eval.yaml',
      text: `${text}  assert: [{type: equals, value: x}]\ndefaultTest: {assert: [{type: contains, value: '{{must}}'}], vars: {must: x}}\n`,
    }
    const { evalFile: file } = await loaded([draft()], { evalFile })
    assert.deepEqual(
      file.cases[1]?.assertions.map(({ type, value }) => [type, value]),
      [
        ['contains', 'x'],
        ['equals', 'billing'],
      ],
    )
  })
})

describe('a dataset', () => {
  const added = (text: string, path = 'p/e.yaml') => addDataset({ path, text }, 'p/d/n.jsonl')
  const shapes: readonly [string, string, string][] = [
    [
      'beside one file',
      'tests: file://a.csv # mine\nx: 1\n',
      'tests: [file://a.csv, "file://d/n.jsonl"] # mine\nx: 1\n',
    ],
    ['to a list', 'tests:\n  - a # last\n\n# end\n', 'tests:\n  - a # last\n  - "file://d/n.jsonl"\n\n# end\n'],
    [
      'to a list of records',
      'tests:\n- vars:\n    a: |\n      x\nb: 1\n',
      'tests:\n- vars:\n    a: |\n      x\n- "file://d/n.jsonl"\nb: 1\n',
    ],
    ['to a list on one line', 'tests: [a, b]\n', 'tests: [a, b, "file://d/n.jsonl"]\n'],
    ['to an empty list', 'tests: []\n', 'tests: ["file://d/n.jsonl"]\n'],
    ['to nothing', 'tests:\nb: 1\n', 'tests: ["file://d/n.jsonl"]\nb: 1\n'],
    ['to a file without tests', 'a: 1', 'a: 1\ntests:\n  - "file://d/n.jsonl"'],
    ['with Windows line ends', 'tests:\r\n  - a\r\nb: 1\r\n', 'tests:\r\n  - a\r\n  - "file://d/n.jsonl"\r\nb: 1\r\n'],
    ['to a file on one line', '{"a": 1}', '{"a": 1, "tests": ["file://d/n.jsonl"]}'],
    ['to JSON', '{"tests": ["a"], "b": 1}', '{"tests": ["a", "file://d/n.jsonl"], "b": 1}'],
  ]
  for (const [what, before, after] of shapes)
    it(`is added ${what}, and nothing else changes`, () => {
      assert.equal(added(before), after)
    })

  it('is named from where the eval file stands', () => {
    assert.equal(added('a: 1', 'evals/deep/e.yaml'), 'a: 1\ntests:\n  - "file://../../p/d/n.jsonl"')
  })

  it('is not added to a prompt that brings its own cases, where their origin would be lost', () => {
    const text = 'messages: []\ntestData: []\n'
    assert.throws(() => added(text, 'p/a.prompt.yml'), /cases stand in the GitHub Models prompt itself/)
  })

  for (const text of ['tests: { path: a.csv }\n', 'tests: &t [a]\nmore: *t\n', '- a\n', 'a: [1'])
    it(`is not added to ${text.trim()} by guessing`, () => {
      assert.throws(() => added(text), InputError)
    })
})

describe('the kind of a prompt', () => {
  const shows: readonly [ComponentId, string][] = [
    ['classifier', 'Classify the review. Categories: good, bad.'],
    ['classifier', 'You sort mail. Reply with one of: order, return.\nE-mail: {{email}}'],
    ['router', 'Route the message to the right queue.'],
    ['router', 'Sort the mail. Answer with one queue.'],
    ['extractor', 'Extract the fields as JSON.'],
    ['writer', 'Write a reply to this email in a friendly tone.'],
    ['answerer', 'Answer the question based on the context.'],
  ]
  for (const [id, text] of shows)
    it(`is seen: ${componentTypes[id].label}, in “${text.slice(0, 20)}…”`, () => {
      assert.equal(suggestedType({ text, isInstructions: false }), id)
    })

  it('of instructions is an agent’s', () => {
    assert.equal(suggestedType({ text: 'Classify all.', isInstructions: true }), 'agent')
  })
})
