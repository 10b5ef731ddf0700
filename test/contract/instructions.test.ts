// The example of an AGENTS.md on the command line: measured and improved under commands, with consent alone.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { createWorkspace } from '../support/commandLine.ts'

const example = fileURLToPath(new URL('../../examples/commit-types', import.meta.url))
const files = Object.fromEntries(
  ['AGENTS.md', 'promptfooconfig.yaml', 'cases.jsonl', 'checks/type.mjs'].map((path) => [
    path,
    readFileSync(join(example, path), 'utf8'),
  ]),
)

test('an AGENTS.md is measured by a command that was allowed, and by none that was not', async () => {
  using workspace = createWorkspace(files)
  const refused = await workspace.run(['eval', 'AGENTS.md'])
  assert.equal(refused.code, 2)
  assert.match(refused.stderr, /^cases\.jsonl:1: Only code judges this case.*--allow-code/)

  const { stdout, stderr } = await workspace.run(['eval', 'AGENTS.md', '--allow-code', '--json', '-'])
  assert.match(stderr, /none of feat, fix|more than one word/)
  assert.match(stderr, /tunesmith optimize AGENTS\.md --allow-code/)
  const { report } = JSON.parse(stdout)
  const [{ rate, missing }] = report.rows
  assert.deepEqual([rate.n, missing], [42, 0])
  assert.ok(rate.k > 0 && rate.k < rate.n, `${rate.k} of ${rate.n}`)
})

test('an AGENTS.md is improved on its tasks, and its rule stays', async () => {
  using workspace = createWorkspace(files)
  const args = ['optimize', 'AGENTS.md', '--allow-code', '--preset', 'quick', '--apply', '--json', '-']
  const { stdout, stderr } = await workspace.run(args)
  assert.notEqual(stdout, '', stderr)
  const { winner, seed } = JSON.parse(stdout).report
  assert.ok(winner.rate.k > seed.rate.k, `${winner.rate.k} after ${seed.rate.k}`)
  const written = readFileSync(join(workspace.folder, 'AGENTS.md'), 'utf8')
  assert.notEqual(written, files['AGENTS.md'])
  assert.match(written, /Never invent a type of your own\./)
})

test('a command that is not there grades nothing, and the report says so', async () => {
  const config = files['promptfooconfig.yaml']?.replace(/check: .*/, 'check: nosuchprogram output.txt') ?? ''
  using workspace = createWorkspace({ ...files, 'promptfooconfig.yaml': config })
  const { stdout, code } = await workspace.run(['eval', 'AGENTS.md', '--allow-code', '--json', '-'])
  assert.equal(code, 1)
  const { report } = JSON.parse(stdout)
  assert.deepEqual([report.rows[0].rate.n, report.rows[0].missing], [0, 42])
  assert.match(report.sentences.join(' '), /The command at promptfooconfig\.yaml:\d+ could not run: .*nosuchprogram/)
})
