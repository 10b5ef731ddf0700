// Runs in the page before the panel: plays VS Code's API and the extension, on the real protocol.
// Must parse what the page sends with the real schemas, so that a wrong question fails here too.
import type { HostHandlers, ToView } from '../../src/shared/protocol.ts'
import { hostMethods } from '../../src/shared/protocol.ts'
import { createHostEndpoint } from '../../src/shared/rpc.ts'
import type { ViewSnapshot } from '../../src/shared/viewModel.ts'
import { storySheet } from './panelLabels.ts'
import { storyCase, storyPage } from './panelRows.ts'
import { snapshots } from './panelSnapshots.ts'

/** What a test may reach in the page, as `panelStub`. */
export interface PanelStub {
  /** Method and parameters of every question so far. */
  readonly asked: (readonly [method: string, params: unknown])[]
  /** Goes on with another scenario. */
  show(scenario: string): void
  /** Sends another snapshot, as the host does when something changed. */
  send(change: Partial<ViewSnapshot>): void
}

interface Browser {
  readonly location: { readonly search: string }
  readonly sessionStorage: { getItem(key: string): string | null; setItem(key: string, value: string): void }
  dispatchEvent(event: Event): boolean
  acquireVsCodeApi?: () => unknown
  panelStub?: PanelStub
}
const browser = globalThis as unknown as Browser
const query = new URLSearchParams(browser.location.search)
const total = Number(query.get('rows') ?? 60)
const lag = Number(query.get('lag') ?? 0)

let snapshot = snapshots[query.get('scenario') ?? 'overview'] ?? snapshots.overview
const asked: PanelStub['asked'] = []
let shown = 1
const listeners = new Set<(message: unknown) => void>()

function later<T>(answer: () => T): Promise<T> {
  return new Promise((resolve, reject) => {
    setTimeout(() => {
      try {
        resolve(answer())
      } catch (error) {
        reject(error)
      }
    }, lag)
  })
}

const answers: Partial<Record<keyof HostHandlers, (params: never) => unknown>> = {
  'view.ready': () => {
    if (query.has('broken')) throw new Error('The store was written by a newer Tunesmith. Update this one.')
    return snapshot
  },
  'labels.get': () => storySheet(false),
  'labels.save': () => storySheet(true),
  'rows.page': (params: Parameters<HostHandlers['rows.page']>[0]) => storyPage(params, total),
  'case.get': (params: Parameters<HostHandlers['case.get']>[0]) =>
    storyCase(params, total, new Map(snapshot?.run?.candidates.map((one) => [one.id, one.label]))),
}

const handlers = Object.fromEntries(
  Object.keys(hostMethods).map((method) => [
    method,
    (params: never) => {
      asked.push([method, params])
      return later(() => answers[method as keyof HostHandlers]?.(params) ?? null)
    },
  ]),
) as unknown as HostHandlers

const endpoint = createHostEndpoint(
  {
    post: (message: ToView) => browser.dispatchEvent(new MessageEvent('message', { data: structuredClone(message) })),
    onMessage(listener) {
      listeners.add(listener)
      return { dispose: () => listeners.delete(listener) }
    },
  },
  handlers,
)

browser.panelStub = {
  asked,
  show(scenario) {
    const next = snapshots[scenario]
    if (next === undefined) throw new Error(`There is no scenario ${scenario}.`)
    shown++
    snapshot = { ...next, focus: { ...next.focus, nonce: shown } }
    endpoint.send('snapshot', snapshot)
  },
  send(change) {
    if (snapshot === undefined) return
    snapshot = { ...snapshot, ...change }
    endpoint.send('snapshot', snapshot)
  },
}
browser.acquireVsCodeApi = () => ({
  postMessage(message: unknown) {
    for (const listener of listeners) listener(structuredClone(message))
  },
  getState: () => JSON.parse(browser.sessionStorage.getItem('state') ?? 'null'),
  setState: (state: unknown) => browser.sessionStorage.setItem('state', JSON.stringify(state)),
})
