// Opens a folder in a real VS Code workbench with the extension loaded as F5 would load it, and gives its page.
// Must not know what the extension does.
import { realpathSync } from 'node:fs'
import { type Browser, chromium, type Frame, type Page } from 'playwright-core'
import { findBrowser } from './install.ts'
import { type ServerOptions, startServer } from './server.ts'

export interface WorkbenchOptions extends ServerOptions {
  readonly workspace: string
  /** Folder of the extension's package.json. */
  readonly extension: string
  /** Module whose `run()` the extension host calls, as with --extensionTestsPath. */
  readonly testsEntry?: string | undefined
  /** Runs on the page while it is still empty. */
  readonly beforeOpen?: ((page: Page) => Promise<void>) | undefined
}

export interface Workbench {
  readonly page: Page
  /** Reloads the window: the extension host starts anew, storage and secrets stay. */
  reload(): Promise<void>
  /** The document inside the webview with this title. */
  webview(title: string): Promise<Frame>
  close(): Promise<void>
}

/** What the workbench takes from an embedder of VS Code for the Web, beyond the folder. */
interface DevelopmentOptions {
  readonly extensions: readonly unknown[]
  readonly extensionTestsPath: unknown
}

export async function openWorkbench(options: WorkbenchOptions): Promise<Workbench> {
  const server = await startServer(options)
  let browser: Browser | undefined
  const close = async (): Promise<void> => {
    await browser?.close()
    await server.stop()
  }
  try {
    browser = await chromium.launch({
      executablePath: findBrowser() ?? 'chromium',
      args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'],
    })
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
    await options.beforeOpen?.(page)
    await page.addInitScript(addDevelopmentOptions, {
      extensions: [remote(server.address, options.extension)],
      extensionTestsPath: options.testsEntry && remote(server.address, options.testsEntry),
    })
    await page.goto(workbenchUrl(server.address, options.workspace))
    await untilReady(page)
    return {
      page,
      close,
      reload: () => page.reload().then(() => untilReady(page)),
      webview: (title) => webviewFrame(page, title),
    }
  } catch (error) {
    await close()
    throw error
  }
}

/** Address that shows `folder` in the workbench at `address`. */
export function workbenchUrl(address: string, folder: string): string {
  return `http://${address}/?${new URLSearchParams({ folder: realpathSync(folder) })}`
}

/** Seen from the browser, files on this machine are remote. */
function remote(address: string, path: string): unknown {
  return { scheme: 'vscode-remote', authority: address, path: realpathSync(path) }
}

/**
 * Runs in the page: adds to the options that the page has for the workbench. The workbench also takes these from its
 * address, but only in a mode that turns notifications off.
 */
function addDevelopmentOptions(options: DevelopmentOptions): void {
  interface BrowserDocument {
    addEventListener(type: string, listener: () => void, options: { once: boolean }): void
    getElementById(id: string): { dataset: { settings: string } } | null
  }
  const { document } = globalThis as unknown as { document: BrowserDocument }
  // The first of these events comes when the document is parsed, and before its module scripts run.
  document.addEventListener(
    'readystatechange',
    () => {
      const element = document.getElementById('vscode-workbench-web-configuration')
      if (element === null) return // a webview's frame
      const settings = JSON.parse(element.dataset.settings) as { developmentOptions: object }
      Object.assign(settings.developmentOptions, options)
      element.dataset.settings = JSON.stringify(settings)
    },
    { once: true },
  )
}

/** The window is restored, and the commands, menus and views that extensions contribute are there. */
async function untilReady(page: Page): Promise<void> {
  await page.waitForFunction(
    () =>
      ['code/LifecyclePhase/Restored', 'code/didLoadExtensions'].every(
        (mark) => performance.getEntriesByName(mark).length > 0,
      ),
    undefined,
    { timeout: 60_000 },
  )
}

/** A webview's document is nested: workbench > iframe.webview > iframe#active-frame. */
async function webviewFrame(page: Page, title: string): Promise<Frame> {
  for (const end = Date.now() + 20_000; Date.now() < end; await page.waitForTimeout(50)) {
    for (const frame of page.frames()) {
      const element = await frame.frameElement().catch(() => undefined) // a loading webview's frames come and go
      const [id, name] = await Promise.all(['id', 'title'].map((key) => element?.getAttribute(key))).catch(() => [])
      if (id === 'active-frame' && name === title) return frame
    }
  }
  throw new Error(`No webview titled ${JSON.stringify(title)} after 20 s.`)
}
