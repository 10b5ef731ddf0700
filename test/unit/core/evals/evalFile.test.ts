import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { InputError } from '../../../../src/core/errors.ts'
import { type EvalFile, loadEvalFile } from '../../../../src/core/evals/evalFile.ts'
import { memoryFiles } from '../../../support/memoryFiles.ts'

const load = (yaml: string, others: Readonly<Record<string, string>> = {}): Promise<EvalFile> =>
  loadEvalFile(memoryFiles({ 'evals/a.eval.yaml': yaml, ...others }), 'evals/a.eval.yaml')

async function problem(yaml: string, others: Readonly<Record<string, string>> = {}): Promise<string> {
  try {
    await load(yaml, others)
  } catch (error) {
    if (InputError.is(error)) return error.sentence
    throw error
  }
  return 'no error'
}

const EQUALS = "defaultTest: {assert: [{type: equals, value: '{{expected}}'}]}\n"
const ROWS = `${EQUALS}tests: file://rows.jsonl\n`

describe('an eval file', () => {
  it('is read with promptfoo names, ours under metadata.tunesmith', async () => {
    const file = await load(
      `\uFEFFdescription: Routing\r
prompts: [file://../prompts/a.txt, {id: file://b.prompty, label: B}]\r
providers: [openai:chat:gpt-4.1, {id: anthropic:messages:claude-haiku-5-5}, ollama:llama3.2]\r
tests:\r
  - vars: {text: hello}\r
    assert: [{type: equals, value: greeting}]\r
metadata:\r
  tunesmith: {optimizer: openai:gpt-6-sol, judge: sandbox:large, target: 0.9, objective: worst, split: {train: 0.5, select: 0.2, test: 0.3}}\r
`,
    )
    assert.deepEqual(file.promptPaths, ['prompts/a.txt', 'evals/b.prompty'])
    assert.deepEqual(file.models, ['openai:gpt-4.1', 'anthropic:claude-haiku-5-5', 'ollama:llama3.2'])
    assert.deepEqual(
      [file.description, file.optimizer, file.judge, file.target, file.objective],
      ['Routing', 'openai:gpt-6-sol', { panel: ['sandbox:large'], votes: 1 }, 0.9, 'worst'],
    )
    assert.deepEqual(file.split, { train: 0.5, select: 0.2, test: 0.3 })
    assert.deepEqual(file.warnings, [])
    const [kase] = file.cases
    assert.match(kase?.id ?? '', /^case-[0-9a-f]{12}$/)
    assert.deepEqual(
      [kase?.expected, kase?.title, kase?.source],
      ['greeting', 'hello', { file: 'evals/a.eval.yaml', line: 5 }],
    )
    assert.deepEqual(kase?.assertions, [{ type: 'equals', negated: false, value: 'greeting', weight: 1 }])
  })

  it('prefers the models that metadata.tunesmith names', async () => {
    const file = await load(
      `providers: [echo, openai:x]\n${EQUALS}tests: [{vars: {expected: a}}]\nmetadata: {tunesmith: {models: sandbox:small}}`,
    )
    assert.deepEqual(file.models, ['sandbox:small'])
  })

  it('merges defaultTest: assertions add up, variables and thresholds fall back', async () => {
    const file = await load(`
defaultTest:
  vars: {tone: kind, text: default}
  threshold: 0.5
  options: {provider: openai:judge}
  metadata: {source: x}
  assert: [{type: contains, value: '{{text}} in {{tone}}', weight: 2}]
tests:
  - vars: {text: one}
    assert: [{type: not-llm-rubric, value: rude, threshold: 0.7}]
  - vars: {text: two, tone: cold}
    threshold: 0.9
    options: {disableDefaultAsserts: true}
    assert: [{type: icontains, value: x}]
`)
    assert.deepEqual(file.cases[0]?.assertions, [
      { type: 'contains', negated: false, value: 'one in kind', weight: 2, provider: 'openai:judge' },
      { type: 'llm-rubric', negated: true, value: 'rude', weight: 1, threshold: 0.7, provider: 'openai:judge' },
    ])
    assert.deepEqual(
      file.cases.map((kase) => [kase.threshold, kase.vars.tone, kase.assertions.length]),
      [
        [0.5, 'kind', 2],
        [0.9, 'cold', 1],
      ],
    )
  })

  it('takes files for tests, variables, schemas and labels', async () => {
    const file = await load(
      `
defaultTest: file://default.yaml
tests: [file://more.yaml, {vars: {text: file://../docs/long.txt, expected: b}}]
metadata: {tunesmith: {labels: file://labels.json}}
`,
      {
        'evals/default.yaml':
          "assert:\n  - {type: equals, value: '{{expected}}'}\n  - {type: not-is-json, value: file://schema.json}\n",
        'evals/schema.json': '{"type": "object"}',
        'evals/more.yaml': '- vars: {text: x, expected: a}\n',
        'evals/labels.json': '{"a": "the first", "b": "the second"}',
        'docs/long.txt': '\uFEFF  a long text \r\n',
      },
    )
    assert.deepEqual(
      file.cases.map((kase) => [kase.vars.text, kase.expected]),
      [
        ['x', 'a'],
        ['a long text', 'b'],
      ],
    )
    assert.deepEqual(file.cases[0]?.assertions[1]?.value, { type: 'object' })
    assert.deepEqual(
      file.cases.map((kase) => kase.source.line),
      [1, 3],
    )
  })

  it('makes a case of each combination of list variables, as promptfoo does', async () => {
    const tests = 'tests: [{vars: {a: [x, y], b: [1, 2], expected: [p, q]}, metadata: {id: m}}]'
    const file = await load(`${EQUALS}${tests}`)
    assert.deepEqual(
      file.cases.map((kase) => [kase.id, kase.vars.a, kase.expected]),
      [
        ['m#1', 'x', 'p'],
        ['m#2', 'x', 'q'],
        ['m#3', 'y', 'p'],
        ['m#4', 'y', 'q'],
      ],
    )
    assert.deepEqual(file.cases[0]?.vars.b, [1, 2])
  })

  it('reads plain rows: the input is the variables, and lists in it stay lists', async () => {
    const file = await load(ROWS, {
      'evals/rows.jsonl':
        '{"id": 7, "input": {"text": "a", "options": ["x", "y"]}, "expected": {"k": [1]}}\r\n\r\n{"id": "8", "input": "b", "expected": "c"}',
    })
    assert.deepEqual(
      file.cases.map((kase) => [kase.id, kase.vars, kase.expected, kase.source.line]),
      [
        ['7', { text: 'a', options: ['x', 'y'], expected: { k: [1] } }, '{"k":[1]}', 1],
        ['8', { input: 'b', expected: 'c' }, 'c', 3],
      ],
    )
    assert.deepEqual(file.cases[0]?.assertions[0]?.value, { k: [1] })
  })

  it('takes the expected answer and the group from where it is told', async () => {
    const file = await load(`
tests:
  - {vars: {text: a, label: x, user: u1}, assert: [{type: contains, value: x}, {type: regex, value: x}]}
  - {vars: {text: b, label: y}, metadata: {user: u1}, assert: [{type: contains, value: y}]}
  - {vars: {text: c, label: z}, assert: [{type: contains, value: z}]}
metadata: {tunesmith: {expected: label, group: user, labels: [x, y, z]}}
`)
    assert.deepEqual(
      file.cases.map((kase) => kase.expected),
      ['x', 'y', 'z'],
    )
    assert.deepEqual(
      file.cases.slice(0, 2).map((kase) => kase.group),
      ['u1', 'u1'],
    )
    assert.equal(file.cases[0]?.title, 'a u1')
    const templated = await load(
      `tests: [{vars: {a: 1, b: two}, assert: [{type: contains, value: x}]}]\nmetadata: {tunesmith: {expected: '{{a}}-{{b}}'}}`,
    )
    assert.equal(templated.cases[0]?.expected, '1-two')
  })

  it('gives cases with the same words the same group', async () => {
    const file = await load(
      `${EQUALS}tests:\n  - vars: {text: 'Hello, World', expected: a}\n  - vars: {text: hello world!, expected: b}`,
    )
    assert.equal(file.cases[0]?.group, file.cases[1]?.group)
  })

  it('keeps ids and groups when the cases are reordered', async () => {
    const rows = ['- vars: {text: one, expected: a}', '- vars: {text: two, expected: b}']
    const ids = async (list: readonly string[]) =>
      (await load(`${EQUALS}tests:\n${list.join('\n')}`)).cases.map((kase) => `${kase.id} ${kase.group}`)
    assert.deepEqual((await ids(rows)).toSorted(), (await ids(rows.toReversed())).toSorted())
  })
})

