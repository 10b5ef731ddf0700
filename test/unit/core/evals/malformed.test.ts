// Two hundred eval files and datasets that are wrong, generated: each ends in a sentence with its file and line, none in
// a crash or a hang.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { InputError } from '../../../../src/core/errors.ts'
import { type EvalFile, loadEvalFile } from '../../../../src/core/evals/evalFile.ts'
import { memoryFiles } from '../../../support/memoryFiles.ts'

type Contents = Readonly<Record<string, string | Uint8Array>>

const EVAL = 'm.eval.yaml'
const DEFAULT = "defaultTest: {assert: [{type: equals, value: '{{expected}}'}]}\n"
const YAML = `description: Routing
prompts: [file://p.txt]
providers: [openai:x]
defaultTest:
  assert:
    - {type: equals, value: "{{expected}}"}
tests:
  - vars: {text: "one, two", expected: a}
    metadata: {id: "1"}
  - vars: {text: three, expected: b}
metadata:
  tunesmith: {target: 0.9}
`
const JSONL =
  '{"id": "1", "input": {"text": "a"}, "expected": "x"}\n{"id": "2", "input": {"text": "b"}, "expected": "y"}\n'
const CSV = 'text,__expected,__threshold\n"a, ""b""",contains: x,0.5\n"c\nd",y,\n'
const dataset = (name: string, text: string | Uint8Array): Contents => ({
  [EVAL]: `${DEFAULT}tests: file://${name}\n`,
  [name]: text,
})

/** Loads, and says what is diagnosed; undefined where all is well. */
async function diagnosis(contents: Contents): Promise<string | undefined> {
  let file: EvalFile
  try {
    file = await loadEvalFile(memoryFiles(contents), EVAL)
  } catch (error) {
    if (InputError.is(error)) return error.sentence
    throw error
  }
  return file.warnings[0]
}

const wrongValues = [
  '5',
  'true',
  '"text"',
  '[1, [2]]',
  '[[]]',
  '{a: 1}',
  '[null]',
  '-.inf',
  '!!binary aGk=',
  '2026-01-01',
]
const keys = ['tests', 'defaultTest', 'scenarios', 'metadata']

