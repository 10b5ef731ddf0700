// Evals written as promptfoo configs: read again by promptfoo's rules, they are the same cases with the same assertions.
// bench/promptfooExport.ts checks the same against promptfoo itself.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import vm from 'node:vm'
import fc from 'fast-check'
import { stringify } from 'yaml'
import { loadEvalFile } from '../../../../src/core/evals/evalFile.ts'
import { graderOf } from '../../../../src/core/evals/graders/registry.ts'
import { writeAssertion } from '../../../../src/core/export/promptfooAssertion.ts'
import { toPromptfooConfig } from '../../../../src/core/export/promptfooConfig.ts'
import { loadTask } from '../../../../src/core/task.ts'
import { memoryFiles } from '../../../support/memoryFiles.ts'

const OUT = 'out/promptfooconfig.yaml'

async function exported(files: Record<string, string>, prompt: string) {
  const task = await loadTask(memoryFiles(files), prompt)
  const config = toPromptfooConfig(task.evalFile, [task.prompt], OUT)
  return { config, again: await loadEvalFile(memoryFiles({ ...files, [OUT]: config.text }), OUT) }
}

const told = ({ cases }: { readonly cases: Awaited<ReturnType<typeof loadEvalFile>>['cases'] }) =>
  cases.map(({ id, vars, assertions, threshold, prefix, suffix, output }) => ({
    id,
    vars,
    assertions: assertions.map(({ type, negated, value, weight, metric, threshold: at }) => [
      type,
      negated,
      value,
      weight,
      metric,
      at,
    ]),
    more: [threshold, prefix, suffix, output],
  }))

describe('an eval as a promptfoo config', () => {
  it('has the same cases with the same assertions', async () => {
    const text = fc.oneof(
      fc.string({ unit: 'grapheme', minLength: 1 }),
      fc.constantFrom(
        '{{y}}',
        '{% if %}',
        '{# x #}',
        'file://a',
        '"\'`\n',
        '{{',
        'a: b',
        '- x',
        '1',
        'true',
        '{{y}} {% z %}',
      ),
    )
    const test = fc.record({
      vars: fc.record({ x: text, n: fc.oneof(fc.integer(), fc.boolean()) }),
      assert: fc.array(
        fc.record(
          {
            type: fc.constantFrom('contains', 'not-equals', 'starts-with', 'icontains'),
            value: text,
            weight: fc.constantFrom(1, 2),
            metric: fc.constantFrom('m', 'n'),
          },
          { requiredKeys: ['type', 'value'] },
        ),
        { minLength: 1, maxLength: 3 },
      ),
      threshold: fc.constantFrom(0.5, 1),
    })
    let compared = 0
    await fc.assert(
      fc.asyncProperty(fc.array(test, { minLength: 1, maxLength: 4 }), async (tests) => {
        // Plain rows are read as they stand; their assertions are those of the file.
        const rows = tests.map(({ vars }, i) => JSON.stringify({ id: `c${i}`, input: vars })).join('\n')
        const [first] = tests
        const values = (first?.assert ?? []).map((one) => ({ ...one, value: `{% raw %}${one.value}{% endraw %}` }))
        const files = {
          'a/p.txt': 'Say {{x}} {{n}}',
          'a/d.jsonl': rows,
          'a/p.eval.yaml': stringify({
            prompts: ['file://p.txt'],
            providers: ['openai:gpt-x'],
            defaultTest: { assert: values, threshold: first?.threshold },
            tests: 'file://d.jsonl',
          }),
        }
        const task = await loadTask(memoryFiles(files), 'a/p.txt').catch(() => undefined)
        const config = task && toPromptfooConfig(task.evalFile, [task.prompt], OUT)
        if (task === undefined || config === undefined || config.cases === 0) return
        const again = await loadEvalFile(memoryFiles({ ...files, [OUT]: config.text }), OUT)
        compared += config.cases
        const kept = new Set(again.cases.map(({ id }) => id))
        assert.deepEqual(told(again), told({ cases: task.evalFile.cases.filter(({ id }) => kept.has(id)) }))
        assert.equal(kept.size, config.cases)
        assert.deepEqual(again.promptPaths, ['a/p.txt'])
      }),
      { numRuns: 40 },
    )
    assert.ok(compared > 30, `${compared} cases compared`)
  })

  it('names the prompt where promptfoo reads it alike, and writes its messages where not', async () => {
    const files = {
      'a.prompt.yml': `messages:
  - {role: system, content: "Sort. {% is text %}"}
  - {role: user, content: "M {{input}}"}
testData: [{input: a, expected: b}]
evaluators: [{name: n, string: {contains: "{{expected}}"}}]
model: openai/gpt-4o
`,
    }
    const { config, again } = await exported(files, 'a.prompt.yml')
    assert.match(config.text, /\{% raw %\}Sort\. \{% is text %\}\{% endraw %\}.*M \{\{input\}\}/)
    assert.deepEqual(again.models, ['github:openai/gpt-4o'])
    assert.deepEqual(
      again.cases.map(({ vars, assertions }) => [vars.input, assertions[0]?.type, assertions[0]?.value]),
      [['a', 'icontains-any', ['b']]],
    )
  })

  it('keeps comparisons, code that scores, and where a case comes from', async () => {
    const files = {
      'e/p.txt': 'Say {{x}}',
      'e/s.js': 'module.exports = () => ({pass: true, score: 1, reason: ""})',
      'e/p.eval.yaml': `prompts: [file://p.txt]
providers: [openai:gpt-x, openai:gpt-y]
tests:
  - vars: {x: a}
    assert: [{type: equals, value: b}, {type: max-score}]
    assertScoringFunction: file://s.js
    metadata: {tunesmith: {source: synthetic}}
`,
    }
    const { config } = await exported(files, 'e/p.txt')
    assert.match(config.text, /- type: equals\n {8}value: b\n {6}- type: max-score\n/)
    assert.match(config.text, /assertScoringFunction: file:\/\/\.\.\/e\/s\.js\n/)
    assert.match(config.text, /tunesmith:\n {8}source: synthetic\n/)
  })

  it('says what promptfoo does not have, and leaves out what it would take for something else', async () => {
    const files = {
      'p.txt': 'Say {{x}}',
      'p.eval.yaml': `prompts: [file://p.txt]
providers: [sandbox:small]
defaultTest: {metadata: {tunesmith: {check: "true"}}}
tests: file://d.jsonl
`,
      'd.jsonl': '{"input":{"x":"file://secret"}}\n{"input":{"x":"{{x}}"}}\n{"input":{"x":"{{y}}"}}\n',
    }
    const { config } = await exported(files, 'p.txt')
    assert.equal(config.cases, 1)
    assert.deepEqual(config.notes, [
      'A case is left out: promptfoo would take a value of it for a template or the name of a file.',
      'A command that checks an output is Tunesmith’s: promptfoo does not run it.',
      'promptfoo has no model "sandbox:small".',
    ])
    assert.match(config.text, /providers:\n {2}- echo\n/)
  })
})

