import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { parsePrompt } from '../../../../src/core/prompt/registry.ts'
import { renderMessages } from '../../../../src/core/prompt/render.ts'
import { matchText } from '../../../../src/core/traces/match.ts'
import { PromptMatcher } from '../../../../src/core/traces/matcher.ts'
import type { LoggedMessage } from '../../../../src/core/traces/record.ts'

const promptOf = (text: string, path = 'a.prompt.md') => parsePrompt(path, text)
const matcher = (text: string, path?: string) => new PromptMatcher([{ document: promptOf(text, path) }])
const user = (text: string): LoggedMessage[] => [{ role: 'user', text }]

describe('matching what was sent against the prompt', () => {
  it('reads the values back', () => {
    const found = matcher('Sort {{message}} for {{name}}.\n').match(user('Sort my bill for Ann.'))
    assert.deepEqual(found, { kind: 'values', values: { message: 'my bill', name: 'Ann' } })
  })

  it('never guesses: a value that holds the text between two holes is ambiguous', () => {
    const prompt = matcher('Context: {{context}}\nQuestion: {{question}}\n')
    assert.equal(prompt.match(user('Context: a\nQuestion: b\nQuestion: c')).kind, 'ambiguous')
    assert.equal(matcher('{{a}}{{b}}').match(user('xy')).kind, 'ambiguous')
  })

  it('lets one message settle another', () => {
    const source = JSON.stringify([
      { role: 'system', content: 'You help {{name}}.' },
      { role: 'user', content: '{{name}} - {{text}}' },
    ])
    const sent = [
      { role: 'developer', text: 'You help A - B.' },
      { role: 'human', text: 'A - B - hello' },
    ]
    assert.deepEqual(matcher(source, 'chat.json').match(sent), {
      kind: 'values',
      values: { name: 'A - B', text: 'hello' },
    })
  })

  it('follows the branch of a condition that was taken', () => {
    const prompt = matcher('{% if name %}Dear {{ name }},\n{% endif %}answer this: {{ text }}', 'a.jinja')
    assert.deepEqual(prompt.match(user('Dear Ann,\nanswer this: why?')), {
      kind: 'values',
      values: { name: 'Ann', text: 'why?' },
    })
    assert.deepEqual(prompt.match(user('answer this: why?')), { kind: 'values', values: { name: '', text: 'why?' } })
  })

  it('says which calls it cannot use', () => {
    const loop = matcher('{% for item in items %}{{ loop.index }}{% endfor %} of {{ kind }}', 'a.jinja')
    assert.notEqual(loop.match(user('12 of fruit')).kind, 'values')
    const prompt = matcher('Sort {{text}}')
    assert.equal(prompt.match(user('Count x')).kind, 'none')
    const going = [...user('Sort x'), { role: 'assistant', text: 'y' }, { role: 'user', text: 'thanks' }]
    assert.equal(prompt.match(going).kind, 'longer')
    assert.equal(prompt.match([{ role: 'assistant', text: 'Sort x' }]).kind, 'none')
  })

  it('overlooks a system message that a wrapper put before the prompt', () => {
    const sent = [{ role: 'system', text: 'Be polite.' }, ...user('Sort x')]
    assert.equal(matcher('Sort {{text}}').match(sent).kind, 'values')
  })

  it('tries older versions, and refuses one without a variable of today', () => {
    const versions = (...texts: string[]) =>
      new PromptMatcher(texts.map((text, i) => ({ document: promptOf(text), ...(i > 0 && { commit: `c${i}` }) })))
    const drifted = versions('Please sort {{text}}', 'Sort {{text}}').match(user('Sort x'))
    assert.deepEqual(drifted, { kind: 'values', values: { text: 'x' }, commit: 'c1' })
    assert.equal(versions('Sort {{text}} for {{who}}', 'Sort {{text}}').match(user('Sort x')).kind, 'outdated')
  })

  it('takes the inputs that the log names as the prompt does', () => {
    const prompt = matcher('Sort {{text}} for {{who}}')
    assert.deepEqual(prompt.named({ text: 'x', who: 'y', other: 1 }), {
      kind: 'values',
      values: { text: 'x', who: 'y' },
    })
    assert.equal(prompt.named({ text: 'x' }).kind, 'none')
  })

  it('gives back what was rendered, or says that it is ambiguous', () => {
    const word = fc.stringMatching(/^[ab]{0,3}$/)
    const names = ['one', 'two', 'three']
    const template = fc.array(word, { minLength: 2, maxLength: 4 })
    fc.assert(
      fc.property(template, fc.array(word, { minLength: 3, maxLength: 3 }), (literals, values) => {
        const holes = names.slice(0, literals.length - 1)
        const text = literals.map((literal, i) => (i === 0 ? literal : (values[i - 1] ?? '') + literal)).join('')
        const match = matchText({ literals, holes }, text)
        const ways = countWays(literals, text)
        assert.ok(ways >= 1)
        if (ways > 1) assert.equal(match.kind, 'ambiguous')
        else
          assert.deepEqual(match, { kind: 'values', values: Object.fromEntries(holes.map((n, i) => [n, values[i]])) })
      }),
      { numRuns: 200, seed: 5 },
    )
  })

  it('is the inverse of rendering for prompts with words between their variables', () => {
    const value = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }).map((text) => text.trim() || 'x')
    const document = promptOf('A <one>{{one}}</one>\nthen <two>{{two}}</two> and {{one}} again.\n')
    const prompt = new PromptMatcher([{ document }])
    fc.assert(
      fc.property(value, value, (one, two) => {
        const values = { one, two }
        const sent = renderMessages(document, values).map(({ role, content }) => ({ role, text: content }))
        const found = prompt.match(sent)
        if (found.kind === 'values') assert.deepEqual(found.values, values)
        else assert.equal(found.kind, 'ambiguous')
      }),
      { numRuns: 60, seed: 6 },
    )
  })

  it('takes linear time over bait', () => {
    const bait = 'ab'.repeat(200_000)
    const literals = ['', `${'ab'.repeat(2_000)}x`, '']
    assert.equal(matchText({ literals, holes: ['a', 'b'] }, bait).kind, 'none')
  })
})

/** By trying them all. */
function countWays([head = '', ...rest]: readonly string[], text: string): number {
  if (!text.startsWith(head)) return 0
  const left = text.slice(head.length)
  if (rest.length === 0) return left === '' ? 1 : 0
  let ways = 0
  for (let i = 0; i <= left.length; i++) ways += countWays(rest, left.slice(i))
  return ways
}
