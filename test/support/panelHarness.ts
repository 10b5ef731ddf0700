// The panel in a plain browser: builds the page, serves it under the product's own policy, with a stub for the host.
// `node test/support/panelHarness.ts [scenario…]` takes pictures into artifacts/panel. Listens on loopback alone.
import { mkdirSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build, type OutputFile } from 'esbuild'
import { type Browser, chromium, type Page } from 'playwright-core'
import { NOW, snapshots } from './panelSnapshots.ts'
import type { PanelStub } from './panelStub.ts'
import { themes } from './panelThemes.ts'
import { findBrowser } from './vscode/install.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const pictures = join(root, 'artifacts/panel')

export type PanelTheme = keyof typeof themes
export const panelThemes = Object.keys(themes) as PanelTheme[]
export const scenarios = Object.keys(snapshots)

const bodyClasses: Readonly<Record<PanelTheme, string>> = {
  dark: 'vscode-dark',
  light: 'vscode-light',
  highContrast: 'vscode-high-contrast',
}

interface PageOptions {
  readonly scenario: string
  readonly theme?: PanelTheme
  readonly width?: number
  readonly height?: number
  /** Cases on select. */
  readonly rows?: number
  /** Milliseconds before the stub answers. */
  readonly lag?: number
  /** The host fails to give a snapshot. */
  readonly broken?: boolean
}

/** A page with what went wrong in it: broken policy, uncaught errors, messages of the console. */
export interface PanelPage {
  readonly page: Page
  readonly complaints: readonly string[]
}

export class PanelHarness {
  readonly #server: Server
  readonly #browser: Browser
  /** Bytes of the production page's script. */
  readonly scriptBytes: number

  private constructor(server: Server, browser: Browser, scriptBytes: number) {
    this.#server = server
    this.#browser = browser
    this.scriptBytes = scriptBytes
  }

  static async open(): Promise<PanelHarness> {
    const files = await bundle()
    const server = createServer((request, response) => {
      const url = new URL(request.url ?? '/', 'http://127.0.0.1')
      const file = files.get(url.pathname)
      response.setHeader(
        'content-type',
        url.pathname.endsWith('.css') ? 'text/css' : url.pathname === '/' ? 'text/html' : 'text/javascript',
      )
      if (url.pathname === '/') response.end(html(url.searchParams))
      else response.writeHead(file === undefined ? 404 : 200).end(file)
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const executablePath = findBrowser()
    const browser = await chromium.launch({
      ...(executablePath === undefined ? {} : { executablePath }),
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    })
    return new PanelHarness(server, browser, files.get('/webview.js')?.byteLength ?? 0)
  }

  async show({
    scenario,
    theme = 'dark',
    width = 380,
    height = 900,
    rows = 60,
    lag = 0,
    broken = false,
  }: PageOptions): Promise<PanelPage> {
    const page = await this.#browser.newPage({
      viewport: { width, height },
      timezoneId: 'UTC',
      reducedMotion: 'reduce',
    })
    const complaints: string[] = []
    page.on('console', (message) => ['error', 'warning'].includes(message.type()) && complaints.push(message.text()))
    page.on('pageerror', (error) => complaints.push(error.message))
    await page.clock.setFixedTime(NOW)
    const query = new URLSearchParams({
      scenario,
      theme,
      rows: String(rows),
      lag: String(lag),
      wide: String(width >= 840),
    })
    if (broken) query.set('broken', '')
    await page.goto(`http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/?${query}`)
    await page.locator('.panel main').waitFor()
    return { page, complaints }
  }

