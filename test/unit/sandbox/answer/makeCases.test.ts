// The sandbox writes cases from the request: words that exist nowhere else come back in the inputs.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { componentTypes } from '../../../../src/core/generate/componentTypes.ts'
import type { GenerationRequest } from '../../../../src/core/generate/contract.ts'
import { answerEngine } from '../../../../src/sandbox/answer/engine/engineRequest.ts'

const PROMPT = `Sort the text. The categories are:
- zorv: brask, vontil dremp
- plim: quollin sarf, mebbit

Text: {{text}}`

function ask(more: Partial<GenerationRequest> = {}, size: 'small' | 'large' = 'large') {
  const request: GenerationRequest = {
    task: 'make_cases',
    round: 1,
    prompt: [{ role: 'user', text: PROMPT }],
    variables: ['text'],
    component: { type: 'classifier', expected: '', failures: [] },
    description: '',
    examples: [],
    wanted: [
      { kind: 'typical', count: 6 },
      { kind: 'edge', count: 3 },
      { kind: 'hardNegative', count: 3 },
    ],
    rare: [],
    full: [],
    existing: [],
    refused: [],
    ...more,
  }
  const messages = [{ role: 'user' as const, content: `Please:\n${JSON.stringify(request)}` }]
  const answer = answerEngine({ size, messages, enforced: true, repeat: 0 })
  return JSON.parse(answer?.text ?? '').cases as {
    input: Record<string, string>
    expected: string
    kind: string
  }[]
}

describe('the sandbox, asked for cases', () => {
  it('talks about what the prompt says of each answer, and misleads where asked to', () => {
    const cases = ask()
    assert.equal(cases.length, 12)
    const words = { zorv: /brask|vontil|dremp/i, plim: /quollin|sarf|mebbit/i }
    for (const { input, expected, kind } of cases.filter((one) => one.kind !== 'edge')) {
      const [own, other] = expected === 'zorv' ? [words.zorv, words.plim] : [words.plim, words.zorv]
      assert.match(input.text ?? '', own)
      assert.equal(other.test(input.text ?? ''), kind === 'hardNegative')
    }
  })

  it('knows nothing that the request does not say', () => {
    const named = ask({ prompt: [{ role: 'user', text: PROMPT.replace(/: (?:brask|quollin).*/g, '') }] })
    assert.doesNotMatch(JSON.stringify(named), /brask|vontil|sarf|mebbit/i)
  })

  it('says the same to the same request, and leaves out answers that are full', () => {
    assert.deepEqual(ask(), ask())
    assert.notDeepEqual(ask({ round: 2 }), ask())
    assert.deepEqual([...new Set(ask({ full: ['zorv'] }).map(({ expected }) => expected))], ['plim'])
  })

  for (const type of ['extractor', 'writer', 'answerer', 'agent'] as const)
    it(`gives each variable of a ${type} a text`, () => {
      const prompt = [
        { role: 'user' as const, text: 'Read {{context}}. Give JSON with the keys "name" and "price". {{question}}' },
      ]
      const component = { type, expected: componentTypes[type].expected, failures: [] }
      for (const { input, expected } of ask({ component, prompt, variables: ['context', 'question'] })) {
        assert.deepEqual(Object.keys(input).toSorted(), ['context', 'question'])
        assert.ok(Object.values(input).every((text) => text.trim() !== '') && expected !== '')
      }
    })
})
