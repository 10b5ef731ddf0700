// The command line's composition root: builds the parts that a verb needs and turns its end into an exit code.
// Must hold no logic of a verb.
import { once } from 'node:events'
import { dirname, join, resolve } from 'node:path'
import manifest from '../package.json' with { type: 'json' }
import { type CodeCall, guardedRunner } from './core/code.ts'
import { Engine } from './core/engine.ts'
import { InputError } from './core/errors.ts'
import { withConsent } from './core/evals/consent.ts'
import { LoadCode } from './core/evals/loadCode.ts'
import type { Program } from './core/evals/providers.ts'
import { withGraders } from './core/judge/withGraders.ts'
import type { RunStore } from './core/ports.ts'
import { LIST_PRICES } from './core/pricing.ts'
import { loadTask } from './core/task.ts'
import type { AccessSettings } from './providers/access.ts'
import { createBatchResolver } from './providers/batch/registry.ts'
import { childProcessRunner } from './providers/code/childProcess.ts'
import { programModel } from './providers/code/programModel.ts'
import { createEmbedderResolver } from './providers/embeddings/registry.ts'
import { createBackendResolver } from './providers/finetune/registry.ts'
import { gitHistory } from './providers/git/gitHistory.ts'
import { createModelResolver } from './providers/models/registry.ts'
import { PROVIDERS, takesBatches } from './providers/providerTable.ts'
import type { Sandbox } from './sandbox/server.ts'
import { type Command, readArguments } from './terminal/arguments.ts'
import { systemClock } from './terminal/clock.ts'
import { detectJson, detectView } from './terminal/detectView.ts'
import { batchesView, endBatches, openBatches } from './terminal/flows/batches.ts'
import { calibrate } from './terminal/flows/calibrate.ts'
import { makeCases } from './terminal/flows/cases.ts'
import { confirm } from './terminal/flows/confirm.ts'
import { detectIn } from './terminal/flows/detect.ts'
import { diagnose } from './terminal/flows/diagnose.ts'
import { evaluate } from './terminal/flows/evaluate.ts'
import { exportConfig } from './terminal/flows/exportConfig.ts'
import { exportRun } from './terminal/flows/exportRun.ts'
import { finetune } from './terminal/flows/finetune.ts'
import { importCases } from './terminal/flows/importCases.ts'
import { mapDataset } from './terminal/flows/mapDataset.ts'

import { optimize } from './terminal/flows/optimize.ts'
import { keepHeapSmall } from './terminal/heap.ts'
import { helpText } from './terminal/help.ts'
import { type ExitCode, exitCodes, jsonText, type Outcome } from './terminal/outcome.ts'
import { overridesOf } from './terminal/overrides.ts'
import { explain, interrupted, requireNode } from './terminal/process.ts'
import { type Answer, editFiles, renderFiles, validateFiles } from './terminal/promptFiles.ts'
import { sandboxView } from './terminal/sandboxView.ts'
import { Screen } from './terminal/screen.ts'
import { printWarnings, type Session } from './terminal/session.ts'
import { insideRoot, requireFolder, workspaceFiles, workspaceRoot, writeWhole } from './terminal/workspace.ts'

type FileVerb = 'render' | 'validate' | 'edit'
type MeasuringVerb = Exclude<
  Command['verb'],
  FileVerb | 'detect' | 'cases' | 'export' | 'import' | 'batches' | 'sandbox'
>
const fileVerbs: Readonly<Record<FileVerb, (command: Command) => Promise<Answer>>> = {
  render: renderFiles,
  validate: validateFiles,
  edit: editFiles,
}
const flows: Readonly<Record<MeasuringVerb, (session: Session) => Promise<Outcome>>> = {
  eval: (session) => evaluate(session, { prices: LIST_PRICES, takesBatches }),
  optimize,
  diagnose,
  finetune,
  confirm,
  calibrate,
}

