import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { InputError } from '../../../src/core/errors.ts'
import { insideRoot, workspaceFiles, workspaceRoot, writeWhole } from '../../../src/terminal/workspace.ts'

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