  async close(): Promise<void> {
    await this.#browser.close()
    await new Promise((resolve) => this.#server.close(resolve))
  }
}

async function bundle(): Promise<Map<string, Uint8Array>> {
  const common = {
    bundle: true,
    write: false,
    minify: true,
    platform: 'browser',
    format: 'esm',
    target: 'chrome134',
    outdir: '/',
  } as const
  const results = await Promise.all([
    build({
      ...common,
      entryPoints: { webview: join(root, 'webview/main.ts') },
      tsconfig: join(root, 'webview/tsconfig.json'),
    }),
    build({ ...common, entryPoints: { stub: join(root, 'test/support/panelStub.ts') } }),
  ])
  const files = results.flatMap((result): readonly OutputFile[] => result.outputFiles)
  const sheet = panelThemes.map((theme) => `:root[data-theme=${theme}]{${tokensOf(theme)}}`).join('\n')
  return new Map([
    ...files.map((file) => [file.path, file.contents] as const),
    [
      '/themes.css',
      new TextEncoder().encode(
        `${sheet}\nhtml{background:var(--vscode-sideBar-background)}html[data-wide=true]{background:var(--vscode-editor-background)}`,
      ),
    ],
  ])
}

function tokensOf(theme: PanelTheme): string {
  return Object.entries({ ...themes.dark, ...themes[theme] })
    .filter(([name]) => name in themes[theme] || /font/.test(name))
    .map(([name, value]) => `--vscode-${name}:${value};`)
    .join('')
}

/** The product's page, with the stub before the script and the theme's variables where VS Code would put them. */
function html(query: URLSearchParams): string {
  const theme = panelThemes.find((name) => name === query.get('theme')) ?? 'dark'
  const policy = "default-src 'none'; style-src 'self'; script-src 'nonce-n1'"
  return `<!DOCTYPE html><html lang="en" data-theme="${theme}" data-wide="${query.get('wide') === 'true'}"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<link rel="stylesheet" href="/themes.css"><link rel="stylesheet" href="/webview.css"><title>Tunesmith</title></head>
<body class="${bodyClasses[theme]}"><script nonce="n1" type="module" src="/stub.js"></script>
<script nonce="n1" type="module" src="/webview.js"></script></body></html>`
}

/** The stub in the page, for a test. */
export function stubOf(page: Page): {
  asked(method: string): Promise<unknown[]>
  send(change: Parameters<PanelStub['send']>[0]): Promise<void>
  /** Goes on with another scenario, and waits until it is drawn. */
  show(scenario: string): Promise<void>
} {
  type Holder = { panelStub: PanelStub }
  return {
    asked: (method) =>
      page.evaluate(
        (wanted) =>
          (globalThis as unknown as Holder).panelStub.asked
            .filter(([name]) => name === wanted)
            .map(([, params]) => params),
        method,
      ),
    show: (scenario) =>
      page.evaluate(async (name) => {
        const holder = globalThis as unknown as Holder & { requestAnimationFrame(call: () => void): void }
        holder.panelStub.show(name)
        for (let frame = 0; frame < 3; frame++) await new Promise<void>((done) => holder.requestAnimationFrame(done))
      }, scenario),
    send: (change) => page.evaluate((some) => (globalThis as unknown as Holder).panelStub.send(some), change),
  }
}

/** One picture as tall as its content. */
export async function takePicture({ page }: PanelPage, name: string): Promise<void> {
  mkdirSync(pictures, { recursive: true })
  const height = await page.evaluate('Math.ceil(document.querySelector("#view")?.scrollHeight ?? 0) + 61')
  const { width } = page.viewportSize() ?? { width: 380 }
  await page.setViewportSize({ width, height: Math.min(2400, Math.max(500, Number(height))) })
  await page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))')
  await page.screenshot({ path: join(pictures, `${name}.png`) })
}

async function main(names: readonly string[]): Promise<void> {
  const harness = await PanelHarness.open()
  try {
    console.log(`script ${(harness.scriptBytes / 1000).toFixed(0)} kB`)
    for (const scenario of names.length > 0 ? names : scenarios)
      for (const theme of panelThemes)
        for (const width of [380, 1180]) {
          const shown = await harness.show({ scenario, theme, width })
          if (scenario === 'compare') await shown.page.locator('[aria-rowindex="4"]').click()
          await takePicture(shown, `${scenario}-${width}-${theme}`)
          if (shown.complaints.length > 0) console.log(scenario, theme, width, [...new Set(shown.complaints)])
          await shown.page.close()
        }
  } finally {
    await harness.close()
  }
}

if (import.meta.main) await main(process.argv.slice(2))
