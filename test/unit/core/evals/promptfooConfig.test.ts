import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { InputError } from '../../../../src/core/errors.ts'
import { type EvalFile, loadEvalFile } from '../../../../src/core/evals/evalFile.ts'
import { memoryFiles } from '../../../support/memoryFiles.ts'

const load = (yaml: string, others: Readonly<Record<string, string>> = {}): Promise<EvalFile> =>
  loadEvalFile(memoryFiles({ 'promptfooconfig.yaml': yaml, ...others }), 'promptfooconfig.yaml')

async function problem(yaml: string, others: Readonly<Record<string, string>> = {}): Promise<string> {
  try {
    await load(yaml, others)
  } catch (error) {
    if (InputError.is(error)) return error.sentence
    throw error
  }
  return 'no error'
}

const ONE = 'tests: [{vars: {a: b}, assert: [{type: equals, value: b}]}]\n'

describe("promptfoo's prompts", () => {
  it('are files, globs, folders, and texts in the config itself, each once', async () => {
    const file = await load(
      `prompts:\n  - file://p/*.txt\n  - p/one.txt\n  - 'Say {{a}}'\n  - {raw: 'Tell {{a}}', label: t}\n  - file://more\n${ONE}`,
      { 'p/one.txt': 'x', 'p/two.txt': 'x', 'p/not.bin': 'x', 'more/three.md': 'x', 'more/deep/four.md': 'x' },
    )
    assert.deepEqual(file.promptPaths, [
      'p/one.txt',
      'p/two.txt',
      'promptfooconfig.yaml#prompts/2',
      'promptfooconfig.yaml#prompts/3',
      'more/three.md',
    ])
    assert.deepEqual(file.warnings, [])
  })

  it('may be one text, or paths with labels', async () => {
    assert.deepEqual((await load(`prompts: 'Say {{a}}'\n${ONE}`)).promptPaths, ['promptfooconfig.yaml#prompts'])
    assert.deepEqual((await load(`prompts: {p/one.txt: first}\n${ONE}`, { 'p/one.txt': 'x' })).promptPaths, [
      'p/one.txt',
    ])
  })

  it('are the lines of a JSON Lines file, each a chat of its own', async () => {
    const line = (text: string) => `[{"role": "user", "content": "${text} {{a}}"}]`
    const prompts = { 'p/all.jsonl': `${line('Hi')}\r\n\r\n${line('Yo')}\n`, 'p/none.jsonl': '{"role": "user"}\n{' }
    const file = await load(`prompts: [file://p/all.jsonl]\n${ONE}`, prompts)
    assert.deepEqual(file.promptPaths, ['p/all.jsonl#1', 'p/all.jsonl#2'])
    assert.deepEqual(file.warnings, [])
    assert.match(
      await problem(`prompts: [p/none.jsonl]\n${ONE}`, prompts),
      /^p\/none\.jsonl:1: .*not a list of messages/,
    )
  })

  it('that are programs are named with what they call, and what is elsewhere is said', async () => {
    const file = await load(`prompts: [exec:make-prompt, file://p.py:build, langfuse://x, file://none/*.txt]\n${ONE}`)
    assert.deepEqual(file.promptPaths, ['promptfooconfig.yaml#prompts/0()'])
    assert.equal(file.warnings.length, 3)
    assert.match(file.warnings[0] ?? '', /"file:\/\/p\.py:build" writes no prompt: There is no file/)
  })
})

