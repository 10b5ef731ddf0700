// `npm test`: every stage in order, the next also after one that failed, and at the end one line with the counts.
// Names of stages as arguments run those alone. Must never count a stage as passed that ran no test.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createWriteStream, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { finished } from 'node:stream/promises'
import { fileURLToPath } from 'node:url'
import { COUNTS_FILE, type Counts, readCounts } from './counts.ts'

interface Stage {
  readonly name: string
  /** Command lines, run one after the other until one fails, or all at once. */
  readonly commands: readonly (readonly string[])[]
  readonly atOnce?: true
  /** Whether the commands write counts; else the whole stage is one test. */
  readonly counted: boolean
}

const STAGES: readonly Stage[] = [
  check('types', ['tsc'], ['tsc', '-p', 'webview']),
  check('lint', ['biome', 'check']),
  check('knip', ['knip']),
  // Two processes for all: starting one for each file takes longer than the tests.
  {
    name: 'unit',
    commands: [1, 2].map((part) => nodeTest('unit', '--test-isolation=none', `--test-shard=${part}/2`)),
    atOnce: true,
    counted: true,
  },
  nodeTests('contract'),
  check('build', ['node', 'esbuild.config.mjs']),
  { name: 'host', commands: [['node', 'test/support/vscode/hostTests.ts']], counted: true },
  nodeTests('e2e', '--test-concurrency=1'),
]

const root = fileURLToPath(new URL('../..', import.meta.url))
/** A stage may leave pictures and the like in a folder of its name. */
const artifacts = join(root, 'artifacts')
const logs = join(artifacts, 'logs')
/** On a build server everything is printed; elsewhere only what a failed stage printed. */
const verbose = process.env.CI === 'true'

function check(name: string, ...commands: string[][]): Stage {
  return { name, commands, counted: false }
}

function nodeTests(name: string, ...options: string[]): Stage {
  return { name, commands: [nodeTest(name, ...options)], counted: true }
}

function nodeTest(name: string, ...options: string[]): string[] {
  const readable = ['--test-reporter=spec', '--test-reporter-destination=stdout']
  const counting = ['--test-reporter=./test/support/countsReporter.ts', '--test-reporter-destination=stderr']
  return ['node', '--test', ...options, ...readable, ...counting, `test/${name}/**/*.test.ts`]
}

async function main(names: readonly string[]): Promise<void> {
  const unknown = names.find((name) => STAGES.every((stage) => stage.name !== name))
  if (unknown !== undefined) {
    console.error(`There is no stage ${unknown}; there are ${STAGES.map((stage) => stage.name).join(', ')}.`)
    process.exitCode = 2
    return
  }
  mkdirSync(logs, { recursive: true })
  const total = { passed: 0, failed: 0 }
  for (const stage of STAGES) {
    if (names.length > 0 && !names.includes(stage.name)) continue
    const { passed, failed } = await runStage(stage)
    total.passed += passed
    total.failed += failed
  }
  console.log(inWords(total))
  process.exitCode = total.failed === 0 ? 0 : 1
}

async function runStage(stage: Stage): Promise<Counts> {
  const runs = stage.commands.map((command, i) => {
    const name = join(logs, i === 0 ? stage.name : `${stage.name}-${i + 1}`)
    return { command, log: `${name}.log`, countsFile: `${name}.json` }
  })
  for (const old of [...runs.flatMap(({ log, countsFile }) => [log, countsFile]), join(artifacts, stage.name)])
    rmSync(old, { recursive: true, force: true })
  if (verbose) console.log(`── ${stage.name}`)
  const start = performance.now()
  let succeeded = true
  if (stage.atOnce) succeeded = (await Promise.all(runs.map(runCommand))).every((good) => good)
  else for (const run of runs) succeeded &&= await runCommand(run)
  const seconds = ((performance.now() - start) / 1000).toFixed(1)

  const counts = countsOf(stage, succeeded, sumOf(runs.map(({ countsFile }) => readCounts(countsFile))))
  const failed = counts.failed > 0
  if (failed && !verbose)
    for (const { log } of runs)
      if (existsSync(log)) console.log(complaintsIn(readFileSync(log, 'utf8'), runs.length > 1))
  console.log(
    `${failed ? '✖' : '✔'} ${stage.name}: ${stage.counted ? inWords(counts) : failed ? 'failed' : 'passed'} (${seconds} s)`,
  )
  return counts
}

interface Run {
  readonly command: readonly string[]
  readonly log: string
  readonly countsFile: string
}

/** Whether the command ended well. */
async function runCommand({ command, log: path, countsFile }: Run): Promise<boolean> {
  const [program = '', ...args] = command
  const log = createWriteStream(path)
  const PATH = [join(root, 'node_modules/.bin'), process.env.PATH].join(delimiter)
  const env = { ...process.env, PATH, [COUNTS_FILE]: countsFile }
  const child = spawn(program, args, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] })
  for (const stream of [child.stdout, child.stderr]) {
    stream.pipe(log, { end: false })
    if (verbose) stream.pipe(process.stdout, { end: false })
  }
  const [code] = await once(child, 'close')
  await finished(log.end())
  return code === 0
}

/** Undefined where one of them wrote none. */
function sumOf(counts: readonly (Counts | undefined)[]): Counts | undefined {
  let sum: Counts = { passed: 0, failed: 0 }
  for (const one of counts) {
    if (one === undefined) return undefined
    sum = { passed: sum.passed + one.passed, failed: sum.failed + one.failed }
  }
  return sum
}

function countsOf(stage: Stage, succeeded: boolean, counts: Counts | undefined): Counts {
  if (!stage.counted) return succeeded ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 }
  const { passed, failed } = counts ?? { passed: 0, failed: 0 }
  // A stage that broke down, or ran nothing, has failed whatever it counted.
  return { passed, failed: succeeded && passed > 0 ? failed : Math.max(failed, 1) }
}

/** Without the tests that passed, where the log says which failed; of several logs, nothing of one without complaints. */
function complaintsIn(log: string, isOneOfSeveral: boolean): string {
  const from = log.indexOf('✖ failing tests:')
  if (from < 0) return isOneOfSeveral && /^ℹ fail 0$/m.test(log) ? '' : log
  return log.slice(from)
}

function inWords({ passed, failed }: Counts): string {
  return `${passed} passed, ${failed} failed`
}

await main(process.argv.slice(2))
