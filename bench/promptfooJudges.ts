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
import { CANDIDATES, makeComparisons, makeTests, type Test } from './judges/rows.ts'
import { startJudgeServer } from './judges/server.ts'
import { runPromptfoo } from './promptfooProcess.ts'

const written = z.object({
  results: z.object({
    results: z.array(
      z.object({
        testIdx: z.number(),
        promptIdx: z.number(),
        success: z.boolean(),
        score: z.number(),
        failureReason: z.number(),
        error: z.string().nullish(),
        gradingResult: z.looseObject({ componentResults: z.array(z.unknown()).nullish() }).nullish(),
      }),
    ),
  }),
})

type Result = z.infer<typeof written>['results']['results'][number]

const { values } = parseArgs({
  options: {
    each: { type: 'string', default: '20' },
    seed: { type: 'string', default: '1' },
    show: { type: 'string', default: '10' },
  },
})
const home = process.env.PROMPTFOO_HOME
if (home === undefined) throw new Error('Set PROMPTFOO_HOME to a folder in which promptfoo is installed.')
await using server = await startJudgeServer()
const [seed, each] = [values.seed, Number(values.each)]
const table = new Map<string, { rows: number; equal: number; errors: number }>()
let shown = 0
await compare(makeTests(seed, each), ['echo'], '{{query}}')
const lines = CANDIDATES.map((name) => `${name}: {{${name}}}`)
await compare(makeComparisons(seed, each), CANDIDATES.map(modelId), lines.join('\n'))
console.table(Object.fromEntries(table))
const all = [...table.values()]
const sum = (key: 'rows' | 'equal') => all.reduce((total, count) => total + count[key], 0)
console.log(`${sum('equal')} of ${sum('rows')} outputs equal`)

function modelId(name: string): string {
  return `openai:chat:${name}`
}

/** Has the tests graded by both, and counts where they agree. */
async function compare(tests: readonly Test[], models: readonly string[], prompt: string): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'tunesmith-judges-'))
  try {
    await writeConfig(folder, tests, models, prompt)
    await runPromptfoo(home ?? '', folder)
    const theirs = written.parse(JSON.parse(await readFile(join(folder, 'out.json'), 'utf8'))).results.results
    const ours = await cellsOf(folder, server.url)
    for (const [i, test] of tests.entries())
      for (const [k, model] of models.entries()) {
        const cell = ours.find(
          ({ caseId, model: id }) => caseId === String(i) && (models.length === 1 || id.endsWith(CANDIDATES[k] ?? '')),
        )
        count(
          test,
          model,
          cell,
          theirs.find(({ testIdx, promptIdx }) => testIdx === i && promptIdx === k),
        )
      }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

function count(test: Test, model: string, cell: Cell | undefined, their: Result | undefined): void {
  const isError = /"graderError":true/.test(JSON.stringify(their?.gradingResult ?? {})) || their?.failureReason === 2
  const [a, b] = [
    cell?.grade === undefined ? 'error' : said(cell.grade),
    their === undefined || isError ? 'error' : said({ pass: their.success, score: their.score }),
  ]
  const types = test.assert.map(({ type }) => String(type).replace(/^not-/, ''))
  const kind = types.filter((type) => types.length === 1 || /^(?:select-best|max-score)$/.test(type)).join(' + ')
  const { rows, equal, errors } = table.get(kind) ?? { rows: 0, equal: 0, errors: 0 }
  table.set(kind, { rows: rows + 1, equal: equal + Number(a === b), errors: errors + Number(b === 'error') })
  if (a !== b && shown++ < Number(values.show))
    console.log(
      JSON.stringify(test),
      model,
      '\n  ours',
      a,
      cell?.grade?.reason ?? cell?.error,
      '\n  promptfoo',
      b,
      their?.error,
    )
}

async function writeConfig(folder: string, tests: readonly Test[], models: readonly string[], prompt: string) {
  const config = { apiBaseUrl: server.url, apiKey: 'none' }
  const file = {
    prompts: ['file://prompt.txt'],
    providers: models.map((id) => (id === 'echo' ? id : { id, config })),
    defaultTest: {
      options: {
        provider: {
          text: { id: modelId('judge'), config },
          embedding: { id: 'openai:embedding:vectors', config },
        },
      },
    },
    tests: tests.map((test, i) => ({ ...test, metadata: { id: String(i) } })),
    metadata: { tunesmith: { split: { train: 0.5, select: 0.5, test: 0 } } },
  }
  await writeFile(join(folder, 'prompt.txt'), prompt)
  // JSON is YAML.
  for (const ending of ['json', 'yaml'])
    await writeFile(join(folder, `promptfooconfig.${ending}`), JSON.stringify(file))
}

function said({ pass, score }: { readonly pass: boolean; readonly score: number }): string {
  return `${pass} ${score.toFixed(9)}`
}

async function cellsOf(root: string, url: string): Promise<readonly Cell[]> {
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
  return store.cells(run)
}
