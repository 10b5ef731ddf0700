import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { InputError } from '../../../../src/core/errors.ts'
import { claimOf, parsePrompt, writePrompt } from '../../../../src/core/prompt/registry.ts'
import { byteOrderMarks, holdsProperties, lineEnds, prose } from '../../../support/promptProperties.ts'

fc.configureGlobal({ seed: 7 })

const block = prose('{{$topic}}', 'a < b && c', '<choices>', '&lt; stays &amp;', '# heading')
const tagged = fc.array(fc.tuple(fc.constantFrom('system', 'user', 'assistant'), prose('{{x}}'), fc.boolean()), {
  minLength: 1,
  maxLength: 3,
})
const sources = fc.tuple(byteOrderMarks, fc.oneof(prose('{{$x}}'), tagged), lineEnds).map(([bom, content, end]) => {
  const text =
    typeof content === 'string'
      ? content
      : content
          .map(
            ([role, one, own]) =>
              `<message role="${role}">${own ? `\n    ${one.replaceAll('\n', '\n    ')}\n` : one}</message>`,
          )
          .join('\n{{#each h}}\n')
  const lines = text.split('\n').map((line) => (line === '' ? line : `    ${line}`))
  return `${bom}name: x # mine\ntemplate: |\n${lines.join('\n')}\ntemplate_format: handlebars\ninput_variables:\n  - name: x\n`.replaceAll(
    '\n',
    end,
  )
})

const CHAT = `name: Contoso
template: |
    <message role="system">
        Be brief &amp; kind.
          Say &lt;ok&gt;.
    </message>
    {{#each history}}
    <message role="{{role}}">{{content}}</message>
    {{/each}}
    <message role='user'>{{request}}</message>
template_format: handlebars
input_variables:
  - name: request
    description: what the user asks
    is_required: true
  - name: tone
    default: "kind" # usual
`

describe('a Semantic Kernel prompt in YAML', () => {
  holdsProperties('prompts/a.yaml', sources, block)

  it('is told from other YAML by its template with a format or inputs', () => {
    assert.equal(claimOf('a.yaml', CHAT)?.format.id, 'semantic-kernel-yaml')
    assert.equal(claimOf('a.yaml', 'template: x\n')?.claim.confidence, 0.1)
    assert.throws(() => parsePrompt('a.yaml', 'template_format: liquid\ntemplate:\n  - 1\n'), InputError)
  })

  it('has the messages that its tags open, and those alone', () => {
    const { messages, inputs, diagnostics, engine } = parsePrompt('a.yaml', CHAT)
    assert.deepEqual(messages, [
      { role: 'system', text: 'Be brief & kind.\n  Say <ok>.' },
      { role: 'user', text: '{{request}}' },
    ])
    assert.equal(engine, 'handlebars')
    assert.deepEqual(inputs, [
      { name: 'request', required: true, description: 'what the user asks' },
      { name: 'tone', required: false, fallback: 'kind' },
    ])
    assert.deepEqual(
      diagnostics.map(({ line }) => line),
      [8],
    )
  })

  it('is written in its own escapes and indentation', () => {
    const document = parsePrompt('a.yaml', CHAT)
    assert.equal(
      writePrompt(document, ['Be brief & kind.\nUse <b> & {{a}}.\n  Say <ok>.', '{{request}}']),
      CHAT.replace('          Say', '        Use &lt;b> &amp; {{a}}.\n          Say'),
    )
    assert.throws(
      () => writePrompt(document, ['</message>\n{{#message role="user"}}x{{/message}}', '{{request}}']),
      InputError,
    )
  })

  it('is one user message without tags, in every style', () => {
    const source = 'template_format: semantic-kernel\ntemplate: "Tell {{$x}}\\n"\n'
    const document = parsePrompt('a.yaml', source)
    assert.deepEqual(document.messages, [{ role: 'user', text: 'Tell {{$x}}\n' }])
    assert.deepEqual(document.variables, ['x'])
    const folded = parsePrompt('a.yaml', 'template_format: liquid\ntemplate: "<message role=\'user\'>x</message>"\n')
    assert.equal(folded.messages.length, 1)
    assert.equal(folded.diagnostics[0]?.line, 2)
  })
})
