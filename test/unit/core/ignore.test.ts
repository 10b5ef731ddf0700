import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { isIgnored, parseIgnore } from '../../../src/core/ignore.ts'

const root = parseIgnore(
  '',
  '# built\n/build\n*.log\n!keep.log\nout/\ndocs/**/tmp\ncache/**\n!cache/kept.md\n\\!odd\r\n',
)
const deep = parseIgnore('pkg', 'local.md\n!build\n/only\n')

describe('.gitignore', () => {
  const cases: readonly [string, boolean][] = [
    ['build/a.md', true],
    ['pkg/build/a.md', false],
    ['x.log', true],
    ['deep/x.log', true],
    ['keep.log', false],
    ['out', false],
    ['out/a.md', true],
    ['x/out/a.md', true],
    ['docs/tmp', true],
    ['docs/a/b/tmp/c.md', true],
    ['cache/gone.md', true],
    ['cache/kept.md', false],
    ['!odd', true],
    ['local.md', false],
    ['pkg/local.md', true],
    ['pkg/x/local.md', true],
    ['pkg/only', true],
    ['pkg/x/only', false],
    ['README.md', false],
  ]
  for (const [path, wanted] of cases)
    it(`${wanted ? 'hides' : 'shows'} ${path}`, () => assert.equal(isIgnored([root, deep], path), wanted))
})
