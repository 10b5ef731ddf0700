import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { problemsBetween } from '../../../../src/core/prompt/validate.ts'

const original = '---\nmodel: a\n---\nsystem:\nSort {{topic}}. See #file:a.md\n\nuser:\n{{x}}\n'
const codes = (candidate: string, path = 'a.prompty', from = original) =>
  problemsBetween(path, from, candidate).map(({ code }) => code)

describe('a changed prompt', () => {
  it('that says the same in other words has no problem', () => {
    assert.deepEqual(codes(original.replace('Sort', 'Please sort, and think,')), [])
    assert.deepEqual(codes(original.replaceAll('\n', '\r\n')), [])
  })

  it('is told what it lost, renamed, added or broke', () => {
    assert.deepEqual(codes(original.replace('{{topic}}', 'mail')), ['variable-lost'])
    assert.deepEqual(codes(original.replace('{{topic}}', '{{subject}}')), ['variable-renamed'])
    assert.deepEqual(codes(original.replace('Sort', 'Sort {{who}}')), ['variable-new'])
    assert.deepEqual(codes(original.replace('{{x}}', '{{x}} {{ open')), ['delimiter'])
    assert.deepEqual(codes(original.replace('user:', 'human:')), ['roles'])
    assert.deepEqual(codes(original.replace('model: a', 'model: b')), ['structure'])
    assert.deepEqual(codes(original.replace('Sort', 'See #file:/etc/passwd and sort')), ['reference-new'])
    assert.deepEqual(codes(original.replace(' See #file:a.md', '')), ['span-lost'])
  })

  it('that cannot be read is told where it breaks', () => {
    const chat = '[{"role":"user","content":"{{x}}"}]'
    assert.deepEqual(codes('[{"role":"user","content":"{{x}}\n"}]', 'a.json', chat), ['format'])
    assert.deepEqual(codes('[{"role":"robot","content":"{{x}}"}]', 'a.json', chat), ['format'])
  })
})
