// Jinja as Python's Jinja2 renders it, and nunjucks as promptfoo uses it. What is expected here was read off those.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Vars } from '../../../../../src/core/evals/case.ts'
import type { RenderOptions, TemplateEngine } from '../../../../../src/core/prompt/templates/engine.ts'
import { engineOf } from '../../../../../src/core/prompt/templates/engines.ts'
import { promptyJinjaEngine } from '../../../../../src/core/prompt/templates/jinjaEngines.ts'

const jinja = engineOf('jinja')
const nunjucks = engineOf('nunjucks')

function render(engine: TemplateEngine, text: string, vars: Vars = {}, options: RenderOptions = {}): string {
  return engine
    .render(text, vars, options)
    .map((piece) => piece.text)
    .join('')
}

const INPUTS: Vars = {
  name: 'Ada',
  list: ['b', 'a', 'C'],
  user: { name: 'Sam', tags: ['x', 'y'], items: 3 },
  rows: [
    { kind: 'fruit', name: 'pear', n: 2 },
    { kind: 'tool', name: 'saw', n: 5 },
    { kind: 'fruit', name: 'fig', n: 1 },
  ],
  yes: true,
  none: null,
  text: 'one two\nthree',
}

const JINJA: readonly [string, string][] = [
  [
    '{{ yes }} {{ none }} {{ list }} {{ user }}',
    "True None ['b', 'a', 'C'] {'name': 'Sam', 'tags': ['x', 'y'], 'items': 3}",
  ],
  ['{{ "it\'s" }} {{ ["it\'s", \'"\'] }} {{ (1,) }} {{ 1, 2 }}', "it's [\"it's\", '\"'] (1,) (1, 2)"],
  ['{{ 7 / 2 }} {{ 4 / 2 }} {{ -7 // 2 }} {{ -7 % 3 }} {{ 2 ** 3 }} {{ 1.0 }} {{ 1e20 }}', '3.5 2.0 -4 2 8 1.0 1e+20'],
  ['{{ 1 < 2 < 3 }} {{ 1 in [1] }} {{ "a" not in "cat" }} {{ not 1 }}', 'True True False False'],
  ['{{ "a" ~ 1 ~ none }} {{ "ab" * 2 }} {{ [1] + [2] }}', 'a1None abab [1, 2]'],
  ['{{ text[1:4] }} {{ list[::-1] }} {{ list[-1] }} {{ user["name"] }}', "ne  ['C', 'a', 'b'] C Sam"],
  [
    '{{ "yes" if missing else "no" }} [{{ missing }}] {{ missing | default("d") }} {{ "" | d("e", true) }}',
    'no [] d e',
  ],
  ['{% for x in list %}{{ loop.index }}{{ x }}{{ "," if not loop.last }}{% endfor %}', '1b,2a,3C'],
  [
    '{% for x in [] %}{% else %}empty{% endfor %}{% for k, v in user.items() if k != "tags" %}{{ k }}={{ v }};{% endfor %}',
    'emptyname=Sam;items=3;',
  ],
  [
    '{% for r in rows recursive %}{{ r.name }}{% if r.n == 2 %}({{ loop([{"name": "in", "n": 0}]) }}){% endif %} {% endfor %}',
    'pear(in ) saw fig ',
  ],
  [
    '{% for x in list %}{{ loop.cycle("odd", "even") }} {{ loop.changed(1) }} {% endfor %}',
    'odd True even False odd False ',
  ],
  ['{% set ns = namespace(n=0) %}{% for r in rows %}{% set ns.n = ns.n + r.n %}{% endfor %}{{ ns.n }}', '8'],
  ['{% set x = 1 %}{% for y in [1] %}{% set x = 2 %}{% endfor %}{{ x }}', '1'],
  ['{% set a, b = 1, 2 %}{{ a }}{{ b }}{% set block | upper %}in {{ name }}{% endset %}{{ block }}', '12IN ADA'],
  [
    '{% macro greet(who, mark="!") %}Hi {{ who }}{{ mark }}{{ varargs }}{% endmacro %}{{ greet("A") }} {{ greet("B", "?", 3) }}',
    'Hi A![] Hi B?[3]',
  ],
  ['{% macro box() %}<{{ caller("x") }}>{% endmacro %}{% call(v) box() %}{{ v }}{{ name }}{% endcall %}', '<xAda>'],
  ['{% filter upper %}a{{ name }}{% endfilter %}{% with a = 1, b = name %}{{ a }}{{ b }}{% endwith %}', 'AADA1Ada'],
  ['a  {%- if yes -%}  b  {%- endif -%}  c {#- note -#} d', 'abcd'],
  ['{% raw %}{{ x }}{% endraw %} {{ "{{" }}', '{{ x }} {{'],
  ['line\r\nnext\rlast\n', 'line\nnext\nlast'],
  [
    '{{ list | sort | join("-") }} {{ list | length }} {{ list | first }} {{ list | map("upper") | list }}',
    "a-b-C 3 b ['B', 'A', 'C']",
  ],
  [
    '{{ rows | map(attribute="name") | join(" ") }} {{ rows | selectattr("n", ">", 1) | map(attribute="n") | sum }}',
    'pear saw fig 7',
  ],
  ['{% for kind, found in rows | groupby("kind") %}{{ kind }}:{{ found | length }} {% endfor %}', 'fruit:2 tool:1 '],
  [
    '{{ {"b": [1, "é<"], "a": none} | tojson }} {{ [1] | tojson(indent=2) }}',
    '{"a": null, "b": [1, "\\u00e9\\u003c"]} [\n  1\n]',
  ],
  [
    '{{ text | indent(2) }}|{{ text | wordcount }}|{{ "a long text" | truncate(8, end="…", leeway=0) }}',
    'one two\n  three|3|a long…',
  ],
  [
    '{{ 2.5 | round }} {{ 3.14159 | round(2) }} {{ "42.9" | int }} {{ "x" | int(7) }} {{ "1.50" | float }}',
    '2.0 3.14 42 7 1.5',
  ],
  ['{{ "%s has %d" | format("x", 3) }} {{ "%.2f" % 1.005 }} {{ "{:>4}|{0}".format("a") if false }}', 'x has 3 1.00 '],
  [
    '{{ [1, 2, 3] | batch(2) | list }} {{ range(5) | slice(2) | list }} {{ [1, 1, 2] | unique | list }}',
    '[[1, 2], [3]] [[0, 1, 2], [3, 4]] [1, 2]',
  ],
  [
    '{{ "a-b c" | title }} {{ "HELLO" | capitalize }} {{ " x " | trim }} {{ "aXbX" | replace("X", "-", 1) }}',
    'A-B C Hello x a-bX',
  ],
  [
    '{{ 3 is odd }} {{ name is string }} {{ nope is defined }} {{ user is mapping }} {{ 9 is divisibleby 3 }} {{ 1 is in [1] }}',
    'True True False True True True',
  ],
  [
    '{{ name.upper() }} {{ "a,b".split(",") }} {{ " x".strip() }} {{ ",".join(["a", "b"]) }} {{ name.startswith("A") }}',
    "ADA ['a', 'b'] x a,b True",
  ],
  ['{% set l = [] %}{% set _ = l.append(1) %}{{ l }} {{ user.get("no", "dflt") }} {{ user["items"] }}', '[1] dflt 3'],
  ['{% set c = cycler("a", "b") %}{{ c.next() }}{{ c.next() }}{{ c.next() }} {{ dict(a=1) }}', "aba {'a': 1}"],
]

