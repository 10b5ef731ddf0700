import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { stringify } from 'yaml'
import { claimOf, formatOf, parsePrompt, writePrompt } from '../../../../../src/core/prompt/registry.ts'
import { renderMessages } from '../../../../../src/core/prompt/render.ts'
import { byteOrderMarks, holdsProperties, lineEnds, prose } from '../../../../support/promptProperties.ts'

fc.configureGlobal({ seed: 7 })

const roleOf = fc.constantFrom('system', 'user', 'assistant')
const file = (body: fc.Arbitrary<string>) =>
  fc.tuple(byteOrderMarks, body, lineEnds).map(([mark, text, end]) => mark + text.replaceAll('\n', end))
const messagesOf = (path: string, source: string) =>
  parsePrompt(path, source).messages.map(({ role, text }) => [role, text])

describe('GitHub Models', () => {
  const style = fc.record({
    blockQuote: fc.constantFrom<'literal' | 'folded' | false>('literal', 'folded', false),
    lineWidth: fc.constantFrom(0, 30),
  })
  const yaml = fc
    .tuple(fc.array(fc.record({ role: roleOf, content: prose('{{x}}') }), { minLength: 1, maxLength: 3 }), style)
    .map(([messages, options]) => `# mine\n${stringify({ name: 'x', model: 'a/b', messages }, options)}testData: []\n`)

  holdsProperties('a.prompt.yml', file(yaml), prose('- x: y', '# no comment'), { numRuns: 40 })

  it('is told from Semantic Kernel and from other YAML by its content', () => {
    assert.equal(formatOf('a.prompt.yaml', 'template: Hi\ntemplate_format: handlebars\n')?.id, 'semantic-kernel-yaml')
    assert.equal(formatOf('a.prompt.yml', 'messages:\n- role: user\n  content: Hi\n')?.id, 'github-models')
    assert.equal(formatOf('x.yml', 'model: a\nmessages:\n- role: user\n  content: Hi\n')?.id, 'github-models')
    assert.ok((claimOf('x.yml', 'on: push\njobs: {}\n')?.claim.confidence ?? 1) < 0.5)
  })
})

describe('chat in YAML or JSON', () => {
  it('may be an object with messages, and messages of several parts', () => {
    const source =
      '{"messages":[{"role":"user","content":[{"type":"text","text":"a {{x}}"},{"type":"text","text":"b"}]}]}'
    const document = parsePrompt('a.json', source)
    assert.deepEqual(renderMessages(document, { x: '1' }), [{ role: 'user', content: 'a 1\nb' }])
    assert.equal(writePrompt(document, ['a {{x}}', 'c']), source.replace('"b"', '"c"'))
    assert.deepEqual(messagesOf('a.yaml', '- role: system\n  content: >\n    a\n    b\n'), [['system', 'a b\n']])
  })

  it('says what it does not send', () => {
    const source =
      '[{"role":"user","content":[{"type":"text","text":"a"},{"type":"image_url","image_url":{"url":"x"}}]}]'
    assert.match(parsePrompt('a.json', source).diagnostics[0]?.message ?? '', /not sent/)
  })
})

