import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { mapDataset } from '../../../src/terminal/flows/mapDataset.ts'

test('no guess replaces the columns that an eval file names; what is said does', async () => {
  const root = mkdtempSync(join(tmpdir(), 'map-dataset-'))
  try {
    writeFileSync(join(root, 'p.prompt.md'), 'Sort it: {{text}}\n')
    writeFileSync(join(root, 'd.csv'), 'text,other,label\na,b,x\nc,d,y\n')
    const map = (given?: string) => mapDataset(root, 'p.prompt.md', join(root, 'd.csv'), { models: [], map: given }, {})
    const stored = () => readFileSync(join(root, 'p.eval.yaml'), 'utf8')
    await map('text=other')
    assert.match(stored(), /"text": "other"/)
    const before = stored()
    assert.match((await map()).lines.join('\n'), /its columns stay as p\.eval\.yaml says/)
    assert.equal(stored(), before)
    await map('text=text')
    assert.match(stored(), /"text":"text"/)
  } finally {
    rmSync(root, { recursive: true })
  }
})
