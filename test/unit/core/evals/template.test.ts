import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { fillTemplate, templateProblem, templateVariables } from '../../../../src/core/evals/template.ts'

describe('a template', () => {
  it('is filled in once, in texts, lists and records', () => {
    const vars = { a: '{{b}}', b: 2, o: { k: 'v' } }
    assert.deepEqual(fillTemplate(['{{a}}!', { x: 'n={{ b }}', y: 5 }], vars), ['{{b}}!', { x: 'n=2', y: 5 }])
  })

  it('that is one variable alone becomes its value', () => {
    const value = { k: [1] }
    assert.equal(fillTemplate(' {{o}} ', { o: value }), value)
  })

  it('stays the same object where there is nothing to fill in', () => {
    const schema = { type: 'object', properties: { a: { pattern: '^[a-z]{2,3}$' } } }
    assert.equal(fillTemplate(schema, { a: 1 }), schema)
  })

  it('leaves a variable without a value as it stands', () => {
    assert.equal(fillTemplate('{{x}} {{a}}', { a: 'b' }), '{{x}} b')
  })

  it('knows its variables, and what is broken in it', () => {
    assert.deepEqual(templateVariables({ a: ['{{x}}', '{{ y.z }}{{x}}'], b: 5 }), ['x', 'y.z'])
    assert.match(templateProblem(['{{x}}', '{% if x %}']) ?? '', /if/)
    assert.match(templateProblem('{{ x | nosuch }}') ?? '', /nosuch/)
    assert.equal(templateProblem(['{{x}}', '^a{2}$', '{#', '{{ x | upper }}']), undefined)
  })

  it('has its filters and blocks interpreted', () => {
    assert.equal(fillTemplate('{{ a | upper }}{% if b %}!{% endif %}', { a: 'x', b: true }), 'X!')
  })
})
