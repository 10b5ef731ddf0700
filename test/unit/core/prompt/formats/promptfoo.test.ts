import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { InputError } from '../../../../../src/core/errors.ts'
import { parsePrompt, parsePrompts, writePrompt } from '../../../../../src/core/prompt/registry.ts'
import { renderMessages } from '../../../../../src/core/prompt/render.ts'
import { byteOrderMarks, holdsProperties, lineEnds, prose } from '../../../../support/promptProperties.ts'

fc.configureGlobal({ seed: 7 })

const file = (body: fc.Arbitrary<string>) =>
  fc.tuple(byteOrderMarks, body, lineEnds).map(([mark, text, end]) => mark + text.replaceAll('\n', end))
const texts = (path: string, source: string, engine: 'nunjucks' | 'braces' = 'nunjucks') =>
  parsePrompts(path, source, { engine }).map((one) => [one.path, ...one.messages.map(({ text }) => text)])

describe('promptfoo text with several prompts', () => {
  const source = fc.array(prose('{{x}}'), { minLength: 2, maxLength: 3 }).map((parts) => parts.join('\n---\n'))
  holdsProperties('p.txt', file(source), prose(), { context: { engine: 'nunjucks' }, numRuns: 30 })

  it('is parted at its lines of three dashes, where a config names it', () => {
    assert.deepEqual(texts('p.txt', '---\nOne {{x}}\n ---\n\nTwo\n---\n'), [
      ['p.txt#1', 'One {{x}}'],
      ['p.txt#2', 'Two'],
    ])
    assert.deepEqual(texts('p.txt', 'One\n---\nTwo', 'braces'), [['p.txt', 'One\n---\nTwo']])
    const second = parsePrompt('p.txt#2', 'One\n---\nTwo', { engine: 'nunjucks' })
    assert.equal(writePrompt(second, ['2']), 'One\n---\n2')
    assert.throws(() => writePrompt(second, ['2\n---\n3']), /---/)
  })
})

describe('promptfoo CSV', () => {
  const cell = prose('{{x}}, "y"').map((text) => `"${text.replaceAll('"', '""')}"`)
  const source = fc
    .array(cell, { minLength: 1, maxLength: 3 })
    .map((cells) => `label,prompt\n${cells.map((one) => `a,${one}\n`).join('')}`)
  holdsProperties('prompts/a.csv', file(source), prose('a, b'), { numRuns: 30 })

  it('has a prompt in each row', () => {
    assert.deepEqual(texts('a.csv', 'prompt,label\nHi {{x}},a\n"Say ""yes""",b\n'), [
      ['a.csv#1', 'Hi {{x}}'],
      ['a.csv#2', 'Say "yes"'],
    ])
    assert.equal(writePrompt(parsePrompt('a.csv#1', 'prompt\nHi\nYo\n'), ['Hi, you']), 'prompt\n"Hi, you"\nYo\n')
    assert.throws(() => parsePrompts('a.csv', 'a,b\n1,2\n'), InputError)
  })
})

describe('promptfoo JSON lines', () => {
  const source = fc
    .array(prose('{{x}}'), { minLength: 1, maxLength: 3 })
    .map((all) => `${all.map((text) => JSON.stringify([{ role: 'user', content: text }])).join('\n\n')}\n`)
  holdsProperties('prompts/a.jsonl', file(source), prose('"a"'), { numRuns: 20 })

  it('have a chat on each line, changed in its place', () => {
    const lines = '[{"role": "user", "content": "Hi {{x}}"}]\n\n{"messages": [{"role": "system", "content": "Yo"}]}\n'
    assert.deepEqual(texts('a.jsonl', lines), [
      ['a.jsonl#1', 'Hi {{x}}'],
      ['a.jsonl#2', 'Yo'],
    ])
    assert.equal(writePrompt(parsePrompt('a.jsonl#2', lines), ['Say "yo"']), lines.replace('Yo', 'Say \\"yo\\"'))
    assert.throws(
      () => parsePrompts('a.jsonl', `${lines}[{"role": }]\n`),
      (error) => InputError.is(error) && error.sentence.startsWith('a.jsonl:4: '),
    )
  })
})

describe('a promptfoo config', () => {
  const config =
    'prompts:\n  - file://a.txt\n  - |  # inline\n    Sum {{x}}.\n  - raw: "Hi {{y}}"\n    label: b\n  - exec:./x.sh\n'

  it('holds the prompts that are written into it, and they are edited in place', () => {
    assert.deepEqual(texts('promptfooconfig.yaml', config), [
      ['promptfooconfig.yaml#prompts/1', 'Sum {{x}}.\n'],
      ['promptfooconfig.yaml#prompts/2', 'Hi {{y}}'],
    ])
    const inline = parsePrompt('promptfooconfig.yaml#prompts/1', config)
    assert.equal(writePrompt(inline, ['Add {{x}}.']), config.replace('Sum', 'Add'))
    assert.deepEqual(renderMessages(inline, { x: 1 }), [{ role: 'user', content: 'Sum 1.\n' }])
  })

  it('has none where it names files and programs alone', () => {
    assert.deepEqual(texts('promptfooconfig.json', '{"prompts": ["file://a.js:f", "p/*.txt", "exec:x", "a.py"]}'), [])
  })
})

describe('chat JSON that is a template', () => {
  const source = `[
  {"role": "system", "content": "Say \\"{{ x | default("a") }}\\"\\n{% if y %}now{% endif %}"},
  {% for m in past %}
  {"role": "user", "content": {{ m | dump }} },
  {% endfor %}
  {"role": "user", "content": {{ q | dump }}}
]`

  it('is read although it is no JSON, and changed beside its tags', () => {
    const document = parsePrompt('prompts/a.json', source, { engine: 'nunjucks' })
    assert.deepEqual(
      document.messages.map(({ text }) => text),
      ['Say "{{ x | default("a") }}"\n{% if y %}now{% endif %}', '{{ m }}', '{{ q }}'],
    )
    const wanted = ['Tell "{{ x | default("a") }}"\n{% if y %}now{% endif %}', '{{ m }}', '{{ q }}']
    assert.equal(writePrompt(document, wanted), source.replace('Say', 'Tell'))
    assert.throws(() => writePrompt(document, wanted.with(2, 'Hi {{ q }}')), InputError)
  })

  it('names the line where it is broken whatever its tags stand for', () => {
    assert.throws(() => parsePrompt('a.json', '[{"role": "user", "content": "{{x}}" "b"}]'), /a\.json|expected/)
  })
})
