// Our graders against promptfoo's own numbers, written down by bench/promptfooParity.ts for the rows that a seed makes.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import * as z from 'zod'
import { sha256 } from '../../../../../src/core/hash.ts'
import { gradeRow, makeRows } from '../../../../support/promptfooRows.ts'

const written = z
  .object({ seed: z.number(), each: z.number(), rows: z.string(), results: z.array(z.string()) })
  .parse(JSON.parse(readFileSync(new URL('../../../../fixtures/promptfoo/grades.json', import.meta.url), 'utf8')))

describe('the graders', () => {
  it('pass, score and name their metrics as promptfoo does, and fail to where it does', async () => {
    const rows = makeRows(written.seed, written.each)
    assert.equal(sha256(JSON.stringify(rows)), written.rows, 'the rows changed: write the fixture anew')
    assert.ok(rows.length > 1000)
    for (const [i, row] of rows.entries())
      assert.equal(await gradeRow(row), written.results[i], `row ${i}: ${JSON.stringify(row)}`)
  })
})
