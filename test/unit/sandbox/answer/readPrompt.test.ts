// The reader finds labels, definitions, examples and the input in the shapes people write prompts in.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { ChatMessage } from '../../../../src/core/ports.ts'
import { readPrompt } from '../../../../src/sandbox/answer/readPrompt.ts'

const user = (content: string): ChatMessage[] => [{ role: 'user', content }]
const namesOf = (content: string): string[] => readPrompt(user(content)).labels.map((label) => label.name)

describe('labels', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['bullets', 'Which team?\n- red\n- light_blue\n- green\n\nMessage: x y z'],
    [
      'bullets with definitions',
      'Teams:\n* red: warm\n* light_blue: cool, like ice\n* green: like grass\n\nMessage: x',
    ],
    [
      'bold names with dashes',
      'Pick a label.\n- **red** – warm\n- **light_blue** – cool\n- **green** – grass\n\nText: x',
    ],
    ['numbers with brackets', 'Labels:\n1. red (warm)\n2. light_blue (cool)\n3. green (grass)\n\nText: x'],
    ['code marks', 'Choose one:\n- `red`\n- `light_blue`\n- `green`\n\nText: x'],
    ['a sentence', 'Classify the text as red, light_blue or green.\n\nText: x'],
    ['a colon and a list', 'Look at it and tell me which category it goes into: red, light_blue or green.\n\nText: x'],
    ['one of', 'Answer with exactly one of red, light_blue, green, and nothing else.\n\nText: x'],
    ['quotes', 'Answer "red", "light_blue" or "green".\n\nText: x'],
    [
      'a table',
      'Labels:\n\n| label | meaning |\n|---|---|\n| red | warm |\n| light_blue | cool |\n| green | grass |\n\nText: x',
    ],
    ['definitions without bullets', 'The categories:\nred: warm\nlight_blue: cool\ngreen: grass\n\nText: x'],
  ]
  for (const [shape, prompt] of cases) {
    it(`are found in ${shape}`, () => assert.deepEqual(namesOf(prompt), ['red', 'light_blue', 'green']))
  }

  it('are found in the enum of a schema', () => {
    const schema = { type: 'object', properties: { label: { type: 'string', enum: ['red', 'green'] } } }
    assert.deepEqual(
      readPrompt(user('Which colour?\n\nText: x'), schema).labels.map(({ name }) => name),
      ['red', 'green'],
    )
  })

  it('are found in worked examples', () => {
    const prompt =
      'Do as in the examples.\n\nInput: fire\nOutput: red\n\nInput: grass\nOutput: green\n\nInput: leaf\nOutput:'
    assert.deepEqual(namesOf(prompt), ['red', 'green'])
    assert.equal(readPrompt(user(prompt)).input, 'leaf')
  })

  it('take the spelling that the prompt calls exact', () => {
    const prompt =
      'Teams:\n- Red: warm\n- Light blue: cool\n\nThe answer must be exactly one of: red, light_blue.\n\nText: x'
    assert.deepEqual(namesOf(prompt), ['red', 'light_blue'])
  })

  it('are not made of instructions', () => {
    const prompt = 'Rules:\n- Be polite.\n- Answer briefly.\n\nClassify as red or green.\n\nText: x'
    assert.deepEqual(namesOf(prompt), ['red', 'green'])
  })
})

describe('definitions and rules', () => {
  it('belong to their label', () => {
    const { notes } = readPrompt(user('Teams:\n- red: warm\n- green: like grass\n\nText: x'))
    assert.deepEqual(
      notes.map(({ key, text }) => [key, text]),
      [
        ['red', 'warm'],
        ['green', 'like grass'],
      ],
    )
  })

  it('are found in sentences, with what they exclude', () => {
    const { notes } = readPrompt(user('Classify as red or green.\nIf it burns, answer red, not green.\n\nText: x'))
    assert.deepEqual(
      notes.map(({ key, not }) => [key, not]),
      [['red', ['green']]],
    )
  })

  it('do not take an ordinary word for a label', () => {
    const { notes } = readPrompt(
      user('Teams:\n- account: a\n- card: b\n\nCustomers have an account with us.\n\nText: x'),
    )
    assert.equal(notes.length, 2)
  })
})

describe('the input', () => {
  const list = 'Labels:\n- red: warm\n- green: grass'
  const text = 'a leaf: it fell, and I wept'
  const cases: readonly (readonly [string, ChatMessage[]])[] = [
    ['after a field', user(`${list}\n\nMessage: ${text}`)],
    ['after a field with a longer name', user(`${list}\n\nCustomer's message: ${text}`)],
    ['under a field', user(`${list}\n\nText:\n${text}`)],
    ['under a heading', user(`${list}\n\n## Message\n\n${text}`)],
    ['before closing instructions', user(`${list}\n\nMessage: ${text}\n\nAnswer with only the label.`)],
    ['before an open answer', user(`${list}\n\nMessage: ${text}\nLabel:`)],
    ['in a tag', user(`${list}\n\n<message>\n${text}\n</message>\n\nAnswer with the label.`)],
    ['in a fence', user(`${list}\n\n"""\n${text}\n"""`)],
    ['in a paragraph of its own', user(`${list}\n\n${text}`)],
    [
      'alone under a system message',
      [
        { role: 'system', content: list },
        { role: 'user', content: text },
      ],
    ],
    [
      'under answered cases and a system message',
      [
        { role: 'system', content: list },
        {
          role: 'user',
          content: `Answered cases:\n\nInput: fire\nAnswer: red\n\nInput: hay\nAnswer: green\n\n${text}`,
        },
      ],
    ],
    [
      'under a note',
      [
        { role: 'system', content: list },
        { role: 'user', content: `Note: look twice.\n${text}` },
      ],
    ],
    ['after a rule', user(`${list}\n\nIf it burns, answer red, not green.\nMessage: ${text}`)],
  ]
  for (const [place, messages] of cases) {
    it(`is found ${place}`, () => {
      const read = readPrompt(messages)
      assert.equal(read.input, text)
      assert.deepEqual(
        read.labels.map(({ name }) => name),
        ['red', 'green'],
      )
    })
  }

  it('is found on the line of the question', () => {
    assert.equal(readPrompt(user('Is this red or green? Text: a leaf')).input, 'a leaf')
  })

  it('may hold what looks like a list', () => {
    const input = 'I want:\n- red paint\n- green paint'
    assert.equal(readPrompt(user(`${list}\n\n<text>${input}</text>`)).input, input)
  })
})

describe('worked examples', () => {
  it('are read from pairs of fields, arrows and earlier turns', () => {
    const pairs = readPrompt(
      user('Classify as red or green.\n\nText: fire\nLabel: red\n\n"hay" and grass -> green\n\nText: leaf'),
    )
    assert.deepEqual(pairs.examples, [
      { input: 'fire', answer: 'red' },
      { input: 'hay" and grass', answer: 'green' },
    ])
    const turns = readPrompt([
      { role: 'system', content: 'Classify as red or green.' },
      { role: 'user', content: 'fire' },
      { role: 'assistant', content: 'red' },
      { role: 'user', content: 'leaf' },
    ])
    assert.deepEqual(turns.examples, [{ input: 'fire', answer: 'red' }])
    assert.equal(turns.input, 'leaf')
  })

  it('are not made of the input and the instruction below it', () => {
    const read = readPrompt(user('Classify as red or green.\n\nText: leaf\nAnswer: one of the two words'))
    assert.deepEqual(read.examples, [])
    assert.equal(read.input, 'leaf')
  })
})
