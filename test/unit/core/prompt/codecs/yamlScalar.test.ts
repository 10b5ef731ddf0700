import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { stringify } from 'yaml'
import { InputError } from '../../../../../src/core/errors.ts'
import { readYaml, yamlTree } from '../../../../../src/core/prompt/codecs/yamlTree.ts'
import { withLf } from '../../../../../src/core/prompt/lines.ts'
import { nodeAt, type TreeNode } from '../../../../../src/core/prompt/tree.ts'

fc.configureGlobal({ seed: 7 })

const textAt = (source: string, node: TreeNode | undefined) => {
  assert.ok(node?.text !== undefined, 'a text')
  const { start, end, codec } = node.text
  return withLf(codec.decode(source.slice(start, end)).text)
}

const write = (source: string, path: readonly (string | number)[], text: string, lineEnd = '\n') => {
  const node = nodeAt(yamlTree('a.yaml', source), ...path)
  assert.ok(node?.text !== undefined, 'a text')
  const { start, end, codec } = node.text
  return source.slice(0, start) + codec.edit(source.slice(start, end), text, lineEnd) + source.slice(end)
}

const line = fc.oneof(
  fc.constantFrom(
    'Be kind.',
    '',
    '  deeper',
    '# no comment',
    "it's: so",
    '- x',
    '{{a}}',
    '\tindented',
    'a  b ',
    '"q"\\',
    'ü🙂',
  ),
  fc.string({ unit: 'grapheme', maxLength: 12 }).map((text) => text.replace(/[\r\n]/g, '')),
)
const text = fc.array(line, { minLength: 1, maxLength: 6 }).map((lines) => lines.join('\n'))
const style = fc.record({
  blockQuote: fc.constantFrom<'literal' | 'folded' | false>('literal', 'folded', false),
  defaultStringType: fc.constantFrom<'PLAIN' | 'QUOTE_SINGLE' | 'QUOTE_DOUBLE'>(
    'PLAIN',
    'QUOTE_SINGLE',
    'QUOTE_DOUBLE',
  ),
  indent: fc.constantFrom(2, 4),
  lineWidth: fc.constantFrom(0, 24, 80),
})
const lineEnd = fc.constantFrom('\n', '\r\n', '\r')
const source = fc
  .tuple(text, text, style, lineEnd, fc.constantFrom('', '\uFEFF', '# note\n', '---\n'))
  .map(([first, second, options, end, head]) => {
    const yaml = stringify({ messages: [{ content: first, role: 'user' }], last: { deep: [second] } }, options)
    return (head + yaml).replaceAll('\n', end)
  })

describe('a YAML text', () => {
  it('reads as the library reads it, sign by sign, in every style and with every line end', () => {
    fc.assert(
      fc.property(source, (yaml) => {
        const tree = yamlTree('a.yaml', yaml)
        for (const node of [nodeAt(tree, 'messages', 0, 'content'), nodeAt(tree, 'last', 'deep', 0)]) {
          assert.equal(textAt(yaml, node), withLf(String(node?.value)))
          const { offsets } = node?.text?.codec.decode(yaml.slice(node.text.start, node.text.end)) ?? { offsets: [] }
          assert.ok(
            offsets.every((offset, i) => i === 0 || offset >= (offsets[i - 1] ?? 0)),
            'offsets go up',
          )
        }
      }),
    )
  })

  it('takes any other text, and nothing beside it changes', () => {
    fc.assert(
      fc.property(source, text, (yaml, wanted) => {
        fc.pre(wanted.trim() !== '')
        const written = write(yaml, ['messages', 0, 'content'], wanted)
        const [before, after] = [yamlTree('a.yaml', yaml), yamlTree('a.yaml', written)]
        const read = textAt(written, nodeAt(after, 'messages', 0, 'content'))
        assert.equal(read.replace(/^\n+|\n+$/g, ''), wanted.replace(/^\n+|\n+$/g, ''))
        assert.deepEqual(nodeAt(after, 'last')?.value, nodeAt(before, 'last')?.value)
        assert.deepEqual(nodeAt(after, 'messages', 0, 'role')?.value, 'user')
      }),
    )
  })

  it('in a literal block changes by the line', () => {
    const yaml = 'a: |-  # mine\n    one\n    \n      two \n    three\n\n# end\n'
    assert.equal(write(yaml, ['a'], 'one\n\n  two \n3'), yaml.replace('three', '3'))
    assert.equal(
      write(yaml, ['a'], 'zero\none\n\n  two '),
      'a: |-  # mine\n    zero\n    one\n    \n      two \n\n# end\n',
    )
    assert.equal(write('a: |\r\n  x\r\n  y', ['a'], 'x\nz'), 'a: |\r\n  x\r\n  z')
    assert.equal(write('a: |+\n  x\n\n\nb: 1\n', ['a'], 'y'), 'a: |+\n  y\n\n\nb: 1\n')
  })

  it('keeps its style where that can hold it, and takes a safe one where not', () => {
    assert.equal(write('a: one # c\n', ['a'], 'two'), 'a: two # c\n')
    assert.equal(write('a: one # c\n', ['a'], 'yes: no'), "a: 'yes: no' # c\n")
    assert.equal(write('a: one # c\n', ['a'], 'x\ny'), 'a: "x\\ny" # c\n')
    assert.equal(write('a: one\n', ['a'], 'true'), "a: 'true'\n")
    assert.equal(write('- a: one\n', [0, 'a'], 'x\ny'), '- a: |-\n    x\n    y\n')
    assert.equal(write("a: 'it''s'\n", ['a'], "it's not"), "a: 'it''s not'\n")
    assert.equal(write('a: "caf\\u00e9 {{x}}\\nb"\n', ['a'], 'café {{x}}\nc'), 'a: "caf\\u00e9 {{x}}\\nc"\n')
    assert.equal(write('[{a: one}]', [0, 'a'], 'x, y'), "[{a: 'x, y'}]")
    assert.equal(write('a: >-\n  one\n  two\n', ['a'], 'x\ny'), 'a: |-\n  x\n  y\n')
    assert.equal(write('a: |\n  one\nb: 1\n', ['a'], '\u0007'), 'a: "\\u0007\\n"\nb: 1\n')
  })

  it('that an alias names can be read and not changed', () => {
    const yaml = 'a: &x one\nb: *x\n'
    assert.equal(textAt(yaml, nodeAt(yamlTree('a.yaml', yaml), 'b')), 'one')
    assert.throws(() => write(yaml, ['b'], 'two'), InputError)
  })

  it('in a broken or hostile file is named with its line, or left alone', () => {
    assert.throws(() => yamlTree('a.yaml', 'a: 1\nb: [\n'), /a\.yaml|YAML/)
    assert.equal(readYaml('globs: **/*.ts').problem !== undefined, true)
    assert.ok(readYaml(`a: &a [x]\n${'b: [*a, *a]\n'.repeat(50)}`).tree)
    assert.ok(readYaml(`${'['.repeat(3000)}`).problem)
  })
})