describe('warnings', () => {
  it('name unknown keys with what was probably meant, each once', async () => {
    const file = await load(`
promts: [x]
tests:
  - vars: {expected: a}
    asert: []
    assert: [{type: equals, value: a, treshold: 1}]
  - vars: {expected: b}
    asert: []
    options: {prefx: x, runSerially: true, storeOutputAs: x}
    provider: openai:x
    assert: [{type: equals, value: b}]
extensions: []
metadata: {tunesmith: {modles: [a:b]}}
`)
    assert.deepEqual(file.warnings, [
      'evals/a.eval.yaml:2: Unknown key "promts" in an eval file; did you mean "prompts"?',
      'evals/a.eval.yaml:12: "extensions" in an eval file is not acted on.',
      'evals/a.eval.yaml:13: Unknown key "modles" under metadata.tunesmith; did you mean "models"?',
      'evals/a.eval.yaml:5: Unknown key "asert" in a test; did you mean "assert"? (2 times)',
      'evals/a.eval.yaml:6: Unknown key "treshold" in an assertion; did you mean "threshold"?',
      'evals/a.eval.yaml:9: Unknown key "prefx" in options; did you mean "prefix"?',
      'evals/a.eval.yaml:9: "storeOutputAs" in options is not acted on.',
      'evals/a.eval.yaml:7: openai:x answers this case, whatever model is measured: it names its provider.',
    ])
  })

  it('say which assertions are not evaluated, and leave them out', async () => {
    const file = await load(`
tests:
  - vars: {a: b}
    assert:
      - {type: equals, value: b}
      - {type: not-webhook, value: b}
      - {type: not-moderation, value: b}
      - {type: eqals, value: b}
      - {type: contains, value: file://check.py}
      - {type: contains, value: '{{ a | upcase }}'}
`)
    assert.equal(file.cases[0]?.assertions.length, 1)
    assert.deepEqual(
      file.warnings.map((warning) => warning.replace(/^evals\/a\.eval\.yaml:/, '')),
      [
        '6: The assertion type "not-webhook" would send outputs to another address. It is not evaluated.',
        '7: The assertion type "not-moderation" needs a service of its own. It is not evaluated.',
        '8: Nobody knows the assertion type "eqals"; did you mean "equals"? It is not evaluated.',
        '9: The code "file://check.py" of a "contains" assertion cannot be run. It is not evaluated.',
        '10: The value of a "contains" assertion is a broken template: There is no filter "upcase". It is not evaluated.',
      ],
    )
  })

  it('say which prompts and providers are left aside', async () => {
    const file = await load(`
prompts: ['Say {{x}}', file://p/*.txt, file://p.py, file://p.txt]
providers: [echo, file://model.py, {id: openai:x}]
tests: [{vars: {x: y}, assert: [{type: equals, value: y}]}]
`)
    assert.deepEqual(
      [file.promptPaths, file.models],
      [
        ['evals/a.eval.yaml#prompts/0', 'evals/p.txt'],
        ['echo:prompt', 'openai:x'],
      ],
    )
    assert.equal(file.warnings.length, 3)
  })

  it('name a prompt in code, whose code is not run for it', async () => {
    const file = await load(`
prompts: [file://../src/agent.ts#SYSTEM_PROMPT, file://../src/agent.ts]
tests: [{vars: {x: y}, assert: [{type: equals, value: y}]}]
`)
    assert.deepEqual(file.promptPaths, ['src/agent.ts#SYSTEM_PROMPT'])
    assert.match(file.warnings.join(), /The program "file:\/\/\.\.\/src\/agent\.ts" writes no prompt: There is no file/)
  })
})

