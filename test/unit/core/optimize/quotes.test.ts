// Which edits quote a case, and which replacements are insertions in truth.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Case } from '../../../../src/core/evals/case.ts'
import { atomic } from '../../../../src/core/optimize/atomic.ts'
import type { Proposal } from '../../../../src/core/optimize/contract.ts'
import { seedDraft } from '../../../../src/core/optimize/draft.ts'
import { Quotes } from '../../../../src/core/optimize/quotes.ts'
import { parsePrompt } from '../../../../src/core/prompt/registry.ts'

function caseOf(id: string, question: string): Case {
  const source = { file: 'cases.jsonl', line: 1 }
  return { id, vars: { question }, assertions: [], group: id, expected: 'yes', title: id, source }
}

const COMMON = ['a', 'b', 'c'].map((id) => caseOf(id, `Please tell me about my card number ${id.repeat(3)}`))
const OWN = caseOf('own', 'Order R12 never came to the red house')
const prompt = parsePrompt('prompts/q.txt', 'Be kind to the red house people.\n{{question}}\n')

describe('an edit quotes a case', () => {
  const quotes = new Quotes(prompt, [...COMMON, OWN])

  it('where it shares words in a row that hardly any other case has', () => {
    assert.equal(quotes.quotes('What never came to somebody is lost.', OWN), true)
    assert.equal(quotes.quotes('What never came is lost.', OWN), false)
  })

  it('where it names what only this case names', () => {
    assert.equal(quotes.quotes('Case R12: is answered with yes.', OWN), true)
    assert.equal(quotes.quotes('Case R12: is answered with yes.', COMMON[0] as Case), false)
  })

  it('but not by a common phrase, nor by what the seed prompt says itself', () => {
    assert.equal(quotes.quotes('Where they ask about my card, say yes.', COMMON[0] as Case), false)
    assert.equal(quotes.quotes('Greet the red house.', OWN), false)
  })
})

describe('a replacement', () => {
  const draft = seedDraft([
    { role: 'user', text: 'Answer in a full sentence.\nNever mention the weather.\n{{question}}' },
  ])
  const replacing = (text: string): Proposal => ({
    hypothesis: 'h',
    kind: 'instruction',
    op: 'replace',
    line: 'L1',
    text,
  })

  it('that keeps a word of its line is one', () => {
    assert.equal(atomic(replacing('Answer with one word.'), draft).op, 'replace')
  })

  it('that keeps nothing of it is an insertion: that the line is not needed was never tested', () => {
    assert.equal(atomic(replacing('Use the metric system.'), draft).op, 'insert_after')
  })

  it('of a line that is not there, or is empty, is left as it is', () => {
    assert.equal(atomic({ ...replacing('New.'), line: 'L9' }, draft).op, 'replace')
    const empty = seedDraft([{ role: 'user', text: '\n{{question}}' }])
    assert.equal(atomic(replacing('New.'), empty).op, 'replace')
  })
})
