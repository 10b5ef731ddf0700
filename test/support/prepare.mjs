// Makes a fresh clone ready; npm runs it before `npm test` and `npm run demo`. Plain JavaScript with what Node 20 has
// built in, because nothing else is there yet. Must never install what is installed already.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))
const windows = process.platform === 'win32'
const projectNode = join(root, 'node_modules/node/bin', windows ? 'node.exe' : 'node')

if (!upToDate()) {
  console.log('Installing the packages of package-lock.json into node_modules (npm ci); this takes about a minute.')
  // Engine warnings are no news: the project's own Node 24 is one of these packages.
  if (run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], { shell: windows }) !== 0)
    fail('`npm ci` failed; its message stands above. It needs the npm registry. Mend that and run this again.')
  if (!upToDate())
    fail('The packages are installed, but without Node 24: npm may not run install scripts here (ignore-scripts).')
  console.log('Packages installed.')
}

if (process.argv.includes('--vscode'))
  process.exitCode = run(projectNode, [join(root, 'test/support/vscode/install.ts')])

/** Whether npm's record of what it installed is what the lock file asks for, and the project's Node is there. */
function upToDate() {
  const record = join(root, 'node_modules/.package-lock.json')
  if (!existsSync(record) || !existsSync(projectNode)) return false
  const installed = packagesOf(record)
  return Object.entries(packagesOf(join(root, 'package-lock.json'))).every(
    ([path, wanted]) =>
      path === '' || (path in installed ? installed[path].version === wanted.version : wanted.optional === true),
  )
}

function packagesOf(lockFile) {
  return JSON.parse(readFileSync(lockFile, 'utf8')).packages
}

function run(command, args, options = {}) {
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: 'inherit', ...options })
  if (error) fail(`Cannot run ${command}: ${error.message}`)
  return status ?? 1
}

function fail(sentence) {
  console.error(sentence)
  process.exit(1)
}
