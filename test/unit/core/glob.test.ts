import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { globMatcher, literalGlob } from '../../../src/core/glob.ts'

describe('globs', () => {
  const cases: readonly [string, string, boolean][] = [
    ['*.md', 'a.md', true],
    ['*.md', 'deep/er/a.md', true],
    ['/*.md', 'deep/a.md', false],
    ['docs/*.md', 'docs/a.md', true],
    ['docs/*.md', 'docs/x/a.md', false],
    ['docs/**', 'docs/x/a.md', true],
    ['**/prompts/**/*.txt', 'prompts/a.txt', true],
    ['**/prompts/**/*.txt', 'x/prompts/y/z/a.txt', true],
    ['*.{md,txt}', 'a.txt', true],
    ['{a,b/{c,d}}.md', 'b/d.md', true],
    ['a?c', 'abc', true],
    ['[a-c]x', 'bx', true],
    ['[!a-c]x', 'bx', false],
    ['[', '[', true],
    ['a{b', 'a{b', true],
    ['', 'a', false],
  ]
  for (const [glob, path, wanted] of cases)
    it(`${wanted ? 'match' : 'do not match'}: ${glob} ${path}`, () => assert.equal(globMatcher(glob)(path), wanted))

  it('made of a path match it and nothing else', () => {
    const name = fc.string({ unit: fc.constantFrom(...'ab*?[]{}!-,. \\'), minLength: 1, maxLength: 8 })
    fc.assert(
      fc.property(name, name, (path, other) => {
        const matches = globMatcher(literalGlob(path))
        assert.ok(matches(path))
        assert.equal(matches(other), path === other)
      }),
      { seed: 4 },
    )
  })

  it('answer bait for backtracking', () => {
    assert.equal(globMatcher('*a'.repeat(400))('a'.repeat(4000)), true)
    assert.equal(globMatcher(`${'**/'.repeat(300)}x`)(`${'a/'.repeat(300)}y`), false)
    assert.equal(globMatcher('{a,b}'.repeat(300))('c'), false)
  })
})
