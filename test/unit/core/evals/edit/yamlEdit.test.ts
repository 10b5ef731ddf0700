// Changes to eval files: what was asked is there, and every other byte stays.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { parse, stringify } from 'yaml'
import { InputError } from '../../../../../src/core/errors.ts'
import { editYaml, type YamlEdit } from '../../../../../src/core/evals/edit/yamlEdit.ts'

const edit = (text: string, change: YamlEdit) => editYaml({ path: 'e.yaml', text }, change)

describe('a change to an eval file', () => {
  it('is refused where aliases grow beyond bounds', () => {
    const tens = (name: string) => `[${Array.from({ length: 10 }, () => name).join(', ')}]`
    const text = `a: &a ${tens('x')}\nb: &b ${tens('*a')}\nc: &c ${tens('*b')}\nd: ${tens('*c')}\ntests: x\n`
    const edit = () => editYaml({ path: 'a.eval.yaml', text }, { path: ['tests'], append: 'y' })
    assert.throws(edit, InputError)
  })

  const shapes: readonly [string, string, YamlEdit, string][] = [
    ['a value', 'a: 1 # one\nb: "x"\n', { path: ['a'], set: 0.5 }, 'a: 0.5 # one\nb: "x"\n'],
    ['a quoted value', "a: 'x' # one\n", { path: ['a'], set: 'y: z' }, 'a: "y: z" # one\n'],
    ['a block text', 'a: |\n  x\n  y\nb: 1\n', { path: ['a'], set: 'z' }, 'a: "z"\nb: 1\n'],
    [
      'a key that is not there',
      'm:\n    k: 1 # c\n\n# end\n',
      { path: ['m', 'n', 'o'], set: 2 },
      'm:\n    k: 1 # c\n    n:\n      o: 2\n\n# end\n',
    ],
    ['a key without a value', 'm: # c\nb: 1\n', { path: ['m', 't'], set: 2 }, 'm: {"t":2} # c\nb: 1\n'],
    ['a null', 'm: ~ # c\n', { path: ['m'], set: [1] }, 'm: [1] # c\n'],
    [
      'JSON',
      '{\n  "a": 1,\n  "b": {"c": 2}\n}\n',
      { path: ['b', 'd'], set: 'x' },
      '{\n  "a": 1,\n  "b": {"c": 2, "d": "x"}\n}\n',
    ],
    ['JSON on lines', '{\n  "a": 1\n}', { path: ['b'], set: { c: 1 } }, '{\n  "a": 1,\n  "b": {"c":1}\n}'],
    ['a list with a comma at its end', 'a: [1, 2, ] # x\n', { path: ['a'], append: 3 }, 'a: [1, 2, 3 ] # x\n'],
    [
      'a list within a list',
      'a:\n  - b:\n    - 1 # c\n  - d\n',
      { path: ['a', 0, 'b'], append: 2 },
      'a:\n  - b:\n    - 1 # c\n    - 2\n  - d\n',
    ],
    ['an empty file', '# mine\n', { path: ['a', 'b'], set: 1 }, '# mine\na:\n  b: 1\n'],
    [
      'a case',
      'tests:\n- vars: {a: 1}\n# end\n',
      { path: ['tests'], append: { vars: { a: 'x: y' } } },
      'tests:\n- vars: {a: 1}\n- vars:\n    a: "x: y"\n# end\n',
    ],
  ]
  for (const [what, before, change, after] of shapes)
    it(`to ${what} leaves the rest`, () => assert.equal(edit(before, change), after))

  for (const [text, change] of [
    ['a: &x {b: 1}\nc: *x\n', { path: ['a', 'b'], set: 2 }],
    ['a: &x {b: 1}\nc: *x\n', { path: ['c', 'b'], set: 2 }],
    ['a: [1', { path: ['a'], append: 2 }],
    ['a: 1\na: 2\n', { path: ['a'], set: 3 }],
    ['- 1\n', { path: ['a'], set: 3 }],
    ['a: 1\n', { path: ['a', 'b'], set: 3 }],
  ] as const)
    it(`that would reach further is refused: ${JSON.stringify(text)}`, () => {
      assert.throws(() => edit(text, change), InputError)
    })

  it('is one splice, whatever stands around it, and says what was asked', () => {
    const scalar = fc.oneof(
      fc.constantFrom('x', 'a: b', '# no', '', ' y ', 'line\nline', 'null', '{{x}}', '- z', "it's", '"'),
      fc.integer({ max: 9, min: 0 }),
      fc.boolean(),
      fc.constant(null),
    )
    const value = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 3 },
        scalar,
        fc.array(tie('value'), { maxLength: 3 }),
        fc.dictionary(fc.constantFrom('a', 'b', 'c d', 'e'), tie('value'), { maxKeys: 3, noNullPrototype: true }),
      ),
    })).value
    const style = fc.record({
      indent: fc.constantFrom(2, 4),
      indentSeq: fc.boolean(),
      collectionStyle: fc.constantFrom('any' as const, 'flow' as const),
      defaultStringType: fc.constantFrom('PLAIN' as const, 'QUOTE_SINGLE' as const, 'BLOCK_LITERAL' as const),
    })
    const config = fc.record({
      tests: fc.oneof(fc.array(value, { maxLength: 3 }), fc.constant('file://a')),
      metadata: value,
      z: scalar,
    })
    const change: fc.Arbitrary<YamlEdit> = fc.oneof(
      fc.record({ path: fc.constant(['tests']), append: value }),
      fc.record({ path: fc.constantFrom(['metadata', 'tunesmith', 'target'], ['z'], ['new', 'deep']), set: value }),
    )
    let made = 0
    fc.assert(
      fc.property(config, style, change, fc.constantFrom('\n', '\r\n'), (file, options, wanted, lineEnd) => {
        const text = `# head\n${stringify(file, options)}# end\n`.replaceAll('\n', lineEnd)
        let written: string
        try {
          written = edit(text, wanted)
        } catch (error) {
          assert.ok(InputError.is(error))
          return
        }
        made++
        const [before, after] = [parse(text), parse(written)]
        const top = String(wanted.path[0])
        assert.deepEqual({ ...after, [top]: 0 }, { ...before, [top]: 0 })
        if ('append' in wanted) assert.deepEqual(after.tests, [...[before.tests].flat(1), wanted.append])
        assert.ok(written.startsWith(`# head${lineEnd}`) && written.endsWith(`# end${lineEnd}`))
        assert.equal(/(?<!\r)\n/.test(written) && lineEnd === '\r\n', false)
      }),
      { numRuns: 200 },
    )
    assert.ok(made > 120, `${made} of 200 made`)
  })
})
