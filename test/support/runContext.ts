// A run's context around a task, for tests of one step of the engine: a store in memory, a clock that stands still.
import { Ledger } from '../../src/core/budget.ts'
import { Caller } from '../../src/core/calls.ts'
import type { RunEvent } from '../../src/core/events.ts'
import type { RunContext } from '../../src/core/run.ts'
import type { Task } from '../../src/core/task.ts'
import { openMemoryStore } from '../../src/store/openStore.ts'
import { fakeClock } from './fakeModel.ts'

export function runContext(
  task: Task,
  searchCalls: number,
  testCalls = 0,
): RunContext & { readonly events: RunEvent[] } {
  const store = openMemoryStore()
  const clock = fakeClock()
  const events: RunEvent[] = []
  const ledger = new Ledger({ searchCalls, testCalls })
  const id = store.createRun({ kind: 'sweep', promptPath: task.prompt.path, startedAt: 0 })
  const note = () => undefined
  return {
    id,
    seed: 'test',
    task,
    store,
    clock,
    ledger,
    caller: new Caller({ runId: id, store, clock, ledger, prices: {}, concurrency: 8, timeoutMs: 120_000, note }),
    prices: {},
    judges: new Map(),
    heldOut: undefined,
    embedders: new Map(),
    code: undefined,
    signal: new AbortController().signal,
    emit: (event) => events.push(event),
    events,
  }
}
