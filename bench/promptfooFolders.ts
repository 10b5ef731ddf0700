// Opens every folder that holds a promptfoo config, runs it and optimizes it without a change to its files: the prompts
// are the config's own, code is allowed, programs answer for themselves, and the sandbox stands in for models and
// judges. Prints what each folder came to, and why the rest did not; never a test. `node bench/promptfooFolders.ts [--budget CALLS] FOLDER…`
import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { Engine } from '../src/core/engine.ts'
import { InputError } from '../src/core/errors.ts'
import { loadEvalFile } from '../src/core/evals/evalFile.ts'
import { LoadCode } from '../src/core/evals/loadCode.ts'
import type { Program } from '../src/core/evals/providers.ts'
import { Warnings } from '../src/core/evals/warnings.ts'
import type { RunEvent } from '../src/core/events.ts'
import { withGraders } from '../src/core/judge/withGraders.ts'
import { LIST_PRICES } from '../src/core/pricing.ts'
import { loadTask, type Task } from '../src/core/task.ts'
import { childProcessRunner } from '../src/providers/code/childProcess.ts'
import { programModel } from '../src/providers/code/programModel.ts'
import { createEmbedderResolver } from '../src/providers/embeddings/registry.ts'
import { createModelResolver } from '../src/providers/models/registry.ts'
import { type Sandbox, startSandbox } from '../src/sandbox/server.ts'
import { openMemoryStore } from '../src/store/openStore.ts'
import { systemClock } from '../src/terminal/clock.ts'
import { listFiles } from '../src/terminal/listing.ts'
import { workspaceFiles } from '../src/terminal/workspace.ts'

const CONFIG = /(?:^|\/)promptfooconfig[^/]*\.(?:ya?ml|json|[cm]?[jt]s)$/
const STAGES = ['found', 'opened', 'ran', 'optimized'] as const
type Stage = (typeof STAGES)[number]

interface Result {
  readonly config: string
  readonly stage: Stage
  /** Why it came no further. */
  readonly reason: string
}

const signal = new AbortController().signal

async function resultOf(root: string, config: string, budget: number, sandbox: Sandbox): Promise<Result> {
  let stage: Stage = 'found'
  try {
    const graders = { judge: 'sandbox:large', embedder: 'sandbox:embedding' }
    const task = withGraders(await opened(root, config), graders)
    stage = 'opened'
    const store = openMemoryStore()
    const access = { keyFor: async () => undefined, baseUrls: {}, sandbox: async () => sandbox }
    const resolver = createModelResolver(access)
    const embedders = createEmbedderResolver(access)
    const backends = () => Promise.reject(new Error('Nothing is trained here.'))
    const runner = childProcessRunner(root)
    const programs = (program: Program) => programModel(program, runner)
    const deps = { models: resolver, embedders, programs, backends, prices: LIST_PRICES, code: runner }
    const engine = new Engine({ store, clock: systemClock, ...deps })
    const ids = (task.evalFile.programs ?? []).map(({ id }) => id)
    const isProgram = ids.length > 0 && task.evalFile.models.every((id) => ids.includes(id))
    const isCompared = task.evalFile.cases.some(({ comparisons }) => comparisons !== undefined)
    const models = isProgram ? ids.slice(0, 1) : isCompared ? ['sandbox:small', 'sandbox:medium'] : ['sandbox:small']
    const options = { models, optimizer: 'sandbox:large' }
    await finished(engine.evaluate(task, { ...options, maxCalls: budget }, signal))
    stage = 'ran'
    await finished(engine.optimize(task, { ...options, preset: 'quick', maxCalls: budget }, signal))
    store.close()
    return { config, stage: 'optimized', reason: '' }
  } catch (error) {
    return { config, stage, reason: reasonOf(error) }
  }
}

/** The first of the config's prompts that can be measured. */
async function opened(root: string, config: string): Promise<Task> {
  const files = workspaceFiles(root)
  const runner = childProcessRunner(root)
  const code = () => new LoadCode({ run: (call) => runner.run(call, signal), isAllowed: () => true, mend: '' })
  const { promptPaths } = await loadEvalFile(files, config, new Warnings(), code())
  let first: unknown = new InputError('The config names no prompt that can be read.', '')
  for (const path of promptPaths)
    try {
      return await loadTask(files, path, config, {}, code())
    } catch (error) {
      first = error
    }
  throw first
}

async function finished(events: AsyncIterable<RunEvent>): Promise<void> {
  for await (const event of events)
    if (event.type === 'finished' && event.status !== 'done' && event.status !== 'budget')
      throw new InputError(`It ended as "${event.status}": ${event.message}`, '')
}

function reasonOf(error: unknown): string {
  if (InputError.is(error)) return error.message
  return `BUG: ${error instanceof Error ? error.stack?.split('\n').slice(0, 4).join(' ') : String(error)}`
}

/** The same reason about other files and names. */
function kindOf(reason: string): string {
  return reason.replace(/"[^"]*"|“[^”]*”/g, '…').slice(0, 140)
}

function counted(results: readonly Result[]): string {
  const reached = (stage: Stage) => results.filter((one) => STAGES.indexOf(one.stage) >= STAGES.indexOf(stage)).length
  return STAGES.map((stage) => `${reached(stage)} ${stage}`).join(', ')
}

async function main(args: readonly string[]): Promise<void> {
  const at = args.indexOf('--budget')
  const budget = at < 0 ? 120 : Number(args[at + 1])
  const folders = args.filter((arg, i) => !arg.startsWith('--') && i !== at + 1).map((arg) => resolve(arg))
  const stateDir = await mkdtemp(join(tmpdir(), 'tunesmith-folders-'))
  const sandbox = await startSandbox({ stateDir })
  const results: Result[] = []
  for (const [i, folder] of folders.entries()) {
    // Code may write beside itself: the folder stays as it is.
    const root = join(stateDir, `workspace-${i}`)
    await cp(folder, root, { recursive: true })
    for (const config of (await listFiles(root, '')).filter((path) => CONFIG.test(path)).sort()) {
      const result = await resultOf(root, config, budget, sandbox)
      results.push({ ...result, config: `${folder.split('/').at(-1)}/${config}` })
      console.log(`${result.stage.padEnd(9)} ${results.at(-1)?.config} ${result.reason}`)
    }
    await rm(root, { recursive: true, force: true })
  }
  await sandbox.close()
  await rm(stateDir, { recursive: true, force: true })
  const best = new Map<string, Result>()
  for (const result of results) {
    const folder = result.config.slice(0, result.config.lastIndexOf('/'))
    const known = best.get(folder)
    if (known === undefined || STAGES.indexOf(result.stage) > STAGES.indexOf(known.stage)) best.set(folder, result)
  }
  console.log(`\nconfigs: ${counted(results)}\nfolders, each by its best config: ${counted([...best.values()])}\n`)
  const reasons = new Map<string, number>()
  for (const { stage, reason } of results.filter((one) => one.stage !== 'optimized')) {
    const kind = `${stage}: ${kindOf(reason)}`
    reasons.set(kind, (reasons.get(kind) ?? 0) + 1)
  }
  for (const [kind, count] of [...reasons].toSorted((a, b) => b[1] - a[1])) console.log(`${count}\t${kind}`)
}

await main(process.argv.slice(2))
