// Starts code-server on 127.0.0.1 with user data and extensions of its own. Must never outlive its caller, call out to
// the network, or touch the user's own VS Code.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { kitFolder } from './install.ts'

export interface ServerOptions {
  /** User settings, over quiet defaults. */
  readonly settings?: Readonly<Record<string, unknown>> | undefined
  /** Environment of the server, and so of the extension host. */
  readonly env?: Readonly<Record<string, string>> | undefined
  /** True asks the user about trust, as VS Code does; by default every folder is trusted. */
  readonly workspaceTrust?: boolean | undefined
  /** Folder of an extension that stands installed, as for a user. */
  readonly installed?: string | undefined
}

export interface Server {
  /** `127.0.0.1:port`. */
  readonly address: string
  /** Ends the server with all that it started, and removes its data. */
  stop(): Promise<void>
}

const INTERRUPTS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

const QUIET_SETTINGS = {
  'telemetry.telemetryLevel': 'off',
  'workbench.enableExperiments': false,
  'workbench.startupEditor': 'none',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.reduceMotion': 'on', // no menu caught half faded in on a screenshot
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'git.openRepositoryInParentFolders': 'never',
}

export async function startServer(options: ServerOptions = {}): Promise<Server> {
  const entry = join(kitFolder, 'node_modules/code-server/out/node/entry.js')
  if (!existsSync(entry)) throw new Error(`No VS Code in ${kitFolder}: run \`npm test\` once, which installs it.`)
  const home = mkdtempSync(join(tmpdir(), 'tunesmith-')) // a short path, because a Unix socket is made below it
  for (const folder of ['data/User', 'extensions', 'tmp']) mkdirSync(join(home, folder), { recursive: true })
  writeFileSync(join(home, 'data/User/settings.json'), JSON.stringify({ ...QUIET_SETTINGS, ...options.settings }))
  if (options.installed !== undefined)
    writeFileSync(join(home, 'extensions/extensions.json'), listOfInstalled(options.installed))
  const args = ['--config', join(home, 'config.yaml'), '--user-data-dir', join(home, 'data')]
  args.push('--extensions-dir', join(home, 'extensions'), '--auth', 'none', '--bind-addr', '127.0.0.1:0')
  args.push('--disable-telemetry', '--disable-update-check')
  if (!options.workspaceTrust) args.push('--disable-workspace-trust')

  // detached: a process group of its own, so that extension host, terminals and the rest end with it.
  const server = spawn(join(kitFolder, 'node/bin/node'), [entry, ...args], {
    env: { ...inheritedEnv(), XDG_DATA_HOME: join(home, 'share'), TMPDIR: join(home, 'tmp'), ...options.env },
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const exited = once(server, 'exit')
  const remove = (): void => {
    killGroup(server)
    rmSync(home, { recursive: true, force: true, maxRetries: 10 })
  }
  const interrupt = (signal: NodeJS.Signals): void => {
    remove()
    if (process.listenerCount(signal) === 0) process.exit(130)
  }
  process.once('exit', remove)
  for (const signal of INTERRUPTS) process.once(signal, interrupt)
  const stop = async (): Promise<void> => {
    killGroup(server)
    await exited
    process.off('exit', remove)
    for (const signal of INTERRUPTS) process.off(signal, interrupt)
    remove()
  }
  try {
    return { address: await addressOf(server), stop }
  } catch (error) {
    await stop()
    throw error
  }
}

/** VS Code's own list of installed extensions, with the one in `folder`. */
function listOfInstalled(folder: string): string {
  const { publisher, name, version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  const location = { $mid: 1, scheme: 'file', path: realpathSync(folder) }
  return JSON.stringify([{ identifier: { id: `${publisher}.${name}` }, version, location }])
}

function inheritedEnv(): NodeJS.ProcessEnv {
  // Inside a VS Code terminal such variables would make code-server talk to that VS Code instead of starting.
  const foreign = /^(VSCODE_|CODE_SERVER_|PORT$|NODE_TEST_CONTEXT$)/
  const inherited = Object.entries(process.env).filter(([name]) => !foreign.test(name))
  return { ...Object.fromEntries(inherited), EXTENSIONS_GALLERY: '{}' } // no marketplace, so nothing calls out
}

function addressOf(server: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let output = ''
    const read = (chunk: Buffer): void => {
      output += chunk
      const address = /HTTP server listening on http:\/\/([\d.]+:\d+)/.exec(output)?.[1]
      if (address !== undefined) resolve(address)
    }
    server.stdout?.on('data', read)
    server.stderr?.on('data', read)
    server.once('error', reject)
    server.once('exit', (code) => reject(new Error(`code-server ended with ${code}:\n${output}`)))
  })
}

function killGroup(server: ChildProcess): void {
  try {
    if (server.pid !== undefined) process.kill(-server.pid, 'SIGKILL')
  } catch {
    // It is gone already.
  }
}
