// Where the panel stands: a view in the secondary side bar, and an editor tab when there is much to see.
import * as vscode from 'vscode'
import { registerCommand } from '../../platform/commands.ts'
import { DisposableStore } from '../../platform/disposable.ts'
import { panelViewType, viewIds } from '../../platform/manifest.ts'
import type { PanelHost } from './panelHost.ts'
import type { RunSource } from './sources.ts'

interface PanelDeps {
  readonly host: PanelHost
  readonly runs: RunSource
  readonly extensionUri: vscode.Uri
  readonly log: vscode.LogOutputChannel
}

/** The panel's two places. */
export class PanelPlaces implements vscode.Disposable {
  readonly #deps: PanelDeps
  readonly #store = new DisposableStore()
  #view: vscode.WebviewView | undefined
  #tab: vscode.WebviewPanel | undefined

  constructor(deps: PanelDeps) {
    this.#deps = deps
    this.#store.add(
      vscode.window.registerWebviewViewProvider(viewIds.panel, { resolveWebviewView: (view) => this.#onView(view) }),
    )
    this.#store.add(
      vscode.window.registerWebviewPanelSerializer(panelViewType, {
        deserializeWebviewPanel: async (tab) => this.#onTab(tab),
      }),
    )
    this.#store.add(deps.runs.onDidChange(() => this.#showBadge()))
  }

  get isVisible(): boolean {
    return this.#view?.visible === true || this.#tab?.visible === true
  }

  /** Brings the panel to the front where it is open already, else in the side bar; the focus stays where it is. */
  async reveal(): Promise<void> {
    if (this.isVisible) return
    if (this.#tab !== undefined) this.#tab.reveal(undefined, true)
    else if (this.#view !== undefined) this.#view.show(true)
    else await vscode.commands.executeCommand(`${viewIds.panel}.focus`, { preserveFocus: true })
  }

  openTab(): void {
    if (this.#tab !== undefined) {
      this.#tab.reveal()
      return
    }
    const column = vscode.ViewColumn.Active
    this.#onTab(vscode.window.createWebviewPanel(panelViewType, 'Tunesmith', column, { enableFindWidget: true }))
  }

  dispose(): void {
    this.#tab?.dispose()
    this.#store.dispose()
  }

  #onView(view: vscode.WebviewView): void {
    this.#view = view
    this.#deps.host.attach(view.webview, view.onDidDispose)
    this.#store.add(
      view.onDidDispose(() => {
        this.#view = undefined
      }),
    )
    this.#showBadge()
  }

  #onTab(tab: vscode.WebviewPanel): void {
    this.#tab = tab
    const icon = (theme: string) => vscode.Uri.joinPath(this.#deps.extensionUri, 'media', `tab-${theme}.svg`)
    tab.iconPath = { light: icon('light'), dark: icon('dark') }
    this.#deps.host.attach(tab.webview, tab.onDidDispose)
    this.#store.add(
      tab.onDidDispose(() => {
        this.#tab = undefined
      }),
    )
  }

  #showBadge(): void {
    const active = this.#deps.runs.active !== undefined
    if (this.#view !== undefined && active !== (this.#view.badge !== undefined))
      this.#view.badge = active ? { value: 1, tooltip: 'A run is under way' } : undefined
  }
}

export function registerPanel(places: PanelPlaces, { host, log }: Pick<PanelDeps, 'host' | 'log'>): vscode.Disposable {
  const store = new DisposableStore()
  store.add(
    registerCommand(log, 'tunesmith.openPanel', async (show = {}) => {
      host.show(show)
      await places.reveal()
    }),
  )
  store.add(registerCommand(log, 'tunesmith.openPanelInEditor', () => places.openTab()))
  return store
}
