import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { examplesIn, examplesInMessage } from '../../../../src/core/history/examples.ts'
import type { Revision } from '../../../../src/core/history/revision.ts'
import { suggestFromHistory } from '../../../../src/core/history/suggest.ts'
import { parsePrompt } from '../../../../src/core/prompt/registry.ts'

const revision = (number: number, message: string, text: string): Revision => ({
  commit: String(number).repeat(40),
  at: '2026-03-01T10:00:00Z',
  message,
  path: 'sort.prompt.md',
  text,
})
const suggest = (revisions: readonly Revision[]) =>
  suggestFromHistory(parsePrompt('sort.prompt.md', revisions[0]?.text ?? ''), revisions)

describe('cases from the commits of a prompt', () => {
  it('are the examples that a commit tells of and adds, with the commit as the reason', () => {
    const { drafts } = suggest([
      revision(
        3,
        'Fix refunds\n\n"I want my money back" was sent to sales; it should be billing. Reported by ann@x.io',
        'Sort this.\nInput: where is it\nOutput: shipping\nMessage: {{text}}',
      ),
      revision(1, 'First', 'Sort this.\nMessage: {{text}}'),
    ])
    const seen = drafts.map(({ vars, expected, kind, from }) => ({ vars, expected, kind, from }))
    assert.deepEqual(seen, [
      { vars: { text: 'I want my money back' }, expected: 'billing', kind: 'failure', from: '3333333333' },
      { vars: { text: 'where is it' }, expected: 'shipping', kind: 'failure', from: '3333333333' },
    ])
    assert.match(drafts[0]?.why ?? '', /^Commit 3333333333 of 2026-03-01 tells of this input: Fix refunds\.$/)
    assert.match(drafts[1]?.why ?? '', /It stands in the prompt, so it shows little\.$/)
  })

  it('bring the rules that were put in, as long as they stand', () => {
    const { checks } = suggest([
      revision(3, 'Drop it', 'Sort.\n- Never answer with a sentence.\n{{text}}'),
      revision(2, 'Stop chatter', 'Sort.\n- Never answer with a sentence.\n- Always say please.\n{{text}}'),
      revision(1, 'First', 'Sort.\n{{text}}'),
    ])
    assert.deepEqual(checks, [
      {
        type: 'llm-rubric',
        value: 'Never answer with a sentence.',
        why: 'Commit 2222222222 of 2026-03-01 put it into the prompt: Stop chatter.',
        from: '2222222222',
      },
    ])
  })

  it('are not placed where several variables could be meant', () => {
    const { drafts, unplaced } = suggest([
      revision(2, 'Fix: "some longer input" should be billing', '{{text}} {{name}}!'),
      revision(1, 'First', '{{text}} {{name}}'),
    ])
    assert.deepEqual([drafts.length, unplaced], [0, 1])
  })
})

describe('examples in a text', () => {
  const shapes: readonly [string, string][] = [
    ['label lines', 'Q: how much\nis it?\nA: price'],
    ['an arrow', '- "how much\nis it?"\n- "how much is it?" -> price'],
    ['tags', '<input>how much is it?</input>\n<output>price</output>'],
  ]
  for (const [name, text] of shapes)
    it(`are found as ${name}`, () => {
      const [example] = examplesIn(text)
      assert.equal(example?.input.replaceAll('\n', ' '), 'how much is it?')
      assert.equal(example?.output, 'price')
    })

  it('need an answer', () => {
    assert.deepEqual(examplesIn('Input: one\n\nOutput: two'), [])
    assert.deepEqual(examplesInMessage('Rename "this long thing" in the docs'), [])
  })
})
