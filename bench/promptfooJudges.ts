// Compares model-graded assertions with promptfoo's: the same config through both, against one server on this machine that
// plays judge and embedding model, case by case. Prints figures; never a test.
//   PROMPTFOO_HOME=folder-with-node_modules node bench/promptfooJudges.ts [--each 20] [--seed 1]
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import * as z from 'zod'
import { Engine } from '../src/core/engine.ts'
import type { Cell } from '../src/core/ports.ts'
import { loadTask } from '../src/core/task.ts'
import { createEmbedderResolver } from '../src/providers/embeddings/registry.ts'
import { createModelResolver } from '../src/providers/models/registry.ts'
import { openMemoryStore } from '../src/store/openStore.ts'
import { systemClock } from '../src/terminal/clock.ts'
import { workspaceFiles } from '../src/terminal/workspace.ts'
import { makeTests } from './judges/rows.ts'
import { startJudgeServer } from './judges/server.ts'
import { runPromptfoo } from './promptfooProcess.ts'

const written = z.object({
  results: z.object({
    results: z.array(
      z.object({
        testIdx: z.number(),
        success: z.boolean(),
        score: z.number(),
        failureReason: z.number(),
        error: z.string().nullish(),
        gradingResult: z.looseObject({ componentResults: z.array(z.unknown()).nullish() }).nullish(),
      }),
    ),
  }),
})

const { values } = parseArgs({
  options: {
    each: { type: 'string', default: '20' },
    seed: { type: 'string', default: '1' },
    show: { type: 'string', default: '10' },
  },
})
const home = process.env.PROMPTFOO_HOME
if (home === undefined) throw new Error('Set PROMPTFOO_HOME to a folder in which promptfoo is installed.')
const folder = await mkdtemp(join(tmpdir(), 'tunesmith-judges-'))
await using server = await startJudgeServer()
try {
  const tests = makeTests(values.seed, Number(values.each))
  const config = { apiBaseUrl: server.url, apiKey: 'none' }
  const provider = {
    text: { id: 'openai:chat:judge', config },
    embedding: { id: 'openai:embedding:vectors', config },
  }
  const file = {
    prompts: ['file://prompt.txt'],
    providers: ['echo'],
    defaultTest: { options: { provider } },
    tests: tests.map((test, i) => ({ ...test, metadata: { id: String(i) } })),
    metadata: { tunesmith: { split: { train: 0.5, select: 0.5, test: 0 } } },
  }
  await writeFile(join(folder, 'prompt.txt'), '{{query}}')
  await writeFile(join(folder, 'promptfooconfig.json'), JSON.stringify(file))
  // JSON is YAML.
  await writeFile(join(folder, 'promptfooconfig.yaml'), JSON.stringify(file))
  await runPromptfoo(home, folder)
  const theirs = written.parse(JSON.parse(await readFile(join(folder, 'out.json'), 'utf8'))).results.results
  const ours = await cellsOf(folder, server.url)
  const table = new Map<string, { rows: number; equal: number; errors: number }>()
  let shown = 0
  for (const [i, test] of tests.entries()) {
    const cell = ours.get(String(i))
    const their = theirs.find(({ testIdx }) => testIdx === i)
    const isError = /"graderError":true/.test(JSON.stringify(their?.gradingResult ?? {})) || their?.failureReason === 2
    const [a, b] = [
      cell?.grade === undefined ? 'error' : said(cell.grade),
      their === undefined || isError ? 'error' : said({ pass: their.success, score: their.score }),
    ]
    const type = String(test.assert[0]?.type).replace(/^not-/, '')
    const count = table.get(type) ?? { rows: 0, equal: 0, errors: 0 }
    table.set(type, {
      rows: count.rows + 1,
      equal: count.equal + Number(a === b),
      errors: count.errors + Number(b === 'error'),
    })
    if (a !== b && shown++ < Number(values.show))
      console.log(
        JSON.stringify(test),
        '\n  ours',
        a,
        cell?.grade?.reason ?? cell?.error,
        '\n  promptfoo',
        b,
        their?.error,
      )
  }
  console.table(Object.fromEntries(table))
  const all = [...table.values()]
  console.log(
    `${all.reduce((sum, { equal }) => sum + equal, 0)} of ${all.reduce((sum, { rows }) => sum + rows, 0)} rows equal`,
  )
} finally {
  await rm(folder, { recursive: true, force: true })
}

function said({ pass, score }: { readonly pass: boolean; readonly score: number }): string {
  return `${pass} ${score.toFixed(9)}`
}

async function cellsOf(root: string, url: string): Promise<Map<string, Cell>> {
  const access = {
    keyFor: async () => 'none',
    baseUrls: { openai: url },
    sandbox: () => Promise.reject(new Error('none')),
  }
  const store = openMemoryStore()
  const engine = new Engine({
    store,
    clock: systemClock,
    models: createModelResolver(access),
    embedders: createEmbedderResolver(access),
    backends: () => Promise.reject(new Error('none')),
    prices: {},
  })
  const task = await loadTask(workspaceFiles(root), 'prompt.txt', 'promptfooconfig.yaml')
  let run = 0
  for await (const event of engine.evaluate(task, {}, new AbortController().signal)) {
    if (event.type === 'started') run = event.runId
    if (event.type === 'finished' && event.status !== 'done') console.log(event)
  }
  return new Map(store.cells(run).map((cell) => [cell.caseId, cell]))
}