describe('bad input is named with file, line and mend', () => {
  const cases: readonly (readonly [string, string, RegExp, Readonly<Record<string, string>>?])[] = [
    ['no tests', 'prompts: [a.txt]\n', /^evals\/a\.eval\.yaml:1: The eval file has no cases\. Add them/],
    ['an empty file', '', /^evals\/a\.eval\.yaml:1: The eval file is empty/],
    ['an empty list of tests', 'description: x\ntests: []\n', /^evals\/a\.eval\.yaml:2: .*no cases/],
    ['broken YAML', 'tests:\n  - vars: {a: b\n', /^evals\/a\.eval\.yaml:\d: The YAML is broken/],
    ['a key twice', 'tests: []\ntests: []\n', /^evals\/a\.eval\.yaml:2: The YAML is broken: .*unique/],
    [
      'an alias bomb',
      `a: &a [x,x,x,x,x,x,x,x,x]\n${[...'bcdefgh'].map((name, i) => `${name}: &${name} [${Array(9).fill(`*${'abcdefg'[i]}`)}]`).join('\n')}\n`,
      /The YAML is broken: .*alias/,
    ],
    ['a missing dataset', ROWS, /^evals\/a\.eval\.yaml:2: There is no file "evals\/rows\.jsonl"/],
    ['an empty dataset', ROWS, /^evals\/rows\.jsonl:1: The dataset has no rows/, { 'evals/rows.jsonl': '\n\n' }],
    [
      'a broken row',
      ROWS,
      /^evals\/rows\.jsonl:2: The line is not JSON/,
      { 'evals/rows.jsonl': '{"input":"a","expected":"b"}\n{"input":\n' },
    ],
    [
      'a row that is no record',
      ROWS,
      /^evals\/rows\.jsonl:1: The case is not a record/,
      { 'evals/rows.jsonl': '[1]\n' },
    ],
    [
      'a row of another kind',
      ROWS,
      /^evals\/rows\.jsonl:1: The case has neither "vars" nor "input"/,
      { 'evals/rows.jsonl': '{"text": "a", "label": "b"}' },
    ],
    ['a dataset on the web', 'tests: https://docs.example/sheet', /:1: Cases cannot be read from "https:/],
    [
      'a dataset that missing code makes',
      'tests: file://make.py:rows',
      /:1: There is no file "file:\/\/make\.py:rows"/,
    ],
    ['a dataset that Ruby makes', 'tests: file://make.rb', /:1: "file:\/\/make\.rb" is code that cannot be run here/],
    ['a dataset outside', 'tests: file://../../x.jsonl', /:1: .*outside of the workspace folder/],
    ['a dataset at the root', 'tests: file:///etc/passwd', /:1: .*not relative/],
    ['datasets that are not there', 'tests: file://data/*.yaml', /:1: No file matches "file:\/\/data\/\*\.yaml"/],
    [
      'a dataset of no known kind',
      'tests: file://x.txt',
      /^evals\/x\.txt: The dataset is of no known kind/,
      { 'evals/x.txt': 'a' },
    ],
    ['a dataset that is not UTF-8', 'tests: file://x.bin', /^evals\/x\.bin: The dataset/, { 'evals/x.bin': 'a' }],
    [
      'a missing expected value',
      ROWS,
      /^evals\/rows\.jsonl:2: The expected value is missing: the case has no "expected"\. Give/,
      { 'evals/rows.jsonl': '{"input":"a","expected":"b"}\n{"input":"c"}' },
    ],
    [
      'an empty expected value',
      ROWS,
      /^evals\/rows\.jsonl:1: The expected value is missing/,
      { 'evals/rows.jsonl': '{"input":"a","expected":""}' },
    ],
    [
      'an unknown variable in a template',
      "tests:\n  - vars: {text: a, label: b}\n    assert: [{type: equals, value: '{{lable}}'}]",
      /^evals\/a\.eval\.yaml:3: .*"lable", which no case has\. Did you mean "label"\?/,
    ],
    ['an assertion without a type', 'tests:\n  - assert: [{value: x}]', /:2: The assertion has no type/],
    ['an assertion without a value', 'tests:\n  - assert:\n      - {type: contains}', /:3: "contains" needs a text/],
    ['a pattern that is none', "tests:\n  - assert: [{type: regex, value: '('}]", /:2: "regex" is no valid pattern/],
    [
      'a schema that is none',
      'tests:\n  - assert: [{type: is-json, value: {type: 5}}]',
      /:2: "is-json" has a schema that is not valid/,
    ],
    [
      'a threshold in words',
      'tests:\n  - assert: [{type: llm-rubric, value: x, threshold: high}]',
      /:2: "threshold" is not a number/,
    ],
    ['variables that are no record', 'tests:\n  - vars: 5\n    assert: []', /:2: "vars" is not a record/],
    ['a variable that is no text', 'tests:\n  - vars: {a: file://x.png}', /:2: "file:\/\/x\.png" is no text/],
    ['cases of red teaming', 'redteam: {plugins: [x]}', /:1: .* red teaming, which asks a service for them/],
    ['variables in a file that is missing', 'tests:\n  - vars: file://x.yaml', /:2: There is no file "evals\/x\.yaml"/],
    [
      'a variable that is missing code',
      'tests:\n  - vars: {a: file://x.js}\n    assert: [{type: equals, value: x}]',
      /:2: There is no file "file:\/\/x\.js"/,
    ],
    [
      'an id twice',
      `${EQUALS}tests:\n  - {vars: {id: x, expected: a}}\n  - {vars: {expected: b}, metadata: {id: x}}`,
      /:4: The id "x" also stands on line 3/,
    ],
    [
      'an unknown label',
      `${EQUALS}tests: [{vars: {expected: biling}}]\nmetadata: {tunesmith: {labels: [billing, card]}}`,
      /:2: The expected answer "biling" is none of the labels; did you mean "billing"\?/,
    ],
    [
      'shares that do not add up',
      `${EQUALS}tests: [{vars: {expected: a}}]\nmetadata:\n  tunesmith:\n    split: {train: 0.5, select: 0.5, test: 0.5}`,
      /:5: "metadata\.tunesmith\.split" is wrong: the shares do not add up to 1/,
    ],
    [
      'an objective that there is not',
      `${EQUALS}tests: [{vars: {expected: a}}]\nmetadata: {tunesmith: {objective: best}}`,
      /:3: .*objective" is wrong: it is "mean", "worst" or "first"/,
    ],
    [
      'a target in percent',
      `${EQUALS}tests: [{vars: {expected: a}}]\nmetadata: {tunesmith: {target: 95}}`,
      /:3: .*target" is wrong: a pass rate is written as a share/,
    ],
    [
      'a model without a provider',
      `${EQUALS}tests: [{vars: {expected: a}}]\nmetadata: {tunesmith: {models: [gpt-4]}}`,
      /:3: .*models.* is wrong: a model is written "provider:name"/,
    ],
    [
      'a group that nothing has',
      `${EQUALS}tests: [{vars: {expected: a, user: b}}]\nmetadata: {tunesmith: {group: usr}}`,
      /:3: "group" names "usr", which no case has; did you mean "user"\?/,
    ],
    [
      'an expected answer that nothing has',
      `${EQUALS}tests: [{vars: {expected: a, label: b}}]\nmetadata: {tunesmith: {expected: labl}}`,
      /:3: "expected" names "labl", which no case has; did you mean "label"\?/,
    ],
    [
      'settings that are no record',
      `${EQUALS}tests: [{vars: {expected: a}}]\nmetadata: {tunesmith: 5}`,
      /:3: "metadata\.tunesmith" is not a record/,
    ],
    [
      'lists that make too many cases',
      `${EQUALS}tests: [{vars: {a: [${Array(200).fill('x')}], b: [${Array(200).fill('x')}]}}]`,
      /40000 cases/,
    ],
  ]
  for (const [what, yaml, expected, others] of cases)
    it(what, async () => assert.match(await problem(yaml, others), expected))
})
