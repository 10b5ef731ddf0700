import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { claimOf, parsePrompt } from '../../../../src/core/prompt/registry.ts'
import { byteOrderMarks, holdsProperties, lineEnds, prose } from '../../../support/promptProperties.ts'

fc.configureGlobal({ seed: 7 })

const block = prose('{{topic}}', '{{#if x}}', '{% if x %}y{% endif %}', '---')
const sources = fc
  .tuple(
    byteOrderMarks,
    fc.constantFrom('', '\n', '---\nname: x\n---\n'),
    block,
    fc.constantFrom('', '\n', '\n\n'),
    lineEnds,
  )
  .map(([bom, head, text, tail, end]) => `${bom}${head}${text}${tail}`.replaceAll('\n', end))
const yaml = fc.tuple(byteOrderMarks, block, block, lineEnds).map(([bom, system, user, end]) => {
  const indented = (text: string) => text.replace(/\n(?!\n|$)/g, '\n    ')
  return `${bom}config:\n  input:\n    default:\n      topic: tea\nprompts:\n  system: |\n    ${indented(system)}\n  user: >-\n    ${indented(user)}\nfewShots:\n  - user: Q # why\n    response: "A\\u00e9"\n`.replaceAll(
    '\n',
    end,
  )
})

describe('a template file', () => {
  for (const path of ['prompts/a.mustache', 'prompts/a.hbs', 'prompts/a.liquid'])
    describe(path, () => holdsProperties(path, sources, block))

  it('is read in the language of its name', () => {
    const engines = ['a.mustache', 'a.hbs', 'a.handlebars', 'a.liquid'].map((path) => parsePrompt(path, '{{x}}').engine)
    assert.deepEqual(engines, ['mustache', 'handlebars', 'handlebars', 'liquid'])
  })

  it('is no prompt where nothing says so, or where it makes a page', () => {
    const confidence = (path: string, text: string) => claimOf(path, text)?.claim.confidence
    assert.equal(confidence('views/a.hbs', 'Hi {{x}}'), 0.1)
    assert.equal(confidence('prompts/a.hbs', '<div>{{x}}</div>'), 0.1)
    assert.equal(confidence('prompts/a.hbs', 'Hi {{x}}'), 0.9)
  })
})

describe('a .prompt file in YAML', () => {
  holdsProperties('a.prompt', yaml, block)

  it('sends its few shots between system and user', () => {
    const source =
      'config:\n  input:\n    parameters:\n      topic: string\n      n?: number\n    default:\n      topic: tea\nprompts:\n  system: Be kind.\n  user: "{{ topic }}"\nfewShots:\n  - user: Q\n    response: A\n'
    const { messages, inputs, engine, format } = parsePrompt('a.prompt', source)
    assert.deepEqual([format, engine], ['elastacloud', 'liquid'])
    assert.deepEqual(
      messages.map(({ role, text }) => `${role} ${text}`),
      ['system Be kind.', 'user Q', 'assistant A', 'user {{ topic }}'],
    )
    assert.deepEqual(inputs, [
      { name: 'topic', required: false, fallback: 'tea' },
      { name: 'n', required: false },
    ])
  })
})
