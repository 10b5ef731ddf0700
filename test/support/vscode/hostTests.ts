// Runs test/host inside VS Code's extension host, where `vscode` can be imported: in the desktop's minimum and stable
// version where they can be downloaded, else in code-server. Exit code 0: all passed.
import { spawnSync } from 'node:child_process'
import { closeSync, cpSync, globSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { type Counts, readCounts, writeCounts } from '../counts.ts'
import { downloadDesktop, type HostRun, runInDesktop } from './desktop.ts'
import { installDebianPackages, onPath } from './install.ts'
import { openWorkbench } from './workbench.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))
/** The tests get a copy of it. */
const WORKSPACE = 'test/fixtures/tiny-workspace'
const TIME_LIMIT_S = 180

async function main(): Promise<void> {
  const desktops = await downloadDesktop(root)
  const headless = process.platform === 'linux' && process.env.DISPLAY === undefined
  if (desktops.length > 0 && headless) {
    if (onPath('xvfb-run') === undefined) installDebianPackages(['xvfb', 'xauth', 'libgtk-3-0'])
    const again = spawnSync('xvfb-run', ['-a', process.execPath, fileURLToPath(import.meta.url)], { stdio: 'inherit' })
    process.exitCode = again.status ?? 1
    return
  }
  const tests = await bundleTests()
  const all: Counts[] = []
  if (desktops.length === 0) all.push(await runSuite(tests, runInKit))
  for (const desktop of desktops) {
    console.log(`VS Code ${desktop.version}`)
    all.push(await runSuite(tests, (run) => runInDesktop(desktop, run)))
  }
  const sum = (key: keyof Counts): number => all.reduce((total, counts) => total + counts[key], 0)
  writeCounts({ passed: sum('passed'), failed: sum('failed') })
  process.exitCode = sum('failed') === 0 ? 0 : 1
}

/** One CommonJS file for each test file: every extension host can load that. */
async function bundleTests(): Promise<readonly string[]> {
  const outdir = join(root, 'artifacts/host')
  rmSync(outdir, { recursive: true, force: true })
  const entryPoints = globSync('test/host/**/*.test.ts', { cwd: root }).map((file) => join(root, file))
  if (entryPoints.length === 0) throw new Error('There is no test in test/host.')
  await build({
    entryPoints,
    outdir,
    outExtension: { '.js': '.cjs' },
    bundle: true,
    platform: 'node',
    target: 'node22',
    format: 'cjs',
    external: ['vscode'],
    mainFields: ['module', 'main'],
    logLevel: 'warning',
  })
  return globSync('**/*.cjs', { cwd: outdir }).map((file) => join(outdir, file))
}

async function runSuite(tests: readonly string[], runIn: (run: HostRun) => Promise<void>): Promise<Counts> {
  const folder = mkdtempSync(join(tmpdir(), 'tunesmith-host-'))
  const workspace = join(folder, basename(WORKSPACE))
  cpSync(join(root, WORKSPACE), workspace, { recursive: true })
  const output = join(folder, 'output')
  const result = join(folder, 'result.json')
  const reader = openSync(output, 'a+')
  const printNew = (): boolean => process.stdout.write(readFileSync(reader)) // goes on where it last ended
  const printing = setInterval(printNew, 200)
  const deadline = AbortSignal.timeout(TIME_LIMIT_S * 1000)
  const tooLate = new Promise<never>((_, reject) =>
    deadline.addEventListener('abort', () =>
      reject(new Error(`The host tests were not done after ${TIME_LIMIT_S} s.`)),
    ),
  )
  const mocha = import.meta.resolve('mocha')
  try {
    const run = {
      extension: root,
      workspace,
      testsEntry: join(root, 'test/support/vscode/mochaEntry.cjs'),
      env: { NO_COLOR: '1', TUNESMITH_HOST_TESTS: JSON.stringify({ mocha, tests, output, result }) },
    }
    await Promise.race([runIn(run), tooLate])
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
  } finally {
    clearInterval(printing)
    printNew()
    closeSync(reader)
  }
  // Only what mochaEntry.cjs wrote counts: VS Code's own exit code is 0 even where the extension host crashed.
  const counts = readCounts(result)
  if (counts === undefined) console.error('The extension host ended before the tests did.')
  rmSync(folder, { recursive: true, force: true, maxRetries: 10 })
  return counts ?? { passed: 0, failed: 1 }
}

async function runInKit({ env, ...options }: HostRun): Promise<void> {
  const ended = Promise.withResolvers<void>()
  const workbench = await openWorkbench({
    ...options,
    env,
    beforeOpen: async (page) => {
      page.on('close', () => ended.resolve())
      // The workbench calls this when the extension host has ended.
      await page.exposeFunction('codeAutomationExit', () => ended.resolve())
    },
  })
  await ended.promise
  await workbench.close()
}

await main()
