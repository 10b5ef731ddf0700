import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { InputError } from '../../../../src/core/errors.ts'
import { claimOf, parsePrompt, writePrompt } from '../../../../src/core/prompt/registry.ts'
import { renderMessages } from '../../../../src/core/prompt/render.ts'
import { byteOrderMarks, holdsProperties, lineEnds, prose } from '../../../support/promptProperties.ts'

fc.configureGlobal({ seed: 7 })

const block = prose('{topic}', '{{"json": 1}}', 'a: b # c')
const json = fc
  .tuple(byteOrderMarks, block, block, fc.constantFrom(0, 2))
  .map(
    ([bom, prefix, suffix, indent]) => bom + JSON.stringify({ _type: 'few_shot', prefix, suffix, n: 1 }, null, indent),
  )
const chat = fc
  .tuple(
    byteOrderMarks,
    fc.array(fc.tuple(fc.constantFrom('system', 'human', 'ai'), block), { minLength: 1, maxLength: 3 }),
    lineEnds,
  )
  .map(([bom, all, end]) => {
    const items = all.map(
      ([role, text]) =>
        `  - role: ${role}\n    prompt:\n      template: |\n        ${text.replace(/\n(?!\n|$)/g, '\n        ')}\n`,
    )
    return `${bom}_type: chat # mine\nmessages:\n${items.join('')}`.replaceAll('\n', end)
  })

const FEW_SHOT = JSON.stringify(
  {
    _type: 'few_shot',
    input_variables: ['word'],
    prefix: 'Write antonyms.',
    example_prompt: { _type: 'prompt', template: 'Input: {in}\nOutput: {out}' },
    examples: [
      { in: 'happy', out: 'sad' },
      { in: '{tall}', out: 'short' },
    ],
    suffix: 'Input: {word}\nOutput:',
  },
  null,
  2,
)

describe('a LangChain prompt', () => {
  holdsProperties('prompts/a.json', json, block)
  holdsProperties('prompts/a.yaml', chat, block)

  it('is told by its _type', () => {
    assert.equal(claimOf('a.json', FEW_SHOT)?.format.id, 'langchain')
    assert.equal(claimOf('a.yaml', '_type: prompt\ntemplate: x {y}\n')?.format.id, 'langchain')
    assert.equal(claimOf('a.json', '{"input_variables": ["y"], "template": "x {y}"}')?.claim.confidence, 0.9)
    const others = [
      '{"_type": "chat", "user": "x"}',
      `{"_type": "llm_chain", "prompt": ${FEW_SHOT}}`,
      FEW_SHOT.slice(0, -9),
    ]
    for (const other of others) assert.notEqual(claimOf('a.json', other)?.format.id, 'langchain')
  })

  it('has the engine that its template_format names', () => {
    const engineOf = (format: string) =>
      parsePrompt('a.yaml', `_type: prompt\ntemplate: "{x}"\n${format === '' ? '' : `template_format: ${format}\n`}`)
        .engine
    assert.deepEqual(['', 'mustache', 'jinja2'].map(engineOf), ['f-string', 'mustache', 'jinja'])
  })

  it('sends its examples between prefix and suffix, and never writes them', () => {
    const document = parsePrompt('a.json', FEW_SHOT)
    assert.deepEqual(renderMessages(document, { word: 'big' }), [
      {
        role: 'user',
        content: 'Write antonyms.\n\nInput: happy\nOutput: sad\n\nInput: {tall}\nOutput: short\n\nInput: big\nOutput:',
      },
    ])
    const texts = document.messages.map(({ text }) => text)
    assert.equal(
      writePrompt(document, texts.with(0, 'Say the opposite.')),
      FEW_SHOT.replace('Write antonyms.', 'Say the opposite.'),
    )
    assert.throws(() => writePrompt(document, texts.with(1, 'Input: x')), InputError)
  })

  it('takes examples from the file beside it', () => {
    const source = '_type: few_shot\nexample_prompt:\n  template: "{q}"\nexamples: ex.yaml\nsuffix: "{x}"\n'
    const sibling = (name: string) => (name === 'ex.yaml' ? '- q: one\n- q: two\n' : undefined)
    const [message] = renderMessages(parsePrompt('a.yaml', source, { sibling }), { x: '?' })
    assert.equal(message?.content, 'one\n\ntwo\n\n?')
    assert.equal(parsePrompt('a.yaml', source).diagnostics[0]?.line, 4)
  })

  it('of several messages gives each its role', () => {
    const source =
      '{"_type": "chat", "messages": [{"_type": "system", "prompt": {"template": "Be {x}."}}, {"role": "placeholder", "variable_name": "h"}, {"role": "ai", "content": "Hi"}]}'
    const { messages, diagnostics } = parsePrompt('a.json', source)
    assert.deepEqual(messages, [
      { role: 'system', text: 'Be {x}.' },
      { role: 'assistant', text: 'Hi' },
    ])
    assert.equal(diagnostics.length, 1)
  })

  it('says where its text is when it is elsewhere', () => {
    assert.throws(() => parsePrompt('a.yaml', '_type: prompt\ntemplate_path: t.txt\n'), /stands in t\.txt/)
    assert.throws(() => parsePrompt('a.yaml', '_type: prompt\nmessages: 1\n'), /no text/)
  })
})
