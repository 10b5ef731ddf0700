// Whatever a model writes around its JSON, the JSON is found; whatever is not it, is refused with a reason.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { proposalReply } from '../../../../src/core/optimize/contract.ts'
import { parseJsonReply } from '../../../../src/core/optimize/reply.ts'

const GOOD = {
  proposals: [{ hypothesis: 'h {', kind: 'format', op: 'replace', line: 'L1', text: 'Say "yes" or {{no}}.' }],
}

describe('reply of a proposer', () => {
  it('is found bare, fenced, and between prose', () => {
    const json = JSON.stringify(GOOD)
    for (const text of [
      json,
      `\`\`\`json\n${json}\n\`\`\``,
      `Sure! Here {it} is: ${json} Anything else?`,
      `{"a":1} ${json}`,
    ])
      assert.deepEqual(parseJsonReply(text, proposalReply), GOOD)
  })
  it('is refused with a reason when it is prose, cut off, or of another shape', () => {
    assert.throws(() => parseJsonReply('I would change line 1.', proposalReply), /no JSON object/)
    assert.throws(() => parseJsonReply(JSON.stringify(GOOD).slice(0, -3), proposalReply), /no JSON object/)
    assert.throws(() => parseJsonReply('{"proposals":[]}', proposalReply), /does not fit: proposals/)
    assert.throws(() => parseJsonReply('{"proposals":[{"op":"explode"}]}', proposalReply), /does not fit/)
  })
  it('never throws anything but an Error with a message, on any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('{', '}', '"', '\\', 'a', ':', '[', ']', '\n') }), (text) => {
        try {
          parseJsonReply(text, proposalReply)
        } catch (error) {
          assert.ok(error instanceof Error && error.message.length > 0)
        }
      }),
    )
  })
})
