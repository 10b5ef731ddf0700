// `promptfoo optimize` of npm's promptfoo from ARENA_HOME, with its defaults. It has no budget: it evaluates the seed
// and nine rewrites on every test (and takes the incumbent's repeats from a cache), so it gets a tenth of the budget in
// rows. Its rewriter is chosen by the OpenAI key in the environment.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Entry, Outcome, System } from './system.ts'

const EVALUATIONS = 10

export function createPromptfoo(home: string): System {
  return {
    name: 'promptfoo',
    // The rewriter's calls come on top.
    overshoot: () => EVALUATIONS,
    run: (entry) => run(home, entry),
    close: () => undefined,
  }
}

async function run(home: string, { url, world, rows, budget }: Entry): Promise<Outcome> {
  const folder = mkdtempSync(join(tmpdir(), 'arena-promptfoo-'))
  try {
    const tests = [...rows.train, ...rows.select].slice(0, Math.floor(budget / EVALUATIONS))
    writeFileSync(join(folder, 'prompt.txt'), world.seedPrompt)
    writeFileSync(
      join(folder, 'promptfooconfig.json'),
      JSON.stringify({
        prompts: ['file://prompt.txt'],
        providers: [{ id: 'openai:chat:task', config: { apiBaseUrl: url, apiKey: 'none' } }],
        tests: tests.map((row) => ({
          vars: { input: row.text },
          assert: [{ type: 'equals', value: row.expected }],
        })),
        evaluateOptions: { maxConcurrency: 8 },
      }),
    )
    return outcomeOf(await optimize(home, folder, url), tests.length)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function optimize(home: string, folder: string, url: string): Promise<string> {
  const program = join(home, 'node_modules/promptfoo/dist/src/entrypoint.js')
  const child = spawn(process.execPath, [program, 'optimize', '-c', 'promptfooconfig.json'], {
    cwd: folder,
    env: {
      PATH: process.env.PATH ?? '',
      HOME: folder,
      PROMPTFOO_CONFIG_DIR: folder,
      PROMPTFOO_DISABLE_TELEMETRY: '1',
      PROMPTFOO_DISABLE_UPDATE: '1',
      PROMPTFOO_DISABLE_REMOTE_GENERATION: '1',
      NO_COLOR: '1',
      OPENAI_API_KEY: 'none',
      OPENAI_BASE_URL: url,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let printed = ''
  let complaints = ''
  child.stdout.on('data', (chunk) => {
    printed += chunk
  })
  child.stderr.on('data', (chunk) => {
    complaints += chunk
  })
  const [code] = await once(child, 'close')
  if (code !== 0) throw new Error(`promptfoo optimize ended with ${code}: ${complaints || printed}`)
  return printed
}

/** It tells its result in print alone: sums of scores in brackets, and the prompt under its heading. */
function outcomeOf(printed: string, tests: number): Outcome {
  const best = /Best prompt\n([\s\S]*?<case>\{\{input\}\}<\/case>)/.exec(printed)?.[1]
  const sum = /Best search: [\s\S]*? \(([0-9.]+)\)\n/.exec(printed)?.[1]
  if (best === undefined || sum === undefined) throw new Error(`promptfoo optimize printed no result: ${printed}`)
  return { winner: best.trim(), reported: Number(sum) / tests, course: [], detail: { tests } }
}