async function main(argv: readonly string[]): Promise<ExitCode> {
  const reading = readArguments(argv)
  if (reading.kind === 'help') return say(helpText(reading.verb))
  if (reading.kind === 'version') return say(manifest.version)
  requireNode(process.versions.node)
  const { command } = reading
  const { verb } = command
  if (command.json !== undefined && command.json !== '-') requireFolder(dirname(resolve(command.json)))
  if (verb === 'detect') return listPrompts(command)
  if (verb === 'cases') return draftCases(command)
  if (verb === 'export') return exportTo(command)
  if (verb === 'import') return onFiles(command, importInto)
  if (verb === 'batches') return onBatches(command)
  if (verb === 'sandbox') return serveSandbox(command)
  if (verb === 'render' || verb === 'validate' || verb === 'edit') return onFiles(command, fileVerbs[verb])
  return measure(verb, command)
}

async function measure(verb: MeasuringVerb, command: Command): Promise<ExitCode> {
  keepHeapSmall()
  const screen = screenFor(command)
  const signal = interrupted(screen)
  const root = workspaceRoot(process.cwd())
  const overrides = await overridesOf(root)
  const promptPath = insideRoot(root, process.cwd(), command.target)
  const evalPath = await evalPathOf(command, root, promptPath, overrides, screen)
  const mend = 'Say --allow-code to run it.'
  const runner = guardedRunner(childProcessRunner(root), () => command.allowCode)
  const run = (call: CodeCall) => runner.run(call, signal)
  const loading = new LoadCode({ run, isAllowed: () => command.allowCode, mend })
  const loaded = await loadTask(workspaceFiles(root), promptPath, evalPath, overrides, loading)
  // Training and labelling grade nothing, so they need no consent.
  const isAllowed = () => command.allowCode || verb === 'finetune' || verb === 'calibrate'
  const task = withGraders(withConsent(loaded, isAllowed, mend), command)
  printWarnings(screen, task)
  const sandbox = lazySandbox(root)
  const store = await openWorkspaceStore(root)
  try {
    const access = accessFromEnvironment(sandbox.start)
    const backends = createBackendResolver(access)
    const models = createModelResolver(access)
    const code = command.allowCode ? runner : undefined
    const embedders = createEmbedderResolver(access)
    const batches = createBatchResolver(access)
    const programs = (program: Program) => programModel(program, runner)
    const deps = { models, embedders, programs, backends, batches, prices: LIST_PRICES, code }
    const engine = new Engine({ store, clock: systemClock, ...deps })
    const shared = { root, command, prompt: command.target, task, store, engine, backends }
    const outcome = await flows[verb]({ ...shared, clock: systemClock, screen, signal })
    await writeJson(command, jsonText(manifest.version, verb, outcome))
    return outcome.exitCode
  } catch (error) {
    if (signal.aborted && !InputError.is(error)) return exitCodes.interrupted
    throw error
  } finally {
    screen.clear()
    await sandbox.close()
    store.close()
  }
}

/** The eval file that is said, or that is made of a dataset. */
async function evalPathOf(
  command: Command,
  root: string,
  promptPath: string,
  overrides: Awaited<ReturnType<typeof overridesOf>>,
  screen: Screen,
): Promise<string | undefined> {
  if (command.map !== undefined && command.dataset === undefined)
    throw new InputError('--map says what columns are, and no dataset is given.', 'Give it with --dataset FILE.')
  if (command.dataset === undefined) return command.evalFile && insideRoot(root, process.cwd(), command.evalFile)
  const { evalPath, lines } = await mapDataset(root, promptPath, command.dataset, command, overrides)
  screen.print(lines)
  return evalPath
}

async function listPrompts(command: Command): Promise<ExitCode> {
  const screen = screenFor(command)
  const rows = await detectIn(process.cwd(), command.targets)
  screen.print(detectView(rows, command.targets.join(', '), screen.look))
  await writeJson(command, detectJson(rows))
  return exitCodes.good
}

async function draftCases(command: Command): Promise<ExitCode> {
  const screen = screenFor(command)
  const signal = interrupted(screen)
  const root = workspaceRoot(process.cwd())
  const sandbox = lazySandbox(root)
  const store = await openWorkspaceStore(root)
  try {
    const models = createModelResolver(accessFromEnvironment(sandbox.start))
    const deps = { root, screen, signal, store, clock: systemClock, models, prices: LIST_PRICES }
    const outcome = await makeCases(deps, command)
    await writeJson(command, jsonText(manifest.version, 'cases', outcome))
    return outcome.exitCode
  } finally {
    screen.clear()
    await sandbox.close()
    store.close()
  }
}

