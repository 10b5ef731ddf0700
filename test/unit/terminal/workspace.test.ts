import assert from 'node:assert/strict'
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { InputError } from '../../../src/core/errors.ts'
import {
  insideRoot,
  workspaceFiles,
  workspaceRoot,
  writePromptFile,
  writeWhole,
} from '../../../src/terminal/workspace.ts'

const root = mkdtempSync(join(tmpdir(), 'tunesmith-'))
after(() => rmSync(root, { recursive: true, force: true }))
mkdirSync(join(root, 'shop/prompts/node_modules'), { recursive: true })
writeFileSync(join(root, 'shop/promptfooconfig.yaml'), 'tests: []\n')
writeFileSync(join(root, 'shop/prompts/a.md'), 'old')
writeFileSync(join(root, 'shop/prompts/node_modules/b.md'), '')

test('finds the workspace above a folder by what stands in it', () => {
  assert.equal(workspaceRoot(join(root, 'shop/prompts')), join(root, 'shop'))
})

test('names a file from the root with forward slashes, whatever the folder it was typed in', () => {
  assert.equal(insideRoot(join(root, 'shop'), join(root, 'shop/prompts'), 'a.md'), 'prompts/a.md')
  assert.equal(insideRoot(root, root, '.'), '')
})

test('refuses a file outside the workspace', () => {
  assert.throws(() => insideRoot(join(root, 'shop'), join(root, 'shop'), '../x.md'), InputError.is)
})

test('lists what people write and leaves packages out', async () => {
  const files = workspaceFiles(join(root, 'shop'))
  assert.deepEqual(await files.list(''), ['promptfooconfig.yaml', 'prompts/a.md'])
  assert.deepEqual(await files.list('prompts'), ['prompts/a.md'])
  assert.equal(await files.read('prompts/none.md'), undefined)
})

test('replaces a file whole and leaves nothing beside it', async () => {
  await writeWhole(join(root, 'shop/prompts/a.md'), 'new')
  assert.equal(readFileSync(join(root, 'shop/prompts/a.md'), 'utf8'), 'new')
  assert.deepEqual(readdirSync(join(root, 'shop/prompts')), ['a.md', 'node_modules'])
})

test('refuses to write into a folder that does not exist', async () => {
  await assert.rejects(writeWhole(join(root, 'none/report.json'), '{}'), InputError.is)
})

test('writes a prompt through a link, and neither out of the workspace nor over a read-only file', async () => {
  const shop = join(root, 'shop')
  writeFileSync(join(shop, 'AGENTS.md'), 'a')
  symlinkSync('AGENTS.md', join(shop, 'CLAUDE.md'))
  await writePromptFile(shop, join(shop, 'CLAUDE.md'), 'b')
  assert.ok(lstatSync(join(shop, 'CLAUDE.md')).isSymbolicLink())
  assert.equal(readFileSync(join(shop, 'AGENTS.md'), 'utf8'), 'b')

  const refusal = (path: string) =>
    writePromptFile(shop, path, 'x').then(
      () => 'written',
      (error: unknown) => (InputError.is(error) ? error.sentence : String(error)),
    )
  writeFileSync(join(root, 'far.md'), 'far')
  symlinkSync(join(root, 'far.md'), join(shop, 'far.md'))
  assert.match(await refusal(join(shop, 'far.md')), /^far\.md: The file is a link to one outside the workspace/)
  assert.equal(readFileSync(join(root, 'far.md'), 'utf8'), 'far')
  chmodSync(join(shop, 'AGENTS.md'), 0o444)
  assert.match(await refusal(join(shop, 'AGENTS.md')), /^AGENTS\.md: The file is read-only/)
  assert.equal(readFileSync(join(shop, 'AGENTS.md'), 'utf8'), 'b')
})
