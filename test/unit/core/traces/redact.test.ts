import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { Redactor, redactedIn } from '../../../../src/core/traces/redact.ts'

const clean = (text: string) => new Redactor().text(text)

describe('redaction of imported logs', () => {
  const secret: readonly [string, string, string][] = [
    ['an address of mail', 'write to Ann.Lee+x@mail.example.co.uk.', 'write to [EMAIL_1].'],
    ['an OpenAI key', `use sk-proj-${'a1B2'.repeat(8)} now`, 'use [KEY_1] now'],
    ['a GitHub token', `ghp_${'x9Y8z7'.repeat(6)}`, '[KEY_1]'],
    ['an AWS key id', 'id AKIAIOSFODNN7EXAMPLE', 'id [KEY_1]'],
    ['a bearer token', 'Authorization: Bearer abcdef0123456789.xyz', 'Authorization: Bearer [KEY_1]'],
    ['a random token of no known make', 'token=Zk3vQ9xT1mWc7LpR5sHd8JfB2nYg4Ea6', 'token=[KEY_1]'],
    ['an American telephone number', 'call 555-123-4567 or (555) 123-4567', 'call [PHONE_1] or [PHONE_1]'],
    ['an international one', 'ring +49 30 901820 today', 'ring [PHONE_1] today'],
    ['a card number', 'card 4111 1111 1111 1111.', 'card [CARD_1].'],
    ['an IP address', 'from 192.168.17.4:80', 'from [IP_1]:80'],
    ['an IPv6 address', 'from fe80::1ff:fe23:4567:890a', 'from [IP_1]'],
  ]
  for (const [name, text, wanted] of secret) it(`takes out ${name}`, () => assert.equal(clean(text), wanted))

  const harmless = [
    'order 1234567 of 2026-11-21 cost 1,299.00 EUR',
    'case 4111 1111 1111 1112 is no card', // fails the check digit
    'see https://example.com/a/very/long/path-to-something/in-the-documentation',
    'id 550e8400-e29b-41d4-a716-446655440000',
    'version 1.2.3 at 10:20:30, std::vector',
    'internationalisation of the antidisestablishmentarianism',
  ]
  for (const text of harmless) it(`leaves “${text}”`, () => assert.equal(clean(text), text))

  it('gives one value one placeholder, in every text, so that structure survives', () => {
    const redactor = new Redactor()
    assert.deepEqual(redactor.value({ from: 'a@x.io', to: ['b@x.io', 'A@x.io'] }), {
      from: '[EMAIL_1]',
      to: ['[EMAIL_2]', '[EMAIL_1]'],
    })
    assert.deepEqual(redactedIn({ t: '[EMAIL_1] [EMAIL_2] [CARD_1]' }), { email: 2, key: 0, phone: 0, card: 1, ip: 0 })
  })

  it('leaves nothing of an address whatever stands around it, and changes nothing the second time', () => {
    const around = fc.string({ maxLength: 20 }).map((text) => `${text} `)
    fc.assert(
      fc.property(around, around, (before, after) => {
        const once = clean(`${before}ann@example.com ${after}`)
        assert.ok(!once.includes('ann@example.com'))
        assert.equal(clean(once), once)
      }),
      { numRuns: 100, seed: 7 },
    )
  })

  it('takes linear time over bait', () => {
    for (const bait of ['a.'.repeat(100_000), '1 '.repeat(100_000), 'a@'.repeat(50_000), ':a'.repeat(100_000)])
      clean(bait)
  })
})
