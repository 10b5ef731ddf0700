// The talk between page and extension, over two arrays: every request is parsed and answered.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { InputError } from '../../../src/core/errors.ts'
import type { HostHandlers, HostParams, ToHost, ToView } from '../../../src/shared/protocol.ts'
import { hostMethods } from '../../../src/shared/protocol.ts'
import type { Transport } from '../../../src/shared/rpc.ts'
import { createHostEndpoint } from '../../../src/shared/rpc.ts'
import type { ComparePage } from '../../../src/shared/viewModel.ts'
import { createViewEndpoint } from '../../../src/shared/viewRpc.ts'

/** One end of a wire that keeps what was sent; `deliver` is what the other end says. */
class Wire<Out> implements Transport<Out> {
  readonly sent: Out[] = []
  readonly #listeners = new Set<(message: unknown) => void>()
  peer: Wire<unknown> | undefined

  post(message: Out): void {
    this.sent.push(message)
    this.peer?.deliver(structuredClone(message))
  }

  onMessage(listener: (message: unknown) => void): { dispose(): void } {
    this.#listeners.add(listener)
    return { dispose: () => this.#listeners.delete(listener) }
  }

  deliver(message: unknown): void {
    for (const listener of this.#listeners) listener(message)
  }
}

const page: ComparePage = {
  counts: { all: 1, changed: 0, failing: 0 },
  won: 0,
  lost: 0,
  same: 1,
  sealed: 2,
  from: 0,
  rows: [],
}

function handlersThat(overrides: Partial<HostHandlers>): HostHandlers {
  const none = Object.fromEntries(
    Object.keys(hostMethods).map((name) => [name, () => Promise.reject(new Error(`${name} is not expected here`))]),
  )
  return { ...none, ...overrides } as HostHandlers
}

function connect(overrides: Partial<HostHandlers>) {
  const hostWire = new Wire<ToView>()
  const viewWire = new Wire<ToHost>()
  hostWire.peer = viewWire as Wire<unknown>
  viewWire.peer = hostWire as Wire<unknown>
  const host = createHostEndpoint(hostWire, handlersThat(overrides))
  return { hostWire, viewWire, host, view: createViewEndpoint(viewWire, 1) }
}

const rowsQuery: HostParams<'rows.page'> = {
  runId: 14,
  candidateIds: ['seed'],
  model: 'm:a',
  filter: 'all',
  find: '',
  from: 0,
  count: 50,
}

test('a call reaches its handler with parsed parameters and comes back with the result', async () => {
  const { view } = connect({
    'rows.page': async (params) => ({ ...page, from: params.from + params.count }),
  })
  assert.equal((await view.call('rows.page', rowsQuery)).from, 50)
})

test('refuses parameters that do not fit the schema, before any handler, and says where', async () => {
  const { view } = connect({})
  await assert.rejects(
    view.call('rows.page', { ...rowsQuery, count: 10_000 }),
    /wrong parameters for "rows\.page": count/,
  )
})

test('answers an unknown method, and a name every object has', async () => {
  const { hostWire } = connect({})
  for (const method of ['file.read', 'constructor', '__proto__'])
    hostWire.deliver({ k: 'req', id: 7, method, params: {} })
  await new Promise(setImmediate)
  assert.deepEqual(
    hostWire.sent.map((message) => message.k),
    ['err', 'err', 'err'],
  )
})

test('answers a numbered message of no known kind, and lets noise be', () => {
  const { hostWire } = connect({})
  hostWire.deliver({ k: 'run', id: 3 })
  hostWire.deliver('noise')
  hostWire.deliver(null)
  assert.deepEqual(
    hostWire.sent.map((message) => message.k),
    ['err'],
  )
})

test("a handler's InputError arrives as its whole sentence", async () => {
  const { view } = connect({
    'run.start': async () => {
      throw new InputError('There are no cases.', 'Add some under "tests".', { file: 'a.eval.yaml', line: 3 })
    },
  })
  await assert.rejects(view.call('run.start', { promptPath: 'a.md', kind: 'eval' }), {
    message: 'a.eval.yaml:3: There are no cases. Add some under "tests".',
  })
})

test('cancelling aborts the handler, rejects at once, and is answered', async () => {
  const started = Promise.withResolvers<AbortSignal>()
  const { view, hostWire } = connect({
    'rows.page': (_params, signal) => {
      started.resolve(signal)
      return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
    },
  })
  const controller = new AbortController()
  const call = view.call('rows.page', rowsQuery, controller.signal)
  const signal = await started.promise
  controller.abort(new Error('scrolled on'))
  await assert.rejects(call, { message: 'scrolled on' })
  assert.equal(signal.aborted, true)
  await new Promise(setImmediate)
  assert.deepEqual(hostWire.sent, [{ k: 'err', id: 1, message: 'Cancelled.' }])
})

test('a call with an aborted signal is never sent', async () => {
  const { view, viewWire } = connect({})
  await assert.rejects(view.call('view.ready', {}, AbortSignal.abort(new Error('gone'))), { message: 'gone' })
  assert.equal(viewWire.sent.length, 0)
})

test('disposing the page rejects what is pending and what comes after', async () => {
  const { view } = connect({ 'run.pick': () => new Promise(() => {}) })
  const call = view.call('run.pick', {})
  view.dispose()
  await assert.rejects(call, /closed/)
  await assert.rejects(view.call('run.pick', {}), /closed/)
})

test('disposing the host aborts what runs and posts nothing more', async () => {
  const { host, hostWire, view } = connect({
    'run.pick': (_params, signal) =>
      new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
  })
  view.call('run.pick', {}).catch(() => {})
  host.dispose()
  host.send('snapshot', {} as never)
  await new Promise(setImmediate)
  assert.equal(hostWire.sent.length, 0)
})

test('an answer to a page that is gone reaches nobody', async () => {
  const { view, viewWire } = connect({ 'run.pick': () => new Promise(() => {}) })
  const call = view.call('run.pick', {})
  viewWire.deliver({ k: 'res', id: 999, result: 'not yours' })
  viewWire.deliver({ k: 'res', id: 1, result: null })
  assert.equal(await call, null)
})

test('events reach their listeners until these are disposed', () => {
  const { host, view } = connect({})
  const seen: string[] = []
  const subscription = view.onEvent('snapshot', (snapshot) => seen.push(snapshot.workspace))
  host.send('snapshot', { workspace: 'one' } as never)
  subscription.dispose()
  host.send('snapshot', { workspace: 'two' } as never)
  assert.deepEqual(seen, ['one'])
})
