import assert from 'node:assert/strict'
import { test } from 'node:test'
import { InputError } from '../../../src/core/errors.ts'
import { type Command, readArguments } from '../../../src/terminal/arguments.ts'

function commandOf(...argv: string[]): Command {
  const reading = readArguments(argv)
  assert.equal(reading.kind, 'command')
  return reading.kind === 'command' ? reading.command : assert.fail()
}

function refusal(...argv: string[]): string {
  try {
    readArguments(argv)
  } catch (error) {
    if (InputError.is(error)) return error.sentence
    throw error
  }
  return assert.fail('was accepted')
}

test('reads every option of a search', () => {
  const command = commandOf(
    ...['optimize', 'a.prompt.md', '--eval', 'a.yaml', '--model', 'openai:x', '--model=ollama:y'],
    ...[
      '--optimizer',
      'anthropic:z',
      '--judge',
      'anthropic:j',
      '--embedder',
      'openai:v',
      '--preset',
      'deep',
      '--max-usd',
      '0.5',
      '--max-calls',
      '40',
    ],
    ...['--max-tokens', '90000'],
    ...['--concurrency', '3', '--seed', 'two', '--resume', '14', '--apply', '--allow-code', '--json', '-'],
  )
  assert.deepEqual(command, {
    verb: 'optimize',
    target: 'a.prompt.md',
    targets: ['a.prompt.md'],
    evalFile: 'a.yaml',
    dataset: undefined,
    map: undefined,
    models: ['openai:x', 'ollama:y'],
    optimizer: 'anthropic:z',
    judge: 'anthropic:j',
    embedder: 'openai:v',
    preset: 'deep',
    maxUsd: 0.5,
    maxCalls: 40,
    maxTokens: 90_000,
    repeats: undefined,
    concurrency: 3,
    batch: false,
    retry: false,
    cancel: undefined,
    seed: 'two',
    resume: 14,
    run: undefined,
    job: undefined,
    labels: undefined,
    from: [],
    history: false,
    type: undefined,
    describe: undefined,
    examples: undefined,
    count: undefined,
    accept: undefined,
    reject: undefined,
    apply: true,
    allowCode: true,
    vars: undefined,
    find: undefined,
    replace: undefined,
    pointer: undefined,
    set: undefined,
    format: undefined,
    out: undefined,
    json: '-',
    port: undefined,
  })
})

test('detects in the current folder where none is named', () => {
  assert.equal(commandOf('detect').target, '.')
  assert.equal(commandOf('detect', 'prompts').target, 'prompts')
})

test('takes a prompt whose name begins with a dash after --', () => {
  assert.equal(commandOf('eval', '--', '-odd.md').target, '-odd.md')
})

test('answers help and version wherever they stand', () => {
  assert.deepEqual(readArguments([]), { kind: 'help', verb: undefined })
  assert.deepEqual(readArguments(['--help']), { kind: 'help', verb: undefined })
  assert.deepEqual(readArguments(['help', 'eval']), { kind: 'help', verb: 'eval' })
  assert.deepEqual(readArguments(['eval', '--wrong', '--help']), { kind: 'help', verb: 'eval' })
  assert.deepEqual(readArguments(['--version']), { kind: 'version' })
})

const refused: readonly (readonly [string, readonly string[], RegExp])[] = [
  ['an unknown verb', ['evaluate', 'x.md'], /^There is no verb “evaluate”\. Use one of detect, eval, /],
  ['an option before the verb', ['--apply', 'optimize'], /^The verb comes first, not --apply\./],
  [
    'an option of another verb',
    ['eval', 'x.md', '--apply'],
    /^tunesmith eval does not take --apply\. It belongs to optim/,
  ],
  [
    'an unknown option',
    ['eval', 'x.md', '--modle', 'a:b'],
    /^tunesmith eval does not take --modle\. It takes --eval, /,
  ],
  ['an unknown short option', ['eval', 'x.md', '-m'], /^tunesmith eval does not take -m\./],
  ['a missing value', ['eval', 'x.md', '--model'], /^--model needs a value\. Write --model ID\./],
  ['an option as a value', ['eval', 'x.md', '--model', '--json', 'f'], /^--model needs a value\./],
  ['a value for a switch', ['optimize', 'x.md', '--apply=yes'], /^--apply takes no value\./],
  ['an option given twice', ['eval', 'x.md', '--seed', 'a', '--seed', 'b'], /^--seed is given twice\./],
  ['no prompt', ['eval'], /^tunesmith eval needs a prompt file\. .*tunesmith detect/],
  ['two prompts', ['eval', 'x.md', 'y.md'], /“y\.md”\. It takes one PROMPT at a time\./],
  ['a folder for the sandbox', ['sandbox', 'x'], /“x”\. It takes options only\./],
  ['an unknown preset', ['optimize', 'x.md', '--preset', 'fast'], /^There is no preset “fast”\. Use quick, /],
  [
    'a budget of nothing',
    ['eval', 'x.md', '--max-usd', '0'],
    /^--max-usd is “0”, which it cannot use\. Give an amount/,
  ],
  ['a budget that is no number', ['eval', 'x.md', '--max-usd', '1€'], /^--max-usd is “1€”/],
  ['half a call', ['eval', 'x.md', '--max-calls', '2.5'], /^--max-calls is “2\.5”.* Give a whole number from 1\.$/],
  ['a port that cannot be', ['sandbox', '--port', '70000'], /^--port is “70000”/],
]
for (const [what, argv, sentence] of refused)
  test(`refuses ${what} with its mend`, () => assert.match(refusal(...argv), sentence))
