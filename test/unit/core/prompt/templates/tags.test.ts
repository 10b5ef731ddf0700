// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Copilot prompts write their inputs so.
// The languages whose tags stand alone: what each tag is, what it asks for, and what it prints.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Vars } from '../../../../../src/core/evals/case.ts'
import { claudeEngineWith } from '../../../../../src/core/prompt/templates/claude.ts'
import { type EngineId, TemplateError } from '../../../../../src/core/prompt/templates/engine.ts'
import { engineOf } from '../../../../../src/core/prompt/templates/engines.ts'

function render(id: EngineId, text: string, vars: Vars = {}): string {
  return engineOf(id)
    .render(text, vars)
    .map((piece) => piece.text)
    .join('')
}

const RENDERED: readonly [EngineId, string, Vars, string][] = [
  ['semantic-kernel', 'In {{$city}} or {{ $city }}.', { city: 'Rome' }, 'In Rome or Rome.'],
  ['semantic-kernel', "{{ \"{{\" }} and {{'it\\'s'}}", {}, "{{ and it's"],
  ['semantic-kernel', '[{{$missing}}]', {}, '[]'],
  ['semantic-kernel', 'At {{time.now}}: {{$x', { x: 1 }, 'At {{time.now}}: {{$x'],
  ['semantic-kernel', 'At {{time.now}}', { '{{time.now}}': '12:00' }, 'At 12:00'],
  ['semantic-kernel', '{{ask.it $x key="}}"}}!', { x: 1 }, '{{ask.it $x key="}}"}}!'],
  ['f-string', '{x} {{x}} {x!r:>6}', { x: 'a' }, "a {x}    'a'"],
  [
    'f-string',
    '{n:,.2f} {n:08.1f} {i:03d} {i:+} {r:.0%}',
    { n: 1234.5, i: 7, r: 0.25 },
    '1,234.50 001234.5 007 +7 25%',
  ],
  ['f-string', '{o.name} {o[name]} {l[1]}', { o: { name: 'Ada' }, l: ['a', 'b'] }, 'Ada Ada b'],
  ['f-string', '{l} {b} {n}', { l: ['a', 1], b: true, n: null }, "['a', 1] True None"],
  ['f-string', '{join(documents)}', {}, '{join(documents)}'],
  ['string-template', '$x and ${x}s for $$5, $5 and $-', { x: 'cat' }, 'cat and cats for $5, $5 and $-'],
  ['copilot', '${input:x:a hint} ${selection} {{x}} ${KIND="A|B"}', { x: 'X', selection: 'S' }, 'X S X ${KIND="A|B"}'],
  ['claude', '$ARGUMENTS, $1, $50, $5.99, $name', { ARGUMENTS: 'a b', 1: 'b' }, 'a b, b, $50, $5.99, $name'],
  ['claude', '$ARGUMENTS[1] of $ARGUMENTS', { ARGUMENTS: ['a', 'b'] }, 'b of a b'],
  ['claude', 'Status: !`git status` in @src/a.ts', {}, 'Status: !`git status` in @src/a.ts'],
  ['gemini', '{{args}} !{echo {a} {{args}}} @{a.md}', { args: 'go' }, 'go !{echo {a} {{args}}} @{a.md}'],
  ['poml', '{{ name }} {{ a.b }} {{ a + 1 }}', { name: 'N', a: { b: 2 } }, 'N 2 {{ a + 1 }}'],
]

describe('languages of single tags', () => {
  for (const [id, text, vars, expected] of RENDERED)
    it(`${id} renders ${text}`, () => assert.equal(render(id, text, vars), expected))

  const asked: readonly [EngineId, string, string[]][] = [
    ['semantic-kernel', '{{$b}} {{f.g $a}} {{$b}}', ['b']],
    ['f-string', '{b.c} {a!r} {{c}} {f(x)}', ['b', 'a']],
    ['string-template', '$a ${b} $$c', ['a', 'b']],
    ['copilot', '${input:a} ${file} ${other} {{b}}', ['a', 'file', 'b']],
    ['claude', '$ARGUMENTS $0 $HOME', ['ARGUMENTS', '0']],
    ['gemini', '{{args}} {{other}}', ['args']],
    ['poml', '{{a.b}} {{1 + c}} {{true}}', ['a']],
  ]
  for (const [id, text, names] of asked)
    it(`${id} names the inputs of ${text}`, () => assert.deepEqual(engineOf(id).variables(text), names))

  it('knows the arguments that a Claude header lists', () => {
    const engine = claudeEngineWith(['branch'])
    assert.deepEqual(engine.variables('$branch $other'), ['branch'])
    assert.equal(engine.render('$branch!', { branch: 'main' })[0]?.text, 'main')
  })

  const refused: readonly [EngineId, string, number][] = [
    ['f-string', 'ok {a', 3],
    ['f-string', '{"a": 1}', 0],
    ['f-string', 'a } b', 2],
    ['gemini', 'run !{ls', 4],
  ]
  for (const [id, text, offset] of refused)
    it(`${id} says where ${text} is broken`, () => {
      assert.equal(engineOf(id).problem(text)?.offset, offset)
      assert.throws(() => render(id, text, { a: 1 }), TemplateError)
    })

  for (const [id, text] of [
    ['f-string', '{x}'],
    ['string-template', '$x'],
    ['copilot', '${input:x}'],
    ['claude', '$ARGUMENTS'],
    ['gemini', '{{args}}'],
    ['poml', '{{x}}'],
  ] as const)
    it(`${id} refuses to render without the input`, () => assert.throws(() => render(id, text), /has no value/))
})
