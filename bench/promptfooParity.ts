// Compares our graders with promptfoo itself, row by row, and prints how many agree:
//   PROMPTFOO_HOME=folder-with-node_modules node bench/promptfooParity.ts [--each 100] [--seed 1] [--fixture FILE]
// `--fixture` writes promptfoo's numbers down, for the unit test that runs without promptfoo.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import * as z from 'zod'
import { sha256 } from '../src/core/hash.ts'
import { gradeRow, makeRows, type Row, rowResult } from '../test/support/promptfooRows.ts'
import { runPromptfoo } from './promptfooProcess.ts'

const results = z.object({
  evalId: z.unknown(),
  results: z.object({
    results: z.array(
      z.object({
        testIdx: z.number(),
        success: z.boolean(),
        score: z.number(),
        failureReason: z.number(),
        error: z.string().nullish(),
        namedScores: z.record(z.string(), z.number()),
      }),
    ),
  }),
})

/** Answers each row with its own output and what is known of the reply. */
const PROVIDER = `import { readFileSync } from 'node:fs'
const rows = JSON.parse(readFileSync(new URL('rows.json', import.meta.url), 'utf8'))
export default class {
  id() { return 'rows' }
  async callApi(prompt) {
    const { output, usd, finish } = rows[Number(prompt)]
    return { output, ...(usd !== undefined && { cost: usd }), ...(finish !== undefined && { finishReason: finish }) }
  }
}
`

/** promptfoo's own grades of the rows, and what it says where it has none. */
async function gradedByPromptfoo(home: string, rows: readonly Row[]): Promise<{ result: string; error: string }[]> {
  const folder = await mkdtemp(join(tmpdir(), 'tunesmith-parity-'))
  try {
    const tests = rows.map(({ assert, threshold }, i) => ({
      vars: { row: String(i) },
      assert,
      ...(threshold !== undefined && { threshold }),
    }))
    const config = { prompts: ['{{row}}'], providers: ['file://provider.mjs'], tests }
    await writeFile(join(folder, 'provider.mjs'), PROVIDER)
    await writeFile(join(folder, 'rows.json'), JSON.stringify(rows))
    await writeFile(join(folder, 'promptfooconfig.json'), JSON.stringify(config))
    await runPromptfoo(home, folder)
    const written = results.parse(JSON.parse(await readFile(join(folder, 'out.json'), 'utf8')))
    const graded = rows.map(() => ({ result: 'missing', error: '' }))
    for (const { testIdx, success, score, failureReason, error, namedScores } of written.results.results)
      graded[testIdx] = {
        result: failureReason === 2 ? 'e' : rowResult(success, score, namedScores),
        error: error ?? '',
      }
    return graded
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

const { values } = parseArgs({
  options: {
    each: { type: 'string', default: '100' },
    seed: { type: 'string', default: '1' },
    fixture: { type: 'string' },
    show: { type: 'string', default: '10' },
  },
})
const home = process.env.PROMPTFOO_HOME
if (home === undefined) throw new Error('Set PROMPTFOO_HOME to a folder in which promptfoo is installed.')
const [seed, each] = [Number(values.seed), Number(values.each)]
const rows = makeRows(seed, each)
const theirs = await gradedByPromptfoo(home, rows)
const table = new Map<string, { rows: number; equal: number; errors: number }>()
let shown = 0
for (const [i, row] of rows.entries()) {
  const ours = await gradeRow(row)
  const { result, error } = theirs[i] ?? { result: 'missing', error: '' }
  const kind = row.assert.length === 1 ? (row.assert[0]?.type.replace(/^not-/, '') ?? '') : 'several'
  const count = table.get(kind) ?? { rows: 0, equal: 0, errors: 0 }
  const equal = ours === result
  table.set(kind, {
    rows: count.rows + 1,
    equal: count.equal + Number(equal),
    errors: count.errors + Number(result === 'e'),
  })
  if (!equal && shown++ < Number(values.show))
    console.log(JSON.stringify(row), '\n  ours', ours, '\n  promptfoo', result, error.split('\n')[0])
}
console.table(Object.fromEntries(table))
const all = [...table.values()]
const sum = (key: 'rows' | 'equal' | 'errors') => all.reduce((total, count) => total + count[key], 0)
console.log(`${sum('equal')} of ${sum('rows')} rows equal, ${sum('errors')} of them errors in both`)
if (values.fixture !== undefined)
  await writeFile(
    values.fixture,
    `${JSON.stringify({ promptfoo: '0.123.1', seed, each, rows: sha256(JSON.stringify(rows)), results: theirs.map(({ result }) => result) }, null, 0)}\n`,
  )
