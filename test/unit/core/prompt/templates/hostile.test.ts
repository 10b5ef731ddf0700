// Templates that try to run code, to reach what is not theirs, or to never end: each ends in text or in an error.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type EngineId, TemplateError } from '../../../../../src/core/prompt/templates/engine.ts'
import { engineOf } from '../../../../../src/core/prompt/templates/engines.ts'

function outcome(id: EngineId, text: string, vars = {}, partials: Record<string, string> = {}): string {
  try {
    const pieces = engineOf(id).render(text, vars, { partials })
    return pieces.map((piece) => piece.text).join('')
  } catch (error) {
    assert.ok(error instanceof TemplateError, String(error))
    return 'refused'
  }
}

const REACHING: readonly [EngineId, string][] = [
  ['nunjucks', '{{ range.constructor("return typeof process")() }}'],
  ['nunjucks', '{{ ({}).constructor.constructor("return process")() }}'],
  ['nunjucks', '{{ "".constructor }}{{ [].__proto__ }}{{ x.__proto__ }}{{ x["constructor"] }}{{ cycler.call }}'],
  ['nunjucks', '{{ x.hasOwnProperty }}{{ x.toString }}{{ joiner().prototype }}{{ self.constructor }}'],
  ['jinja', "{{ ''.__class__ }}{{ x.__proto__ }}{{ x.constructor }}{{ x['__proto__'] }}{{ [].constructor }}"],
  ['jinja', "{{ ''.__class__.__mro__[1].__subclasses__() }}"],
  ['jinja', '{{ range.__globals__ }}{{ namespace().__init__ }}{{ x | attr("__class__") }}{{ cycler.__init__ }}'],
  ['jinja', '{{ x | map(attribute="__proto__") | list | first }}{{ [x] | map(attribute="constructor") | first }}'],
  ['jinja', '{{ "{0.__class__}{0.constructor}".format(x) }}'],
]

const ENDLESS: readonly [EngineId, string][] = [
  ['jinja', '{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}'],
  ['jinja', '{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}'],
  [
    'jinja',
    '{% set ns = namespace(x="ab") %}{% for i in range(99) %}{% set ns.x = ns.x ~ ns.x %}{% endfor %}{{ ns.x }}',
  ],
  ['jinja', '{{ "a" * 999999999 }}'],
  ['jinja', '{{ [1] * 999999999 }}'],
  ['jinja', '{{ range(999999999) }}'],
  ['jinja', '{{ "%9999s" | format(1) * 9999 }}'],
  ['jinja', '{{ "a" | center(999999999) }}'],
  ['jinja', '{{ "\\n" * 9999 | indent(9999) }}{{ ("a\\n" * 9999) | indent(9999) }}'],
  ['jinja', '{% set l = [1] %}{% set _ = l.append(l) %}{{ l }}{{ l == l }}{{ l | tojson }}'],
  [
    'jinja',
    '{% set ns = namespace(x=[1]) %}{% for i in range(99) %}{% set ns.x = [ns.x, ns.x] %}{% endfor %}{{ ns.x }}',
  ],
  ['jinja', '{{ s.split("a") | join(s) | replace("a", s) }}'],
  ['jinja', '{% for i in range(99999) %}{{ s[5] }}{% endfor %}'],
  ['jinja', '{% include "again" %}'],
  ['jinja', '{% extends "up" %}'],
  ['jinja', '{% for x in [[1]] recursive %}{{ loop([[1]]) }}{% endfor %}'],
  ['nunjucks', '{{ s | replace(r/(a+)+$/g, "") }}{{ r/(a|a)*b/.test(s) }}'],
  ['nunjucks', '{{ "x".repeat(999999999) }}'],
  ['nunjucks', '{% for i in range(99999) %}{{ s.split("") }}{% endfor %}'],
]

const PARTIALS = { again: '{% include "again" %}', up: '{% extends "up" %}' }

describe('hostile templates', () => {
  for (const [id, text] of REACHING)
    it(`reach nothing: ${text}`, () => {
      const printed = outcome(id, text, { x: { own: 1 } })
      assert.ok(printed === 'refused' || !/object|function|class|process/i.test(printed), printed)
    })

  for (const [id, text] of ENDLESS)
    it(`end: ${text.slice(0, 60)}`, () => {
      assert.equal(outcome(id, text, { s: `${'a'.repeat(5_000)}!` }, PARTIALS), 'refused')
    })

  it('nest as deep as they like, and end', () => {
    for (const [open, close] of [
      ['{{ (', ') }}'],
      ['{{ [', '] }}'],
      ['{{ not ', ' }}'],
      ['{{ -', ' }}'],
      ['{% if x %}', '{% endif %}'],
      ['{% for x in y %}', '{% endfor %}'],
    ] as const) {
      const inner = open.startsWith('{{')
        ? `{{ ${open.slice(3).repeat(5_000)}1${close.slice(0, -3).repeat(5_000)} }}`
        : undefined
      const text = inner ?? open.repeat(1_000) + close.repeat(1_000)
      assert.equal(outcome('jinja', text, { y: [1] }), 'refused')
      assert.ok(engineOf('jinja').spans(text).length > 0)
    }
  })

  it('take no more than linear time to find spans', () => {
    for (const bait of ['{{', '{%', '{{ " }}', "{{ '", '{{ ( "}}" ', '{% raw %}', '{#', '${', '!{', '<<<'])
      for (const id of [
        'jinja',
        'nunjucks',
        'braces',
        'copilot',
        'gemini',
        'semantic-kernel',
        'f-string',
        'poml',
      ] as const) {
        const text = bait.repeat(500)
        assert.ok(engineOf(id).spans(text).length >= 0)
        assert.ok(engineOf(id).variables(text).length >= 0)
      }
  })
})
