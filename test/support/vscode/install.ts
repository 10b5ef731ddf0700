// Installs what the host and e2e tests need beside npm's packages: a Chromium, and code-server, which is VS Code's own
// workbench and extension host behind a web server. Must do nothing, and at once, where all is there already.
import { execFileSync, spawnSync } from 'node:child_process'
import { accessSync, constants, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { delimiter, join, resolve } from 'node:path'

const PACKAGES = [`node-linux-${process.arch}@24.21.0`, 'code-server@4.139.1']

/** Where code-server and its Node live, outside the checkout, so that every clone uses the same one. */
export const kitFolder = resolve(process.env.TUNESMITH_VSCODE_DIR ?? join(homedir(), '.cache/tunesmith-vscode'))

/** Path of a Chromium: $CHROMIUM, or the first known name on the PATH. */
export function findBrowser(): string | undefined {
  return process.env.CHROMIUM ?? ['chromium', 'google-chrome', 'google-chrome-stable'].map(onPath).find(Boolean)
}

/** Full path of a command on the PATH. */
export function onPath(command: string): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter)
  return folders.map((folder) => join(folder, command)).find(executable)
}

/** Installs Debian packages, as root or by sudo. Throws where neither is possible. */
export function installDebianPackages(packages: readonly string[]): void {
  const names = packages.join(' ')
  if (onPath('apt-get') === undefined) throw new Error(`This needs ${names}. Install them and run it again.`)
  const root = process.getuid?.() === 0
  if (!root && onPath('sudo') === undefined)
    throw new Error(`This needs ${names}. Run \`apt-get install ${names}\` as root, then run it again.`)
  console.log(`Installing ${names} with apt-get${root ? '' : ' (sudo may ask for your password)'}.`)
  const asRoot = (args: readonly string[]): void => {
    const command = ['env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', '-qq', ...args]
    const [program = '', ...rest] = root ? command : ['sudo', ...command]
    const { status } = spawnSync(program, rest, { stdio: ['inherit', 'ignore', 'inherit'] })
    if (status !== 0) throw new Error(`\`apt-get ${args.join(' ')}\` failed; its message stands above.`)
  }
  asRoot(['update'])
  asRoot(['install', '-y', '--no-install-recommends', ...packages])
}

/** Installs what is missing, and says so. */
export function installWorkbench(): void {
  if (process.platform !== 'linux')
    throw new Error('The tests in a real VS Code run on Linux only: use a container or a virtual machine.')
  if (findBrowser() === undefined) installDebianPackages(['chromium', 'fonts-dejavu-core'])
  const marker = join(kitFolder, 'installed')
  if (existsSync(marker) && readFileSync(marker, 'utf8') === PACKAGES.join(' ')) return

  // Two small native modules of code-server are compiled.
  const tools = { python3: 'python3', make: 'make', 'g++': 'g++' }
  const missing = Object.entries(tools).flatMap(([command, name]) => (onPath(command) === undefined ? [name] : []))
  if (missing.length > 0) installDebianPackages(missing)

  console.log(`Installing VS Code's workbench (code-server, 600 MB) into ${kitFolder}; this takes about a minute.`)
  installCodeServer(kitFolder)
  writeFileSync(marker, PACKAGES.join(' '))
  console.log('Workbench installed.')
}

function installCodeServer(folder: string): void {
  mkdirSync(folder, { recursive: true })
  for (const name of ['installed', 'node', 'node_modules']) rmSync(join(folder, name), { recursive: true, force: true })
  writeFileSync(join(folder, 'package.json'), '{ "private": true }')
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    npm_config_audit: 'false',
    npm_config_fund: 'false',
    npm_config_loglevel: 'error',
  }
  const npm = (cwd: string, ...args: string[]): unknown =>
    execFileSync('npm', args, { cwd, env, stdio: ['ignore', 'ignore', 'inherit'] })

  // Without install scripts: they would build every native module, some of which need headers that are not here.
  npm(folder, 'install', '--no-package-lock', '--ignore-scripts', ...PACKAGES)
  symlinkSync(join('node_modules', `node-linux-${process.arch}`), join(folder, 'node'))
  // From here npm runs in code-server's own Node, and compiles against the headers that come with it.
  env.PATH = `${join(folder, 'node/bin')}${delimiter}${process.env.PATH}`
  env.npm_config_nodedir = join(folder, 'node')

  const vscode = join(folder, 'node_modules/code-server/lib/vscode')
  // Not `npm ci`: the lock file that code-server ships is not complete.
  npm(vscode, 'install', '--omit=dev', '--ignore-scripts')
  npm(join(vscode, 'extensions'), 'install', '--omit=dev', '--ignore-scripts')
  npm(vscode, 'rebuild', '@vscode/spdlog', '@vscode/native-watchdog')
  const load = 'require("@vscode/spdlog"); require("@vscode/native-watchdog")'
  execFileSync('node', ['-e', load], { cwd: vscode, env, stdio: 'inherit' })
}

function executable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

if (import.meta.main) {
  try {
    installWorkbench()
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    process.exitCode = 1
  }
}
