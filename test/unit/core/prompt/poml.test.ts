import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { parsePrompt, writePrompt } from '../../../../src/core/prompt/registry.ts'
import { byteOrderMarks, holdsProperties, lineEnds, prose } from '../../../support/promptProperties.ts'

fc.configureGlobal({ seed: 7 })

const written = prose('a <b> c', '#lt;b#gt; #hash;', 'if x < y && y > z', '{{ topic }}', '</task>', '<!-- no')

const nodes = fc.letrec((tie) => ({
  node: fc.oneof(
    fc.constantFrom(
      '\n    Say\n  why.\n\n  ',
      'Plain #lt;x#gt; &amp; {{ a.b }}',
      '<!-- note -->',
      '<let name="x" value="{{ [1, 2] }}"/>',
      '<output-schema>{{ z }}</output-schema>',
      '<document src="a.txt" />',
      '\n',
      '',
    ),
    fc
      .tuple(
        fc.constantFrom('task', 'role', 'p speaker="ai"', 'user-msg', 'system-msg', 'AiMessage', 'b', 'input'),
        fc.array(tie('node') as fc.Arbitrary<string>, { maxLength: 3 }),
      )
      .map(([tag, inner]) => `<${tag}>${inner.join('')}</${tag.split(' ')[0]}>`),
  ),
}))
const sources = fc
  .tuple(byteOrderMarks, fc.array(nodes.node, { minLength: 1, maxLength: 4 }), lineEnds)
  .map(([bom, all, end]) => `${bom}<poml>\n${all.join('\n  ')}\n</poml>\n`.replaceAll('\n', end))

describe('a prompt in POML', () => {
  holdsProperties('a.poml', sources, written)

  const messagesOf = (source: string) =>
    parsePrompt('a.poml', source).messages.map(({ role, text }) => `${role}: ${text}`)

  it('is one person’s until somebody is named', () => {
    assert.deepEqual(messagesOf('<poml><role>You are kind.</role>\n<task>Sum up {{ x }}.</task></poml>'), [
      'user: You are kind.',
      'user: Sum up {{ x }}.',
    ])
    assert.deepEqual(messagesOf('<role>Kind.</role><human-msg>Hi</human-msg><ai-msg>Yes?</ai-msg><p>More</p>'), [
      'system: Kind.',
      'user: Hi',
      'assistant: Yes?',
      'user: More',
    ])
    assert.deepEqual(
      messagesOf('<p speaker="ai">A <b>B</b></p><example><input>1</input><output>2</output></example>'),
      ['assistant: A ', 'assistant: B', 'user: 1', 'assistant: 2'],
    )
  })

  it('is read without its escapes and its indentation, and written with them', () => {
    const source = '<poml>\r\n  <task>\r\n    Is 1 #lt; 2?\r\n      Say #quot;yes#quot;.\r\n  </task>\r\n</poml>'
    const document = parsePrompt('a.poml', source)
    assert.deepEqual(
      document.messages.map(({ text }) => text),
      ['Is 1 < 2?\n  Say "yes".'],
    )
    assert.equal(
      writePrompt(document, ['Is 1 < 2?\nOr <3?\n  Say "yes".']),
      source.replace('2?\r\n', '2?\r\n    Or #lt;3?\r\n'),
    )
  })

  it('keeps comments, data and code out of the messages', () => {
    const source = '<poml><!-- a --><let name="x">[1]</let><code>rm</code><task>Do<!-- b --> it</task></poml>'
    assert.deepEqual(messagesOf(source), ['user: Do', 'user: it'])
    const kinds = parsePrompt('a.poml', source).parts.map(({ kind }) => kind)
    assert.equal(kinds.filter((kind) => kind === 'comment').length, 2)
  })

  it('is read as far as it goes where tags are broken, and the lines are named', () => {
    const { messages, diagnostics } = parsePrompt('a.poml', '<poml>\n<task>Do it\n<p>now</task>\n</x>')
    assert.deepEqual(
      messages.map(({ text }) => text),
      ['Do it', 'now'],
    )
    assert.deepEqual(diagnostics, [
      { message: '<p> is never closed.', line: 3 },
      { message: '</x> closes nothing.', line: 4 },
      { message: '<poml> is never closed.', line: 1 },
    ])
  })

  it('is read at once whatever it holds', () => {
    for (const piece of ['<', '<a ', '<a b="', "<a b='", '</', '<!--', '<![CDATA[', '<?', '<a>', '{{', '#lt;', '< a='])
      assert.ok(parsePrompt('a.poml', piece.repeat(10_000)).source.length > 0)
  })
})