/** [what is wrong, contents] */
function* malformed(): Generator<readonly [string, Contents]> {
  // Cut off: only where what is left cannot be whole.
  for (let i = 0; i < 30; i++) {
    const cut = 25 + i * 6
    if (!/\n$/.test(YAML.slice(0, cut))) yield [`YAML cut at ${cut}`, { [EVAL]: `${YAML.slice(0, cut)} "` }]
  }
  for (let i = 1; i < 25; i++) yield [`JSONL cut at ${i * 2}`, dataset('d.jsonl', JSONL.slice(0, i * 2))]
  for (let i = 0; i < 12; i++)
    yield [`JSON cut at ${i}`, dataset('d.json', '[{"input": "a", "expected": "x"}]'.slice(0, 1 + i * 2))]
  for (let i = 0; i < 8; i++) yield [`CSV cut in quotes ${i}`, dataset('d.csv', CSV.slice(0, 29 + i))]
  for (const key of keys)
    for (const value of wrongValues) yield [`${key}: ${value}`, { [EVAL]: `description: x\n${key}: ${value}\n` }]
  for (const value of wrongValues.filter((one) => !one.startsWith('{'))) {
    yield [`vars: ${value}`, { [EVAL]: `tests:\n  - vars: ${value}\n` }]
    yield [`assert: ${value}`, { [EVAL]: `tests:\n  - assert: ${value}\n` }]
    yield [`an assertion's type: ${value}`, { [EVAL]: `tests:\n  - assert: [{type: ${value}, value: x}]\n` }]
    yield [
      `settings: ${value}`,
      { [EVAL]: `${DEFAULT}tests: [{vars: {expected: a}}]\nmetadata: {tunesmith: ${value}}\n` },
    ]
  }
  for (const value of ['high', '-1', '[1]', '{a: 1}', '.nan'])
    yield [
      `threshold: ${value}`,
      { [EVAL]: `tests:\n  - {threshold: ${value}, assert: [{type: contains, value: x}]}\n` },
    ]
  const latin1 = Uint8Array.from(Buffer.from('{"input": "caf\u00e9", "expected": "x"}', 'latin1'))
  for (const name of ['d.jsonl', 'd.json', 'd.yaml', 'd.csv']) {
    yield [`Latin-1 in ${name}`, dataset(name, latin1)]
    yield [`UTF-16 in ${name}`, dataset(name, Uint8Array.from(Buffer.from('\ufeff[{"input": "a"}]', 'utf16le')))]
    yield [`nothing but a mark in ${name}`, dataset(name, '\ufeff\r\n')]
  }
  for (const end of ['\n', '\r\n', '\n\r\n']) {
    yield [
      `an id twice, ${JSON.stringify(end)}`,
      dataset('d.jsonl', `\ufeff${JSONL.replace('"2"', '"1"').replaceAll('\n', end)}`),
    ]
    yield [`a column twice, ${JSON.stringify(end)}`, dataset('d.csv', `a,a${end}1,2${end}`)]
    yield [`a row too long, ${JSON.stringify(end)}`, dataset('d.csv', `a,b${end}1,2,3${end}`)]
    yield [`a key twice, ${JSON.stringify(end)}`, { [EVAL]: `tests: []${end}tests: []${end}` }]
  }
  const huge = 'x'.repeat(10 * 1024 * 1024)
  yield ['a cell of 10 MB that is never closed', dataset('d.csv', `text,__expected\n"${huge}`)]
  yield ['a line of 10 MB that is not JSON', dataset('d.jsonl', `{"input": "${huge}`)]
  yield ['10 MB of open brackets', dataset('d.json', '['.repeat(huge.length))]
  yield ['YAML nested too deep', { [EVAL]: `tests: ${'['.repeat(20_000)}` }]
  yield [
    'YAML nested by indentation',
    { [EVAL]: Array.from({ length: 3000 }, (_, i) => `${' '.repeat(i)}a:`).join('\n') },
  ]
  for (const wide of [9, 20, 60]) {
    const levels = [...'bcdefgh'].map((name, i) => `${name}: &${name} [${Array(wide).fill(`*${'abcdefg'[i]}`)}]`)
    yield [`a bomb of ${wide} aliases a level`, { [EVAL]: `a: &a [${Array(wide).fill('x')}]\n${levels.join('\n')}\n` }]
  }
  yield ['an alias of itself', { [EVAL]: 'tests: &a [*a]\n' }]
  yield ['an alias of nothing', { [EVAL]: 'tests: *nothing\n' }]
  yield ['a merge of no record', { [EVAL]: 'a: &a 5\ntests:\n  - <<: *a\n' }]
  for (let length = 1; length <= 6; length++) {
    const names = Array.from({ length }, (_, i) => `n${i}`)
    const refs = names.map((name, i) => `${name}: {$ref: '#/${names[(i + 1) % length]}'}`)
    yield [`a circle of ${length} references`, { [EVAL]: `${refs.join('\n')}\ntests: {$ref: '#/n0'}\n` }]
    const files = names.map((name, i) => [`${name}.yaml`, `$ref: '${names[(i + 1) % length]}.yaml'`] as const)
    yield [`a circle of ${length} files`, { [EVAL]: "tests: {$ref: 'n0.yaml'}\n", ...Object.fromEntries(files) }]
    const grow = names.map(
      (name, i) => `${name}: '${`{{${names[(i + 1) % length]}}}`.repeat(3)}${'x'.repeat(400_000)}'`,
    )
    yield [
      `${length} variables that grow`,
      { [EVAL]: `tests:\n  - {vars: {${grow}}, assert: [{type: contains, value: x}]}\n` },
    ]
  }
  yield ['references that multiply', { [EVAL]: bombOfReferences() }]
  yield [
    'lists that multiply',
    { [EVAL]: `tests: [{vars: {a: [${Array(999).fill('x')}], b: [${Array(999).fill('x')}]}}]` },
  ]
  yield [
    'a template without end',
    { [EVAL]: "tests:\n  - assert: [{type: contains, value: '{% for i in range(1000000000) %}x{% endfor %}'}]\n" },
  ]
  yield ['a file outside', { [EVAL]: 'tests: file://../../../etc/passwd\n' }]
  yield ['keys of a prototype', { [EVAL]: 'tests: [{vars: {a: 1}, __proto__: {assert: []}}]\n' }]
  yield ['a null byte', { [EVAL]: 'tests: [{vars: {a: "\u0000"}}]\n' }]
}

/** Each name stands for ten of the next. */
function bombOfReferences(): string {
  const levels = Array.from({ length: 9 }, (_, i) => `l${i}: [${Array(10).fill(`{$ref: '#/l${i + 1}'}`)}]`)
  return `${levels.join('\n')}\nl9: x\ntests: {$ref: '#/l0'}\n`
}

describe('a malformed file', () => {
  it('ends in a diagnostic with file and line, two hundred times', async () => {
    const all = [...malformed()]
    const silent: string[] = []
    for (const [what, contents] of all) {
      const said = await diagnosis(contents).catch((error: unknown) => `CRASH ${error}`)
      const place = /^(.+?):\d+: /.exec(said ?? '')?.[1]
      if (place === undefined || !(place in contents)) silent.push(`${what}: ${said?.slice(0, 200)}`)
    }
    assert.deepEqual(silent, [])
    assert.ok(all.length >= 200, `${all.length}`)
  })
})
