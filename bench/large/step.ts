// One step of the bench, in a process of its own, so that its peak memory is its own: prints one line of JSON.
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import * as z from 'zod'
import { Engine } from '../../src/core/engine.ts'
import { LIST_PRICES } from '../../src/core/pricing.ts'
import { loadTask } from '../../src/core/task.ts'
import { openStore } from '../../src/store/openStore.ts'
import { systemClock } from '../../src/terminal/clock.ts'
import { keepHeapSmall } from '../../src/terminal/heap.ts'
import { workspaceFiles } from '../../src/terminal/workspace.ts'
import { answerTo, PROMPT } from './workspace.ts'

/** The calls alone, as fast as this Node makes them, answers thrown away. */
async function floor(root: string, url: string): Promise<void> {
  const template = readFileSync(join(root, PROMPT), 'utf8')
  const lines = readFileSync(join(root, 'cases.jsonl'), 'utf8').trimEnd().split('\n').values()
  const worker = async () => {
    for (const line of lines) {
      const content = template.replace('{{text}}', JSON.parse(line).vars.text)
      const body = JSON.stringify({ model: 'stub', messages: [{ role: 'user', content }] })
      const headers = { 'content-type': 'application/json', authorization: 'Bearer none' }
      const response = await fetch(`${url}/v1/chat/completions`, { method: 'POST', headers, body })
      await response.json()
    }
  }
  await Promise.all(Array.from({ length: 8 }, worker))
}

/** The engine with a model in this process, that answers at once, under the command line's own settings. */
async function engine(root: string): Promise<void> {
  keepHeapSmall()
  const task = await loadTask(workspaceFiles(root), PROMPT)
  note('loaded')
  const store = openStore(root)
  const model = {
    id: 'bench:fast',
    send: async ({ messages }: { messages: readonly { content: string }[] }) => ({
      text: answerTo(messages[0]?.content ?? ''),
      usage: { inputTokens: 300, outputTokens: 120 },
      finish: 'stop' as const,
      servedBy: 'bench:fast',
      latencyMs: 1,
    }),
  }
  const engine = new Engine({
    store,
    clock: systemClock,
    models: async () => model,
    backends: async () => Promise.reject(new Error('Nothing is trained here.')),
    prices: LIST_PRICES,
  })
  let steps = 0
  for await (const event of engine.evaluate(task, {}, new AbortController().signal)) {
    if (event.type === 'started') note('started')
    if (event.type === 'step' && steps++ === 0) note('first answer')
    if (event.type === 'leaderboard') note('last answer')
  }
  store.close()
}

/** The command line itself. */
async function cli(args: readonly string[]): Promise<void> {
  process.argv.splice(2, Infinity, ...args)
  await import('../../src/cli.ts')
}

/** promptfoo's own command line, without its cache. */
async function promptfoo(home: string): Promise<void> {
  process.argv.splice(
    2,
    Infinity,
    'eval',
    '-c',
    'pf.yaml',
    '-o',
    'out.json',
    '--no-cache',
    '-j',
    '8',
    '--no-progress-bar',
  )
  const manifest = join(home, 'node_modules/promptfoo/package.json')
  const { bin } = z.object({ bin: z.record(z.string(), z.string()) }).parse(JSON.parse(readFileSync(manifest, 'utf8')))
  await import(pathToFileURL(join(dirname(manifest), bin.promptfoo ?? '')).href)
}

const start = performance.now()
const notes: Record<string, string> = {}

function note(what: string): void {
  notes[what] =
    `${((performance.now() - start) / 1000).toFixed(1)} s, ${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MB`
}

process.once('exit', () => {
  const seconds = (performance.now() - start) / 1000
  process.stderr.write(`${JSON.stringify({ seconds, peakMb: process.resourceUsage().maxRSS / 1024, notes })}\n`)
})
const [what, root = '.', ...rest] = process.argv.slice(2)
if (what === 'floor') await floor(root, rest[0] ?? '')
else if (what === 'engine') await engine(root)
else {
  process.chdir(root)
  await (what === 'promptfoo' ? promptfoo(rest[0] ?? '') : cli(rest))
}