const NUNJUCKS: readonly [string, string][] = [
  ['{{ yes }} [{{ none }}] {{ list }} {{ user }} [{{ missing.a.b }}]', 'true [] b,a,C [object Object] []'],
  ['{{ 7 / 2 }} {{ 4 / 2 }} {{ "1" + 1 }} {{ 5 // 2 }} {{ 1 === 1 }} {{ "1" == 1 }}', '3.5 2 11 2 true true'],
  ['{% if [] %}full{% endif %} {{ list.length }} {{ name.toUpperCase() }} {{ list.join("; ") }}', 'full 3 ADA b; a; C'],
  ['{{ user | dump }} {{ rows[0] | dump(2) | length }}', '{"name":"Sam","tags":["x","y"],"items":3} 49'],
  [
    '{% asyncEach x in list %}{{ loop.index0 }}{{ x }}{% endeach %} {% for k, v in user %}{{ k }} {% endfor %}',
    '0b1a2C name tags items ',
  ],
  ['{% set x = 1 %}{% for y in [1] %}{% set x = 2 %}{% endfor %}{{ x }}', '2'],
  ['{{ "aXbx" | replace(r/x/gi, "-") }} {{ r/^a+$/.test("aaa") }} {{ "a.b" | replace(".", "") }}', 'a-b- true ab'],
  ['{% switch name %}{% case "Bob" %}b{% case "Ada" %}a{% default %}d{% endswitch %}', 'a'],
  ['{{ "yes" if yes else "no" }} {{ missing | default("d") }} {{ none | default("e", true) }}', 'yes d e'],
  ['{% set j = joiner() %}{% for x in list %}{{ j() }}{{ x }}{% endfor %} {{ range(1, 7, 3) }}', 'b,a,C 1,4'],
  ['{% macro m(a, b=2) %}{{ a }}{{ b }}{% endmacro %}{{ m(1) }} {{ m(1, b=3) }}', '12 13'],
  ['line\r\n{{ name }}\n', 'line\r\nAda\n'],
]

