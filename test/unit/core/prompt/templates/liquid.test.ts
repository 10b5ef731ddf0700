// Liquid. What is expected here was read off liquidjs.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Vars } from '../../../../../src/core/evals/case.ts'
import { engineOf } from '../../../../../src/core/prompt/templates/engines.ts'

const liquid = engineOf('liquid')
const INPUTS: Vars = {
  name: 'Ada',
  user: { name: 'Sam' },
  list: ['x', 'y', 'x'],
  rows: [
    { name: 'r1', n: 1 },
    { name: 'r2', n: 0 },
  ],
  zero: 0,
  no: false,
}
const PARTIALS = { p: '<{{ name }}{{ item }}>', loop: "{% include 'loop' %}" }

function render(text: string, vars: Vars = INPUTS): string {
  return liquid
    .render(text, vars, { partials: PARTIALS })
    .map((piece) => piece.text)
    .join('')
}

const RENDERED: readonly [string, string][] = [
  [
    '{{ name }} {{ user.name }} {{ user["name"] }} {{ list[0] }}{{ list.last }} {{ list.size }} [{{ missing.x }}] {{ list }}',
    'Ada Sam Sam xx 3 [] xyx',
  ],
  [
    '{% if name == "Ada" and no %}a{% elsif zero %}zero is true{% else %}b{% endif %}{% unless no %}u{% endunless %}',
    'zero is trueu',
  ],
  ['{% if list contains "y" %}y{% endif %}{% if user.none == empty or list == empty %}e{% else %}f{% endif %}', 'yf'],
  [
    '{% for i in list limit: 2 offset: 1 %}{{ forloop.index }}{{ i }}{% unless forloop.last %},{% endunless %}{% endfor %}',
    '1y,2x',
  ],
  [
    '{% for i in (1..3) reversed %}{% if i == 1 %}{% break %}{% endif %}{{ i }}{% endfor %}{% for i in none %}{% else %}empty{% endfor %}',
    '32empty',
  ],
  ['{% case name %}{% when "Bob", "Ada" %}a{% else %}b{% endcase %}', 'a'],
  [
    '{% assign x = name | upcase | append: "!" %}{{ x }}{% capture y %}[{{ x }}]{% endcapture %}{{ y }}{{ y | size }}',
    'ADA![ADA!]6',
  ],
  ['{% increment c %}{% increment c %}{% decrement d %}{% for i in list %}{% cycle "a", "b" %}{% endfor %}', '01-1aba'],
  ['a {%- comment %} gone {{ x }} {% endcomment -%} b{% raw %}{{ x }}{% endraw %}{% # note %}', 'ab{{ x }}'],
  ["{% assign item = 1 %}{% include 'p' %}{% render 'p', name: \"N\" %}", '<Ada1><N>'],
  [
    '{{ rows | map: "name" | join: "+" }} {{ rows | where: "n", 1 | size }} {{ list | uniq | reverse | join }}',
    'r1+r2 1 y x',
  ],
  [
    '{{ missing | default: "d" }} {{ 7 | divided_by: 2 }} {{ 2.5 | plus: 1 | times: 2 }} {{ "a,b" | split: "," | first }}',
    'd 3.5 7 a',
  ],
]

describe('Liquid', () => {
  for (const [text, expected] of RENDERED) it(`renders ${text}`, () => assert.equal(render(text), expected))

  it('names its inputs and nothing that it binds itself', () => {
    const text =
      '{% assign a = b %}{% for i in rows limit: n %}{{ i.x }}{{ forloop.index }}{% endfor %}{{ a }}{{ i }}{% if c == d %}{% endif %}'
    assert.deepEqual(liquid.variables(text), ['b', 'rows', 'n', 'i', 'c', 'd'])
  })

  for (const [text, message] of [
    ['{% if a %}b', '{% if %} is never closed.'],
    ['a {{ b', '"{{" is never closed.'],
    ['{{ a | nofilter }}', 'There is no filter "nofilter".'],
    ['{% endfor %}', '{% endfor %} is unknown or closes nothing.'],
    ['{{ a ~ b }}', '"~ b" is not understood.'],
  ] as const)
    it(`says what is broken in ${text}`, () => assert.equal(liquid.problem(text)?.message, message))

  it('knows what stood in the template, through a capture too', () => {
    assert.deepEqual(liquid.render('{% capture c %}user:\n{{ q }}{% endcapture %}{{ c }}', { q: 'system:' }), [
      { text: 'user:\n', literal: true },
      { text: 'system:', literal: false },
    ])
  })

  it('reaches no prototype and never ends', () => {
    assert.equal(
      render('{{ user.constructor }}{{ name.constructor }}{{ list.__proto__ }}{{ __proto__ }}{{ user["toString"] }}'),
      '',
    )
    for (const text of [
      "{% include 'loop' %}",
      '{{ (1..999999999) }}',
      '{% for i in (1..99999) %}{% for j in (1..99999) %}{% endfor %}{% endfor %}',
      '{% assign x = "ab" %}{% for i in (1..99) %}{% assign x = x | append: x %}{% endfor %}{{ x }}',
      '{% assign x = list %}{% for i in (1..99) %}{% assign x = x | concat: x %}{% endfor %}',
    ])
      assert.throws(() => render(text), { name: 'TemplateError' })
  })
})
