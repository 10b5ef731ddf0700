import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { gitHistory } from '../../../src/providers/git/gitHistory.ts'

describe('the history of a file in git', () => {
  let folder: string
  const git = (...args: string[]) =>
    execFileSync('git', ['-C', folder, '-c', 'user.name=n', '-c', 'user.email=n@example.com', ...args], {
      stdio: ['ignore', 'pipe', 'ignore'],
      env: { PATH: process.env.PATH, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' },
    })
  const commit = (message: string) => {
    git('add', '.')
    git('commit', '-q', '-m', message)
  }

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'tunesmith-git-'))
    git('init', '-q')
    mkdirSync(join(folder, 'app/prompts'), { recursive: true })
    writeFileSync(join(folder, 'app/prompts/old ä.md'), 'Sort {{text}}\nin one word\nof the list.\n')
    commit('First')
    renameSync(join(folder, 'app/prompts/old ä.md'), join(folder, 'app/prompts/new.md'))
    commit('Rename it\n\nbecause')
    writeFileSync(join(folder, 'app/prompts/new.md'), 'Please sort {{text}}\nin one word\nof the list.\n')
    commit('Be polite')
  })
  after(() => rmSync(folder, { recursive: true, force: true }))

  it('is followed through renames, the newest first', async () => {
    const found = await gitHistory(join(folder, 'app'))('prompts/new.md')
    assert.deepEqual(
      found.map(({ message, path, text }) => [message, path, text.split('\n')[0]]),
      [
        ['Be polite', 'prompts/new.md', 'Please sort {{text}}'],
        ['Rename it\n\nbecause', 'prompts/new.md', 'Sort {{text}}'],
        ['First', 'prompts/old ä.md', 'Sort {{text}}'],
      ],
    )
    assert.match(found[0]?.commit ?? '', /^[\da-f]{40}$/)
  })

  it('runs nothing that the repository’s configuration names', async () => {
    const trap = join(folder, 'trap.sh')
    const sprung = join(folder, 'sprung')
    writeFileSync(trap, `#!/bin/sh\ntouch "${sprung}"\ncat "$1" 2>/dev/null\n`)
    chmodSync(trap, 0o755)
    writeFileSync(join(folder, '.git/info/attributes'), '* diff=trap filter=trap\n')
    for (const setting of [
      'core.fsmonitor',
      'core.pager',
      'core.editor',
      'core.sshCommand',
      'core.alternateRefsCommand',
      'diff.external',
      'diff.trap.command',
      'diff.trap.textconv',
      'filter.trap.smudge',
      'filter.trap.clean',
      'gpg.program',
      'pager.log',
      'credential.helper',
    ])
      git('config', setting, trap)
    git('config', 'log.showSignature', 'true')
    assert.equal((await gitHistory(folder)('app/prompts/new.md')).length, 3)
    assert.equal(existsSync(sprung), false)
    // The trap works: git does run it where nobody says otherwise.
    git('log', '-p', '--', 'app/prompts/new.md')
    assert.equal(existsSync(sprung), true)
  })

  it('is a sentence where there is none', async () => {
    await assert.rejects(gitHistory(folder)('app/prompts/none.md'), /Git knows no commit of this file/)
    await assert.rejects(gitHistory(tmpdir())('none.md'), /The file is in no git repository/)
  })
})