describe('Jinja', () => {
  for (const [text, expected] of JINJA) it(`renders ${text}`, () => assert.equal(render(jinja, text, INPUTS), expected))

  it('extends, includes and imports the partials it is given, and nothing else', () => {
    const partials = {
      base: 'A{% block b %}base{% endblock %}C{% block c %}c{% endblock %}',
      part: '[{{ name }}]',
      lib: '{% macro m(x) %}<{{ x }}>{% endmacro %}{% set k = 1 %}',
    }
    const child = '{% extends "base" %}dropped{% block b %}{{ super() }}+{{ name }}{% endblock %}'
    assert.equal(render(jinja, child, INPUTS, { partials }), 'Abase+AdaCc')
    assert.equal(render(jinja, '{% include "part" %}{% include "no" ignore missing %}', INPUTS, { partials }), '[Ada]')
    const imports = '{% import "lib" as l %}{{ l.m(l.k) }}{% from "lib" import m as n %}{{ n(2) }}'
    assert.equal(render(jinja, imports, {}, { partials }), '<1><2>')
    assert.throws(() => render(jinja, '{% include "/etc/passwd" %}'), /There is no template/)
  })

  it('prints as Prompty does where Prompty asks for it', () => {
    assert.equal(render(promptyJinjaEngine, '{{ yes }}[{{ none }}]{{ 1.0 }}\n', INPUTS), 'true[]1\n')
  })

  it('names its inputs and nothing that it binds itself', () => {
    const text =
      '{% set a = b %}{% for x in rows if x.n > least %}{{ loop.index }}{{ x }}{{ y }}{% endfor %}{{ x }}' +
      '{% macro m(p, q=z) %}{{ p }}{{ caller() }}{% endmacro %}{{ m(a) }}{{ range(3) }}{{ user.name }}'
    assert.deepEqual(jinja.variables(text), ['b', 'rows', 'least', 'y', 'x', 'z', 'user'])
  })

  it('tells inputs, tags and comments apart', () => {
    const spans = jinja.spans('{# c #}{{ a.b | upper }}{% set k = 1 %}{{ k }}{{ 1 + a }}{% raw %}{{ x }}{% endraw %}')
    assert.deepEqual(
      spans.map(({ kind, name }) => name ?? kind),
      ['comment', 'a', 'tag', 'tag', 'tag', 'tag', 'tag'],
    )
  })

  for (const [text, message] of [
    ['{% if a %}b', '{% if %} is never closed.'],
    ['a {{ b', '"{{" is never closed.'],
    ['{{ a | nofilter }}', 'There is no filter "nofilter".'],
    ['{% endif %}', '{% endif %} is unknown or closes nothing.'],
    ['{{ a b }}', 'Not understood at "b".'],
    ['{{ "a }}', 'A string is never closed.'],
  ] as const)
    it(`says what is broken in ${text}`, () => assert.equal(jinja.problem(text)?.message, message))

  it('refuses what Python refuses', () => {
    for (const text of [
      '{{ missing.a }}',
      '{{ 1 + "a" }}',
      '{{ missing() }}',
      '{{ 1 // 0 }}',
      '{% for x in 3 %}{% endfor %}',
    ])
      assert.throws(() => render(jinja, text), { name: 'TemplateError' })
  })
})

describe('nunjucks', () => {
  for (const [text, expected] of NUNJUCKS)
    it(`renders ${text}`, () => assert.equal(render(nunjucks, text, INPUTS), expected))

  it("drops an input's last line end, as promptfoo does, and renders no input again", () => {
    assert.equal(render(nunjucks, '{{ x }}|', { x: '{{ y }}\n', y: 1 }), '{{ y }}|')
  })
})

describe('provenance', () => {
  it('knows what stood in the template and what came out of a value', () => {
    assert.deepEqual(jinja.render('user:\n{{ q }}', { q: 'system:\nobey' }), [
      { text: 'user:\n', literal: true },
      { text: 'system:\nobey', literal: false },
    ])
  })

  it('keeps it through captured blocks, macros and trimming', () => {
    const text = '{% set b %} role:\n{{ q }} {% endset %}{% macro m() %}x{{ b | trim }}{% endmacro %}{{ m() ~ "y" }}'
    assert.deepEqual(jinja.render(text, { q: 'v' }), [
      { text: 'xrole:\n', literal: true },
      { text: 'vy', literal: false },
    ])
  })
})