async function exportTo(command: Command): Promise<ExitCode> {
  const root = workspaceRoot(process.cwd())
  if (command.format === 'promptfooconfig') return say((await exportConfig(root, command)).join('\n'))
  keepHeapSmall()
  const store = await openWorkspaceStore(root)
  try {
    for (const piece of await exportRun(root, store, command))
      if (!process.stdout.write(piece)) await once(process.stdout, 'drain')
    return exitCodes.good
  } finally {
    store.close()
  }
}

async function importInto(command: Command): Promise<Answer> {
  const root = workspaceRoot(process.cwd())
  return importCases(root, command, gitHistory(root), screenFor(command).look)
}

async function onBatches(command: Command): Promise<ExitCode> {
  const root = workspaceRoot(process.cwd())
  const store = await openWorkspaceStore(root)
  const sandbox = lazySandbox(root)
  try {
    const engines = createBatchResolver(accessFromEnvironment(sandbox.start))
    const { cancel } = command
    const lines = cancel === undefined ? batchesView(openBatches(store)) : await endBatches(store, cancel, engines)
    screenFor(command).print(lines)
    await writeJson(command, `${JSON.stringify(openBatches(store), null, 2)}\n`)
    return exitCodes.good
  } finally {
    await sandbox.close()
    store.close()
  }
}

async function onFiles(command: Command, act: (command: Command) => Promise<Answer>): Promise<ExitCode> {
  const { lines, json, exitCode } = await act(command)
  screenFor(command).print([...lines])
  await writeJson(command, `${JSON.stringify(json, null, 2)}\n`)
  return exitCode
}

async function serveSandbox(command: Command): Promise<ExitCode> {
  const { startSandbox } = await import('./sandbox/server.ts')
  const stateDir = sandboxFolder(workspaceRoot(process.cwd()))
  const sandbox = await startSandbox({ stateDir, port: command.port ?? 0 }).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')
      throw new InputError(`Port ${command.port} is taken.`, 'Choose another with --port, or leave it out.')
    throw error
  })
  say(sandboxView(sandbox).join('\n'))
  await new Promise((stop) => process.once('SIGINT', stop).once('SIGTERM', stop))
  await sandbox.close()
  return exitCodes.good
}

function say(text: string): ExitCode {
  process.stdout.write(`${text}\n`)
  return exitCodes.good
}

function screenFor({ json }: Command): Screen {
  return new Screen(json === '-' ? process.stderr : process.stdout, process.stderr, Date.now)
}

async function writeJson({ json }: Command, text: string): Promise<void> {
  if (json === '-') process.stdout.write(text)
  else if (json !== undefined) await writeWhole(resolve(json), text)
}

/** Loaded here and not above, so that an old Node gets a sentence and not a stack. */
async function openWorkspaceStore(root: string): Promise<RunStore & { close(): void }> {
  const { openStore } = await import('./store/openStore.ts')
  return openStore(root)
}

function sandboxFolder(root: string): string {
  return join(root, '.tunesmith', 'sandbox')
}

function lazySandbox(root: string) {
  let running: Promise<Sandbox> | undefined
  const start = (): Promise<Sandbox> => {
    running ??= import('./sandbox/server.ts').then(({ startSandbox }) =>
      startSandbox({ stateDir: sandboxFolder(root) }),
    )
    return running
  }
  return { start, close: async () => (await running)?.close() }
}

/** Keys as NAME_API_KEY and, for servers that stand elsewhere, addresses as NAME_BASE_URL. */
function accessFromEnvironment(sandbox: () => Promise<Sandbox>): AccessSettings {
  const variable = (id: string, what: string) => process.env[`${id.toUpperCase()}_${what}`] || undefined
  const addresses = PROVIDERS.flatMap(({ id }) => {
    const address = variable(id, 'BASE_URL')
    return address === undefined ? [] : [[id, address] as const]
  })
  return { keyFor: async (id) => variable(id, 'API_KEY'), baseUrls: Object.fromEntries(addresses), sandbox }
}

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
  process.exit(exitCodes.good)
})
main(process.argv.slice(2))
  .catch(explain)
  .then((code) => {
    process.exitCode = code
  })
