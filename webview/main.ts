// Starts the panel: connects to the host, keeps the store, draws when something changed.
// Must draw at most once a frame, and put scroll and focus back where they were.
import { html, render } from 'lit-html'
import type { HostMethod, HostParams } from '../src/shared/protocol.ts'
import { app } from './app.ts'
import { CompareModel } from './compareModel.ts'
import type { ViewContext } from './context.ts'
import { LabelModel } from './labelModel.ts'
import { connectHost } from './rpc.ts'
import { Store } from './store.ts'
import './ui/styles.css'
import { button, progressRing, registerComponents } from './ui/components.ts'
import { GridElement } from './ui/grid.ts'
import { failure } from './ui/parts.ts'
import { SizedElement } from './ui/sized.ts'
import { TabsElement } from './ui/tabs.ts'

const SAVE_AFTER_MS = 150
const ANNOUNCE_EVERY_MS = 5000
const TICK_MS = 1000
const TYPED_INTO = 'input, textarea, select, vscode-text-field, vscode-text-area, vscode-dropdown'

registerComponents()
customElements.define('tune-sized', SizedElement)
customElements.define('tune-tabs', TabsElement)
customElements.define('tune-grid', GridElement)

const host = connectHost()
const root = document.body.appendChild(document.createElement('div'))
root.className = 'panel'

let frame = 0
let saving = 0
let shownTab: string | undefined
let announcedAt = 0
let shownSheet: HTMLElement | null = null

const draw = (): void => {
  cancelAnimationFrame(frame)
  frame = requestAnimationFrame(drawNow)
}

const store = new Store(
  host.getState(),
  (state) => {
    clearTimeout(saving)
    saving = window.setTimeout(() => host.setState(state), SAVE_AFTER_MS)
  },
  draw,
)
const compare = new CompareModel(host.endpoint, draw)
const labels = new LabelModel(host.endpoint, draw)

function act<M extends HostMethod>(method: M, params: HostParams<M>): void {
  host.endpoint.call(method, params).then(
    () => store.failure !== null && store.fail(null),
    (error: unknown) => store.fail((error as Error).message),
  )
}

function drawNow(): void {
  const { snapshot, ui } = store
  if (snapshot === undefined) {
    render(store.failure === null ? progressRing('Loading…') : failed(store.failure), root)
    return
  }
  const context: ViewContext = {
    snapshot,
    // As it is when asked: two keys may come between two drawings.
    get ui() {
      return store.ui
    },
    now: Date.now(),
    compare,
    labels,
    act,
    update: (change) => store.update(change),
    remember: (change) => store.remember(change),
    goTo: (tab) => store.update({ tab, compare: { ...store.ui.compare, open: false } }),
  }
  const focused = document.activeElement
  render(app(context, { failure: store.failure, dismiss: () => store.fail(null), onScroll }), root)
  if (shownTab !== ui.tab) root.querySelector('#view')?.scrollTo(0, ui.scroll[ui.tab] ?? 0)
  shownTab = ui.tab
  // What had the focus is gone: the view says what takes it, so that keys go on working.
  if (focused !== null && focused !== document.body && !focused.isConnected)
    (root.querySelector<HTMLElement>('[data-focus]') ?? root.querySelector<HTMLElement>('#view'))?.focus()
  // What works by keys alone takes the focus as it comes up, but never from somebody who types.
  const opened = root.querySelector<HTMLElement>('[data-focus="open"]')
  if (opened !== null && opened !== shownSheet && document.activeElement?.matches(TYPED_INTO) !== true) opened.focus()
  shownSheet = opened
  announce(snapshot.run?.step?.text)
}

function failed(message: string) {
  return html`<main class="view">${failure(message, button({ text: 'Try Again', onClick: ready }))}</main>`
}

function onScroll({ target }: Event): void {
  const { ui } = store
  // Compare scrolls its grid, which remembers for itself.
  if (ui.tab === 'compare') return
  store.remember({ scroll: { ...ui.scroll, [ui.tab]: (target as Element).scrollTop } })
}

/** Progress for screen readers, seldom enough to be listened to. */
function announce(text: string | undefined): void {
  const live = root.querySelector('#live')
  if (live === null || text === undefined || Date.now() - announcedAt < ANNOUNCE_EVERY_MS) return
  announcedAt = Date.now()
  if (live.textContent !== text) live.textContent = text
}

function ready(): void {
  store.fail(null)
  host.endpoint.call('view.ready', {}).then(
    (snapshot) => store.receive(snapshot),
    (error: unknown) => store.fail((error as Error).message),
  )
}

host.endpoint.onEvent('snapshot', (snapshot) => store.receive(snapshot))
// Time that passes is shown while something is under way.
setInterval(() => {
  const { snapshot } = store
  const jobs = snapshot?.jobs.some((job) => ['validating', 'queued', 'running'].includes(job.status.state))
  if (snapshot?.run?.status === 'running' || jobs) draw()
}, TICK_MS)
draw()
ready()