describe('a question to a judge that promptfoo has no assertion for', () => {
  const judging = { rubricPrompt: 'How kind is {{output}}?' }
  const written = (type: string, value: unknown) =>
    writeAssertion({ type, value, negated: false, weight: 1, judging }, 'c.yaml')

  it('is asked as a rubric with the same prompt, and that is said', () => {
    const choice = written('choice', { choices: { yes: 1, no: 0 }, passing: ['yes'] })
    assert.equal(choice.assert?.type, 'llm-rubric')
    assert.match(String(choice.assert?.rubricPrompt), /How kind is \{\{output\}\}\?.*"yes\\" 1, .*These pass: yes/)
    assert.match(choice.note ?? '', /a rubric's score/)
    assert.equal(written('rating', { range: [1, 5], passFrom: 4 }).assert?.threshold, 0.75)
  })
})

describe('a comparison that promptfoo has no assertion for', () => {
  const kase = {
    id: 'a',
    vars: {},
    assertions: [],
    group: 'a',
    expected: undefined,
    title: '',
    source: { file: '', line: 1 },
  }
  const says = async (type: string, value: unknown, output: string) => {
    const common = { threshold: undefined, negated: false, provider: undefined, judging: undefined, config: undefined }
    const about = { code: undefined, embedder: undefined, kase, vars: {}, input: '', output, raw: output, context: {} }
    const input = { ...common, ...about, value }
    const ours = await graderOf(type)?.grade(input)
    const written = writeAssertion({ type, value, negated: false, weight: 1 }, 'c.yaml').assert ?? {}
    const theirs =
      written.type === 'javascript'
        ? Boolean(vm.runInNewContext(String(written.value), { output }))
        : (await graderOf(String(written.type))?.grade({ ...input, value: written.value }))?.pass
    return [ours?.pass, theirs] as const
  }

  it('says in promptfoo what it says here', async () => {
    const word = fc.constantFrom(
      '',
      'a',
      'The A',
      ' b ',
      'B',
      'x{{y}}',
      '1',
      '"a"',
      '{"a":[1,{"b":null}]}',
      '{"a":[1]}',
      '[1]',
      'é.',
    )
    const value = fc.oneof(
      fc.record({
        type: fc.constant('text-match'),
        value: fc.record({
          is: fc.constantFrom('equals', 'contains', 'starts-with', 'ends-with'),
          text: fc.array(word, { minLength: 1, maxLength: 3 }),
          ignoreCase: fc.boolean(),
          trim: fc.boolean(),
        }),
      }),
      fc.record({
        type: fc.constantFrom('fuzzy-match', 'json-match'),
        value: fc.array(word, { minLength: 1, maxLength: 3 }),
      }),
    )
    await fc.assert(
      fc.asyncProperty(value, word, async (check, output) => {
        const [ours, theirs] = await says(check.type, check.value, output)
        assert.equal(theirs, ours)
      }),
      { numRuns: 120 },
    )
  })
})
