// Every page that shows the panel, in the side bar and in editor tabs: one handler map, one snapshot for all.
// A page that was hidden is gone; it asks for the snapshot when it comes back.
import * as vscode from 'vscode'
import { DisposableStore } from '../../platform/disposable.ts'
import type { PanelArgument } from '../../platform/manifest.ts'
import { atMostEvery } from '../../platform/timing.ts'
import type { ToView } from '../../shared/protocol.ts'
import { createHostEndpoint, type HostEndpoint } from '../../shared/rpc.ts'
import { createHandlers } from './handlers.ts'
import { pageHtml, pageRoots } from './page.ts'
import { PanelState, type PanelStateDeps } from './panelState.ts'

const PUSH_MS = 100

interface PanelHostDeps extends PanelStateDeps {
  readonly extensionUri: vscode.Uri
  readonly log: vscode.LogOutputChannel
}

export class PanelHost implements vscode.Disposable {
  readonly state: PanelState
  readonly #deps: PanelHostDeps
  readonly #store = new DisposableStore()
  readonly #pages = new Set<HostEndpoint>()
  readonly #push: () => void
  #pushing: Promise<void> = Promise.resolve()

  constructor(deps: PanelHostDeps) {
    this.#deps = deps
    this.state = new PanelState(deps)
    this.#push = this.#store.add(atMostEvery(PUSH_MS, () => this.#pushSoon()))
    const { prompts, runs, jobs, review, cases } = deps
    for (const { onDidChange } of [prompts, runs, jobs, cases]) this.#store.add(onDidChange(() => this.#push()))
    this.#store.add(review.onDidDecide(() => this.#push()))
    for (const onDocument of [vscode.workspace.onDidChangeTextDocument, vscode.workspace.onDidOpenTextDocument])
      this.#store.add(
        onDocument((event: vscode.TextDocument | vscode.TextDocumentChangeEvent) => this.#onDocument(event)),
      )
  }

  /** Makes a webview a page of the panel; it stays one until it is disposed. */
  attach(webview: vscode.Webview, onDidDispose: vscode.Event<void>): void {
    webview.options = { enableScripts: true, localResourceRoots: pageRoots(this.#deps.extensionUri) }
    const handlers = createHandlers({ ...this.#deps, state: this.state, changed: this.#push })
    const page = createHostEndpoint(
      {
        post: (message: ToView) => void webview.postMessage(message),
        onMessage: (listener) => webview.onDidReceiveMessage(listener),
      },
      handlers,
    )
    this.#pages.add(page)
    this.#store.add(
      onDidDispose(() => {
        this.#pages.delete(page)
        page.dispose()
      }),
    )
    webview.html = pageHtml(webview, this.#deps.extensionUri)
  }

  show(what: PanelArgument): void {
    this.state.show(what)
    this.#push()
  }

  dispose(): void {
    for (const page of this.#pages) page.dispose()
    this.#pages.clear()
    this.#store.dispose()
  }

  /** One snapshot after the other, so that an older one never arrives last. */
  #pushSoon(): void {
    this.#pushing = this.#pushing.then(async () => {
      if (this.#pages.size === 0) return
      try {
        const snapshot = await this.state.snapshot()
        for (const page of this.#pages) page.send('snapshot', snapshot)
      } catch (error) {
        this.#deps.log.error('panel', error instanceof Error ? error : String(error))
      }
    })
  }

  /** Whether the candidate still fits hangs on what stands in the prompt. */
  #onDocument(event: vscode.TextDocument | vscode.TextDocumentChangeEvent): void {
    const { uri } = 'document' in event ? event.document : event
    if (uri.toString() === this.state.promptFile?.toString()) this.#push()
  }
}