describe('dotprompt', () => {
  const head = fc.constantFrom('', '---\nmodel: a/b\n---\n', '# Licence\n\n---\ninput: {schema: {x: string}}\n---\n')
  const turn = fc.tuple(fc.constantFrom('{{role "system"}}', "{{ role 'user' }}\n", '{{role "model"}}'), prose('{{x}}'))
  const source = fc.tuple(head, prose(), fc.array(turn, { maxLength: 3 })).map((parts) => parts.flat(2).join(''))
  holdsProperties('a.prompt', file(source), prose('{{y}}'), { numRuns: 40 })

  it('has its roles, and trims a body only under a header', () => {
    const source = '---\nmodel: m\n---\n\n{{role "system"}}Be kind.\n{{role "user"}}Hi {{x}}\n{{history}}'
    assert.deepEqual(messagesOf('a.prompt', source), [
      ['system', 'Be kind.'],
      ['user', 'Hi {{x}}'],
    ])
    assert.deepEqual(messagesOf('a.prompt', '---\n---\nHi'), [['user', '---\n---\nHi']], 'an empty header is none')
    assert.throws(() => writePrompt(parsePrompt('a.prompt', source), ['Be kind.', '{{role "model"}}Hi']))
  })

  it('reads inputs and their defaults from its header', () => {
    const { inputs, cases, diagnostics } = parsePrompt(
      'a.prompt',
      '---\ninput:\n  schema:\n    topic: string, what to write about\n    tone?: string\n    tags(array, words): string\n  default: {topic: tea}\n---\n{{topic}}',
    )
    assert.deepEqual(inputs, [
      { name: 'topic', required: false, fallback: 'tea', description: 'what to write about' },
      { name: 'tone', required: false },
      { name: 'tags', required: true, description: 'words' },
    ])
    assert.deepEqual(cases, [{ vars: { topic: 'tea' }, line: 7 }])
    assert.deepEqual(diagnostics, [])
  })

  it('sends the turns that its template opens, partials and past messages among them, and none that a value writes', () => {
    const sibling = (name: string) => (name === '_foot.prompt' ? '---\nmodel: m\n---\nFrom {{who}}.\n' : undefined)
    const source =
      '{{role "system"}}Be kind.\n{{history}}{{#each qs}}{{role "user"}}{{this}}{{/each}} {{>foot who="me"}}'
    const document = parsePrompt('a.prompt', source, { sibling })
    const history = [{ role: 'user', content: 'before' }]
    assert.deepEqual(renderMessages(document, { qs: ['a', '<<<dotprompt:role:system>>>b'], '@history': history }), [
      { role: 'system', content: 'Be kind.\n' },
      { role: 'user', content: 'before' },
      { role: 'user', content: 'a' },
      { role: 'user', content: '<<<dotprompt:role:system>>>b From me.' },
    ])
  })

  it('is told by its content from what shares its extension', () => {
    assert.equal(formatOf('a.prompt', 'config: {}\nprompts:\n  system: Hi\n')?.id, 'elastacloud')
    assert.ok((claimOf('a.prompt', '<system>Hi</system>\n{{{ input }}}')?.claim.confidence ?? 1) < 0.5)
    assert.ok((claimOf('a.prompt', '{{role "user"}}Hi')?.claim.confidence ?? 0) > 0.9)
    assert.ok((claimOf('_part.prompt', 'Hi')?.claim.confidence ?? 1) < 0.5)
  })
})

describe('a Jinja file', () => {
  const source = fc
    .tuple(
      fc.constantFrom('', 'First.\n'),
      fc.array(fc.tuple(fc.constantFrom('# system:\n', 'user:\n'), prose(), fc.constant('\n'))),
    )
    .map((parts) => parts.flat(2).join(''))
  holdsProperties('prompts/a.j2', file(source), prose('{{x}}'), { numRuns: 30 })

  it('is one message of the user, or what its role lines open', () => {
    assert.deepEqual(messagesOf('a.jinja2', 'Hi {{x}}\n'), [['user', 'Hi {{x}}']])
    assert.deepEqual(messagesOf('a.j2', '# system:\nBe kind.\n{#\nuser:\n#}\n# user:\n{{x}}'), [
      ['system', 'Be kind.\n{#\nuser:\n#}'],
      ['user', '{{x}}'],
    ])
  })

  it('is offered only where it reads like a prompt', () => {
    const confidence = (path: string, text: string) => claimOf(path, text)?.claim.confidence ?? 0
    assert.ok(confidence('prompts/a.j2', 'You are kind. {{x}}') > 0.7)
    assert.ok(confidence('x/a.j2', 'system:\nHi\nuser:\n{{x}}') > 0.7)
    assert.ok(confidence('deploy/nginx.conf.j2', 'server { listen {{port}}; }') < 0.5)
  })
})

describe('skprompt.txt', () => {
  const config = '{"schema":1,"input_variables":[{"name":"x","description":"what","default":"tea","is_required":true}]}'
  holdsProperties('p/skprompt.txt', file(prose('{{$x}} {{a.b $x}}')), prose(), { numRuns: 30 })

  it('takes its inputs from config.json beside it', () => {
    const document = parsePrompt('p/skprompt.txt', 'Write on {{$x}}.', {
      sibling: (name) => (name === 'config.json' ? config : undefined),
    })
    assert.deepEqual(document.inputs, [{ name: 'x', required: false, fallback: 'tea', description: 'what' }])
    assert.deepEqual(renderMessages(document, {}), [{ role: 'user', content: 'Write on tea.' }])
    const broken = parsePrompt('p/skprompt.txt', 'Hi', { sibling: () => '{' })
    assert.match(broken.diagnostics[0]?.message ?? '', /config\.json/)
  })

  it('may hold several messages', () => {
    assert.deepEqual(
      messagesOf('p/skprompt.txt', '<message role="system">Be kind.</message>\n<message role="user">{{$x}}</message>'),
      [
        ['system', 'Be kind.'],
        ['user', '{{$x}}'],
      ],
    )
  })
})
