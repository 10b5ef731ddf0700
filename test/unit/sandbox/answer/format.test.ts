// The form of a reply depends on how the prompt asks for it, and on the size.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Size } from '../../../../src/sandbox/answer/ability.ts'
import { answer } from '../../../../src/sandbox/answer/answer.ts'

const LOOSE = 'Which queue does it belong to: billing, card_services or account?'
const WEAK = 'Which queue does it belong to: billing, card_services or account? Give just the queue.'
const STRONG = `${WEAK} Answer with only the name of one queue, exactly as it is written above, in lower case, and nothing else. No explanation.`
const INPUTS = Array.from({ length: 120 }, (_, i) => `bill number ${i} is too high, said customer ${i * 7}`)
const NAMES = ['billing', 'card_services', 'account']

const shares = new Map<string, number>()

function shareKept(size: Size, prompt: string): number {
  const known = shares.get(`${size} ${prompt}`)
  if (known !== undefined) return known
  const kept = INPUTS.filter((input) => {
    const messages = [{ role: 'user' as const, content: `${prompt}\n\nMessage: ${input}` }]
    return NAMES.includes(answer({ size, messages, repeat: 0 }).text)
  })
  shares.set(`${size} ${prompt}`, kept.length / INPUTS.length)
  return kept.length / INPUTS.length
}

describe('the form of a reply', () => {
  it('is often lost where the prompt does not ask for it', () => {
    for (const size of ['small', 'medium', 'large'] as const) assert.ok(shareKept(size, LOOSE) < 0.5, size)
  })

  it('is kept the better the more the prompt pins it down', () => {
    for (const size of ['small', 'medium', 'large'] as const) {
      const [loose, weak, strong] = [LOOSE, WEAK, STRONG].map((prompt) => shareKept(size, prompt))
      assert.ok((loose ?? 1) < (weak ?? 0) && (weak ?? 1) < (strong ?? 0), `${size}: ${loose} ${weak} ${strong}`)
    }
  })

  it('is kept better by larger models, and never always by the small one', () => {
    const [small, medium, large] = (['small', 'medium', 'large'] as const).map((size) => shareKept(size, STRONG))
    assert.ok((small ?? 1) < (medium ?? 0) && (medium ?? 1) <= (large ?? 0))
    assert.ok((small ?? 1) < 1)
    assert.ok((large ?? 0) > 0.95)
  })

  it('comes in many shapes', () => {
    const shapes = new Set(
      INPUTS.map(
        (input) =>
          answer({ size: 'small', messages: [{ role: 'user', content: `${LOOSE}\n\nMessage: ${input}` }], repeat: 0 })
            .text,
      ),
    )
    assert.ok(shapes.size > 20)
    assert.ok([...shapes].some((text) => /^\*\*/u.test(text)))
    assert.ok([...shapes].some((text) => /^The queue is/u.test(text)))
  })

  it('is JSON where the prompt asks for it', () => {
    const content = `${LOOSE} Reply with JSON: {"queue": "...", "reason": "..."}.\n\nMessage: my bill is wrong`
    const reply = answer({ size: 'large', messages: [{ role: 'user', content }], repeat: 0 }).text
    assert.deepEqual(Object.keys(JSON.parse(reply)), ['queue', 'reason'])
    assert.ok(NAMES.includes(JSON.parse(reply).queue))
  })

  it('is always the schema’s where one is enforced', () => {
    const schema = { type: 'object', properties: { queue: { type: 'string', enum: NAMES } }, required: ['queue'] }
    for (const input of INPUTS.slice(0, 40)) {
      const messages = [{ role: 'user' as const, content: `Which queue?\n\nMessage: ${input}` }]
      assert.ok(NAMES.includes(JSON.parse(answer({ size: 'small', messages, schema, repeat: 0 }).text).queue))
    }
  })

  it('is a plausible text where the prompt offers no answers', () => {
    const content = 'Summarise this.\n\nText: Birds sing. The bridge is closed, and the bridge stays closed until May.'
    const summary = answer({ size: 'large', messages: [{ role: 'user', content }], repeat: 0 }).text
    assert.equal(summary, 'The bridge is closed, and the bridge stays closed until May.')
    const fields = 'Extract the fields as JSON with the keys email and amount.\n\nText: pay 12.50 to ann@example.org'
    assert.deepEqual(
      JSON.parse(answer({ size: 'large', messages: [{ role: 'user', content: fields }], repeat: 0 }).text),
      {
        email: 'ann@example.org',
        amount: '12.50',
      },
    )
  })
})
