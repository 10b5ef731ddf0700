import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, describe, it } from 'node:test'
import { listFiles } from '../../../src/terminal/listing.ts'

describe('the listing of a folder', () => {
  const root = mkdtempSync(join(tmpdir(), 'tunesmith-'))
  after(() => rmSync(root, { recursive: true, force: true }))
  const write = (path: string, text = '') => {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  write('.gitignore', 'out/\n')
  write('AGENTS.md')
  write('out/prompts/a.md')
  write('pkg/.gitignore', '*.tmp\n')
  write('pkg/b.tmp')
  write('pkg/b.md')
  write('pkg/nested/.git/HEAD')
  write('pkg/nested/c.md')
  write('dist/d.md')
  write('node_modules/e/prompts/e.md')
  symlinkSync('AGENTS.md', join(root, 'CLAUDE.md'))
  symlinkSync('nowhere', join(root, 'broken.md'))
  symlinkSync('.', join(root, 'pkg/loop'))

  it('follows nested .gitignore files and links to files, and goes into nested repositories', () => {
    assert.deepEqual(listFiles(root, '').toSorted(), [
      '.gitignore',
      'AGENTS.md',
      'CLAUDE.md',
      'pkg/.gitignore',
      'pkg/b.md',
      'pkg/nested/c.md',
    ])
  })

  it('shows a hidden folder to whoever names it', () => {
    assert.deepEqual(listFiles(root, 'out/prompts'), ['out/prompts/a.md'])
    assert.deepEqual(listFiles(root, 'pkg/nested'), ['pkg/nested/c.md'])
    assert.deepEqual(listFiles(root, 'none'), [])
  })
})
