// Evaluations through a batch engine against the sandbox's real HTTP, with a proxy between that can break anything.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { BatchEngine } from '../../src/core/batch/engine.ts'
import { Engine } from '../../src/core/engine.ts'
import type { EvalReport, RunEvent, Spend } from '../../src/core/events.ts'
import type { Cell, RunStore } from '../../src/core/ports.ts'
import type { RunOptions } from '../../src/core/runOptions.ts'
import type { Task } from '../../src/core/task.ts'
import { createBatchResolver } from '../../src/providers/batch/registry.ts'
import { createModelResolver } from '../../src/providers/models/registry.ts'
import { startSandbox } from '../../src/sandbox/server.ts'
import { openMemoryStore } from '../../src/store/openStore.ts'
import { fakeClock } from './fakeModel.ts'
import { type FaultyProxy, startProxy } from './proxy.ts'
import { createWorld } from './world.ts'

export type Vendor = 'openai' | 'anthropic'

export interface RunSeen {
  readonly events: readonly RunEvent[]
  readonly report: EvalReport | undefined
  readonly spend: Spend | undefined
  readonly status: string | undefined
  readonly message: string | null | undefined
  readonly notes: readonly string[]
  readonly cells: readonly Cell[]
}

export interface BatchWorld extends AsyncDisposable {
  readonly proxy: FaultyProxy
  readonly task: Task
  engine(store: RunStore, limits?: Partial<BatchEngine['limits']>): Engine
  run(options: RunOptions, store?: RunStore, limits?: Partial<BatchEngine['limits']>): Promise<RunSeen>
  /** How many batches the vendor holds. */
  batches(): Promise<number>
}

const never = new AbortController().signal

export async function startBatchWorld(vendor: Vendor, cases = 12): Promise<BatchWorld> {
  const folder = mkdtempSync(join(tmpdir(), 'batches-'))
  const sandbox = await startSandbox({ stateDir: folder })
  const proxy = await startProxy(sandbox.url)
  const model = `${vendor}:small`
  const { task: made } = createWorld({ seed: 'batch', cases, rules: 2, known: 1, helpful: true })
  const task = { ...made, evalFile: { ...made.evalFile, models: [model], split: { train: 0.5, select: 0.5, test: 0 } } }
  const settings = {
    keyFor: async () => sandbox.token,
    baseUrls: { openai: `${proxy.url}/v1`, anthropic: proxy.url },
    sandbox: async () => sandbox,
  }
  const resolve = createBatchResolver(settings)
  const engine: BatchWorld['engine'] = (store, limits) =>
    new Engine({
      store,
      clock: fakeClock(),
      models: createModelResolver(settings),
      backends: async () => {
        throw new Error('no backend in this world')
      },
      batches: async (id) => {
        const found = await resolve(id)
        return found && { ...found, limits: { ...found.limits, ...limits } }
      },
      prices: { [model]: { input: 1, output: 1 } },
    })
  return {
    proxy,
    task,
    engine,
    async run(options, store = openMemoryStore(), limits) {
      const events: RunEvent[] = []
      for await (const event of engine(store, limits).evaluate(task, options, never)) events.push(event)
      const of = <T extends RunEvent['type']>(type: T) =>
        events.filter((event): event is Extract<RunEvent, { type: T }> => event.type === type)
      const end = of('finished').at(-1)
      return {
        events,
        report: of('eval-report').at(-1)?.report,
        spend: of('spend').at(-1)?.spend,
        status: end?.status,
        message: end?.message,
        notes: of('note').map(({ text }) => text),
        cells: store.cells(of('started')[0]?.runId ?? 0),
      }
    },
    async batches() {
      const path = vendor === 'openai' ? '/v1/batches?limit=100' : '/v1/messages/batches?limit=100'
      const headers = { authorization: `Bearer ${sandbox.token}` }
      const { data } = (await (await fetch(`${sandbox.url}${path}`, { headers })).json()) as { data: unknown[] }
      return data.length
    },
    async [Symbol.asyncDispose]() {
      await proxy[Symbol.asyncDispose]()
      await sandbox.close()
      rmSync(folder, { recursive: true })
    },
  }
}
