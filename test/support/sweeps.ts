// Runs a sweep in a simulated world and gives back what its readers saw. For tests of the engine alone.
import { Engine } from '../../src/core/engine.ts'
import type { RunEvent, Spend, SweepReport } from '../../src/core/events.ts'
import type { ChatModel, RunStore } from '../../src/core/ports.ts'
import type { PriceTable } from '../../src/core/pricing.ts'
import type { RunOptions } from '../../src/core/runOptions.ts'
import type { Task } from '../../src/core/task.ts'
import { openMemoryStore } from '../../src/store/openStore.ts'
import { fakeClock } from './fakeModel.ts'

export interface SimulatedSweep {
  readonly task: Task
  readonly model: ChatModel
  readonly proposer: ChatModel
  /** Answers to every id that is neither the model's nor the proposer's. */
  readonly judge?: ChatModel
}

export interface SweepSeen {
  readonly events: readonly RunEvent[]
  readonly report: SweepReport | undefined
  readonly spend: Spend | undefined
  readonly store: RunStore
}

export const PRICES: PriceTable = {
  'world:model': { input: 1, output: 1 },
  'world:proposer': { input: 1, output: 1 },
  'world:judge': { input: 10, output: 50 },
}

export function engineFor({ model, proposer, judge }: SimulatedSweep, store: RunStore): Engine {
  return new Engine({
    store,
    clock: fakeClock(),
    models: async (id) => [proposer, judge].find((one) => one?.id === id) ?? model,
    backends: async () => {
      throw new Error('no backend in this world')
    },
    prices: PRICES,
  })
}

export async function runSweep(
  world: SimulatedSweep,
  options: RunOptions = {},
  store: RunStore = openMemoryStore(),
): Promise<SweepSeen> {
  const events: RunEvent[] = []
  for await (const event of engineFor(world, store).optimize(world.task, options, new AbortController().signal))
    events.push(event)
  const report = events.find((event) => event.type === 'sweep-report')?.report
  const spend = events.findLast((event) => event.type === 'spend')?.spend
  return { events, report, spend, store }
}