describe("promptfoo's tests", () => {
  it('come from globs of files, scenarios and defaultTest alone', async () => {
    const globbed = await load('tests: file://t/*.yaml', {
      't/a.yaml': '- {vars: {a: 1}, assert: [{type: contains, value: x}]}',
      't/b.yaml': '- {vars: {a: 2}, assert: [{type: contains, value: x}]}',
    })
    assert.deepEqual(
      globbed.cases.map(({ vars, source }) => [vars.a, source.file]),
      [
        [1, 't/a.yaml'],
        [2, 't/b.yaml'],
      ],
    )
    const scenarios = await load(`
scenarios:
  - config: [{vars: {l: French, w: chat}}, {vars: {l: Spanish, w: gato}}]
    tests: [{vars: {q: cat}, assert: [{type: contains, value: '{{w}}'}]}, {vars: {q: '{{w}}'}, assert: [{type: contains, value: '{{l}}'}]}]
`)
    assert.deepEqual(
      scenarios.cases.map(({ vars, assertions }) => [vars.q, assertions[0]?.value]),
      [
        ['cat', 'chat'],
        ['chat', 'French'],
        ['cat', 'gato'],
        ['gato', 'Spanish'],
      ],
    )
    const alone = await load('prompts: [Hi]\ndefaultTest: {assert: [{type: contains, value: x}]}')
    assert.equal(alone.cases.length, 1)
  })

  it('take variables from files, from each other, and one case for each file of a glob', async () => {
    const file = await load(
      `tests:
  - {vars: file://v.yaml, assert: [{type: contains, value: x}]}
  - {vars: {doc: file://docs/*.txt, greeting: 'Hi {{name}}', name: 'Ann', loud: '{{ name | upper }}'}, assert: [{type: contains, value: x}]}
`,
      { 'v.yaml': 'a: 1\nb: two', 'docs/1.txt': 'one\n', 'docs/2.txt': 'two' },
    )
    assert.deepEqual(
      file.cases.map(({ vars }) => vars),
      [
        { a: 1, b: 'two' },
        { doc: 'one', greeting: 'Hi Ann', name: 'Ann', loud: 'ANN' },
        { doc: 'two', greeting: 'Hi Ann', name: 'Ann', loud: 'ANN' },
      ],
    )
  })

  it('leave values of plain rows alone, whatever they look like', async () => {
    const file = await load(`defaultTest: {assert: [{type: equals, value: '{{expected}}'}]}\ntests: file://r.jsonl`, {
      'r.jsonl': '{"input": {"text": "{{expected}}"}, "expected": "a"}',
    })
    assert.equal(file.cases[0]?.vars.text, '{{expected}}')
  })

  it('carry texts around the prompt, and a given output', async () => {
    const { cases } = await load(
      'tests: [{vars: {a: b}, providerOutput: {k: 1}, options: {prefix: "P ", suffix: " S"}, assert: [{type: is-json}]}]',
    )
    assert.deepEqual([cases[0]?.prefix, cases[0]?.suffix, cases[0]?.output], ['P ', ' S', '{"k":1}'])
  })

  it('without anything to judge by are left out and said, and equal ones count once', async () => {
    const file = await load(`tests:
  - {vars: {a: 1}, assert: [{type: contains, value: x}]}
  - {vars: {a: 1}, assert: [{type: contains, value: x}]}
  - {vars: {a: 1}, assert: [{type: contains, value: y}]}
  - {vars: {a: 2}}
`)
    assert.deepEqual(
      file.cases.map(({ source }) => source.line),
      [2, 4],
    )
    assert.equal(new Set(file.cases.map(({ id }) => id)).size, 2)
    assert.equal(file.cases[0]?.group, file.cases[1]?.group)
    assert.deepEqual(file.warnings, [
      'promptfooconfig.yaml:3: The case is the same as the one on line 2, and counts once.',
      'promptfooconfig.yaml:5: Nothing says what a right answer to this case looks like. It is left out.',
    ])
  })
})

describe('references in a config', () => {
  it('are put in place, from the file itself and from others', async () => {
    const file = await load(
      `templates: {kind: {type: contains, value: x}}
tests:
  - {vars: {a: 1}, assert: [{$ref: '#/templates/kind'}, {$ref: 'asserts.yaml#/0'}]}
`,
      { 'asserts.yaml': '- {type: icontains, value: Y}' },
    )
    assert.deepEqual(
      file.cases[0]?.assertions.map(({ type }) => type),
      ['contains', 'icontains'],
    )
  })

  it('are refused where they lead in a circle or nowhere', async () => {
    assert.match(await problem(`a: {$ref: '#/b'}\nb: {$ref: '#/a'}\n${ONE}`), /:1: "#\/[ab]" refers to itself/)
    assert.match(await problem(`tests: {$ref: 't.yaml#/x'}`, { 't.yaml': 'y: 1' }), /:1: There is no "\/x" in t\.yaml/)
  })

  it("leave a JSON Schema's own references alone", async () => {
    const schema = "{type: object, properties: {a: {$ref: '#/$defs/name'}}, $defs: {name: {type: string}}}"
    const file = await load(`tests: [{vars: {a: b}, assert: [{type: is-json, value: ${schema}}]}]`)
    assert.deepEqual((file.cases[0]?.assertions[0]?.value as { properties: unknown } | undefined)?.properties, {
      a: { $ref: '#/$defs/name' },
    })
  })

  it('take env from the file alone, never from the process', async () => {
    process.env.TUNESMITH_TEST_SECRET = 'secret'
    const file = await load(
      `env: {PLACE: Bern}\ntests: [{vars: {a: '{{env.PLACE}}', b: '{{ env.TUNESMITH_TEST_SECRET }}'}, assert: [{type: contains, value: x}]}]`,
    )
    delete process.env.TUNESMITH_TEST_SECRET
    assert.deepEqual(file.cases[0]?.vars, { a: 'Bern', b: '{{ env.TUNESMITH_TEST_SECRET }}' })
    assert.match(file.warnings.join(), /has no value: only what stands under "env"/)
  })
})
