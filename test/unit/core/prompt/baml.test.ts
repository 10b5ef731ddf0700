import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { InputError } from '../../../../src/core/errors.ts'
import { parsePrompt, parsePrompts, writePrompt } from '../../../../src/core/prompt/registry.ts'
import { renderMessages } from '../../../../src/core/prompt/render.ts'
import { byteOrderMarks, holdsProperties, lineEnds, prose } from '../../../support/promptProperties.ts'

fc.configureGlobal({ seed: 7 })

const block = prose('{{ text }}', '// not a comment', '{% if x %}y{% endif %}', '"# in prose'.slice(0, 1), '}')
const prompts = fc
  .tuple(
    fc.constantFrom('', '#', '##'),
    fc.option(block, { nil: '' }),
    fc.array(fc.tuple(fc.constantFrom('user', 'assistant', 'system'), block), { maxLength: 3 }),
    fc.constantFrom('    ', '\t', ''),
  )
  .filter(([, first, rest]) => first !== '' || rest.length > 0)
  .map(([hashes, first, rest, indent]) => {
    const all = [first, ...rest.map(([role, text]) => `{{ _.role("${role}") }}\n${text}`)].join('\n\n')
    const lines = all.split('\n').map((line) => (line === '' ? line : indent + line))
    if (hashes === '') return JSON.stringify(all.replaceAll('"', "'"))
    return `${hashes}"\n${lines.join('\n').replaceAll('"#', '" #')}\n  "${hashes}`
  })
const sources = fc
  .tuple(byteOrderMarks, fc.array(prompts, { minLength: 1, maxLength: 3 }), lineEnds)
  .map(([bom, all, end]) => {
    const functions = all.map(
      (prompt, i) => `function F${i}(text: string, n: int?) -> string {\n  client "a/b" // c\n  prompt ${prompt}\n}\n`,
    )
    return `${bom}// prompt #"no"#\nclass A {\n  b string @description("x")\n}\n${functions.join('\n')}`.replaceAll(
      '\n',
      end,
    )
  })

const SOURCE = `// prompt #"x"#
class Resume { name string }

function Extract(text: string, hint: string?) -> Resume[] {
  client "openai/gpt-4o" // not "this"
  prompt #"
    Read the text. // not a comment
      - be brief

    {{ ctx.output_format }}

    {{ _.role("user") }} {{ text }}
    {{ _.role('assistant') }}
    Sure:
  "#
}

function Plain(x: map<string, int>) -> string { client C prompt "Say \\"hi\\" to {{ x }}" }

test one {
  functions [Extract, Other]
  args {
    text #"
      John Doe
        engineer
    "#
    hint plain words here
    more { list [1, "b", true] }
  }
  @@assert({{ this.name == "John" }})
}
`

describe('a prompt in BAML', () => {
  holdsProperties('a.baml', sources, block)

  it('is named after its function and split where a role opens', () => {
    const [first, second] = parsePrompts('baml_src/a.baml', SOURCE)
    assert.equal(first?.path, 'baml_src/a.baml#Extract')
    assert.deepEqual(first?.messages, [
      { role: 'system', text: 'Read the text. // not a comment\n  - be brief\n\n{{ ctx.output_format }}' },
      { role: 'user', text: '{{ text }}' },
      { role: 'assistant', text: 'Sure:' },
    ])
    assert.deepEqual(second?.messages, [{ role: 'system', text: 'Say "hi" to {{ x }}' }])
    assert.deepEqual(first?.inputs, [
      { name: 'text', required: true },
      { name: 'hint', required: false },
      { name: 'ctx', required: true, description: 'output_format: how to ask for Resume[]' },
    ])
    assert.equal(parsePrompt('baml_src/a.baml#Plain', SOURCE).path, 'baml_src/a.baml#Plain')
  })

  it('asks for a type as its case says, and for a text not at all', () => {
    const prompt = (type: string) =>
      `function F() -> ${type} {\n  prompt #"\n    Say it.{{ ctx.output_format }}\n  "#\n}`
    assert.deepEqual(renderMessages(parsePrompt('a.baml', prompt('string')), {}), [
      { role: 'system', content: 'Say it.' },
    ])
    const typed = parsePrompt('a.baml', prompt('int'))
    assert.throws(() => renderMessages(typed, {}), /ctx/)
    assert.equal(renderMessages(typed, { ctx: { output_format: ' As int.' } })[0]?.content, 'Say it. As int.')
  })

  it('brings its tests along as cases', () => {
    const vars = { text: 'John Doe\n  engineer', hint: 'plain words here', more: { list: [1, 'b', true] } }
    assert.deepEqual(parsePrompt('a.baml#Extract', SOURCE).cases, [{ vars, line: 20 }])
    assert.deepEqual(parsePrompt('a.baml#Plain', SOURCE).cases, [])
  })

  it('is written with its indentation, and never with what would end it', () => {
    const document = parsePrompt('a.baml#Extract', SOURCE)
    const texts = document.messages.map(({ text }) => text)
    assert.equal(
      writePrompt(document, texts.with(2, 'Sure:\n- new')),
      SOURCE.replace('    Sure:\n', '    Sure:\n    - new\n'),
    )
    assert.throws(() => writePrompt(document, texts.with(2, 'Sure: "#')), InputError)
    assert.throws(() => writePrompt(document, texts.with(2, '{{ _.role("user") }}\nSure')), InputError)
  })

  it('is not split by a role inside a loop, and says so', () => {
    const source =
      'function F(m: M[]) -> string {\n prompt #"\n {% for x in m %}\n {{ _.role("user") }} {{ x }}\n {% endfor %}\n "#\n}'
    const { messages, diagnostics } = parsePrompt('a.baml', source)
    assert.equal(messages.length, 1)
    assert.deepEqual(
      diagnostics.map(({ line }) => line),
      [4],
    )
  })

  it('is read as far as it goes, and at once', () => {
    assert.throws(() => parsePrompt('a.baml', 'class A {}'), InputError)
    const open = parsePrompt('a.baml', 'function F() -> string {\n prompt #"\n Hi')
    assert.deepEqual(
      open.diagnostics.map(({ message, line }) => [message, line]),
      [['The prompt of F is never closed.', 2]],
    )
    const head = 'function F() -> string { prompt #"x"# }\n'
    for (const piece of [
      '{',
      '"',
      '#',
      '#"',
      'test a { args { a ',
      'function F(',
      'test a {args {a [',
      '//',
      '{{ _.role("user"',
    ])
      assert.equal(parsePrompt('a.baml', head + piece.repeat(10_000)).messages[0]?.text, 'x')
  })
})
