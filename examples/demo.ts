// `npm run demo`: the whole journey on three real tasks through the built command line, told to a newcomer.
// Must never print a figure that was not measured on this run, nor change the examples themselves.
import { spawn, spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline/promises'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import type { ConfirmationReport, DiagnosisReport, SweepReport } from '../src/core/events.ts'
import { wrap } from '../src/terminal/text.ts'
import { type DemoTask, demoTasks, resultTable, storyCheck, type Told, targetReached } from './demoTasks.ts'

const here = fileURLToPath(new URL('.', import.meta.url))
const root = join(here, '..')
const WIDTH = 96

interface Demo {
  readonly folder: string
  readonly models: readonly string[]
  /** US dollars that are left; undefined on the sandbox, which costs nothing. */
  usdLeft: number | undefined
}

/** What `--json` of a verb holds, as far as the demo reads it. */
interface Written<Report> {
  readonly run: { readonly id: number; readonly spend: { readonly usd: number } | null } | null
  readonly report: Report | null
}

class Interrupted extends Error {}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      task: { type: 'string' },
      model: { type: 'string', multiple: true, default: [] },
      'max-usd': { type: 'string' },
      keep: { type: 'string' },
      vscode: { type: 'boolean', default: false },
    },
  })
  const chosen = demoTasks.filter(({ id }) => values.task === undefined || values.task === id)
  if (chosen.length === 0) throw new Error(`There is no task ${values.task}; there are ${names(demoTasks)}.`)
  build()
  const folder = values.keep === undefined ? mkdtempSync(join(tmpdir(), 'tunesmith-demo-')) : resolve(values.keep)
  try {
    for (const task of chosen) copyExample(task, folder)
    if (values.vscode) return await openInEditor(join(folder, chosen[0]?.id ?? ''))
    const demo: Demo = { folder, models: values.model, usdLeft: await budgetFor(values.model, values['max-usd']) }
    introduce(demo)
    const told: Told[] = []
    for (const [index, task] of chosen.entries()) told.push(await tell(demo, task, `${index + 1} of ${chosen.length}`))
    conclude(told)
  } finally {
    if (values.keep === undefined) rmSync(folder, { recursive: true, force: true })
    else console.log(`\nEverything is kept in ${folder}.`)
  }
}

function names(tasks: readonly DemoTask[]): string {
  return tasks.map(({ id }) => id).join(', ')
}

function build(): void {
  const { status, signal } = spawnSync(process.execPath, [join(root, 'esbuild.config.mjs')], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  if (signal !== null) throw new Interrupted()
  if (status !== 0) throw new Error('The build failed; its message stands above.')
}

function copyExample({ id }: DemoTask, folder: string): void {
  const target = join(folder, id)
  if (existsSync(target)) throw new Error(`${target} exists already. Name another folder after --keep.`)
  mkdirSync(folder, { recursive: true })
  cpSync(join(here, id), target, { recursive: true, filter: (path) => !path.includes('.tunesmith') })
}

async function openInEditor(workspace: string): Promise<void> {
  const { openInVsCode } = await import('../test/support/openWorkbench.ts')
  await openInVsCode(workspace)
}

/** The sandbox needs no budget; real models do, and a person is asked for it. */
async function budgetFor(models: readonly string[], given: string | undefined): Promise<number | undefined> {
  if (models.every((model) => model.startsWith('sandbox:'))) return undefined
  say(
    `This calls real models (${models.join(', ')}). Where they have a price it costs real money, at most the budget for ` +
      'the whole demo.',
  )
  let answer = given ?? ''
  if (given === undefined && process.stdin.isTTY) {
    const ask = createInterface({ input: process.stdin, output: process.stdout })
    answer = await ask.question('Budget in US dollars [1]: ')
    ask.close()
  }
  const usd = answer.trim() === '' ? 1 : Number(answer)
  if (!(usd > 0)) throw new Error(`“${answer}” is no amount in US dollars.`)
  return usd
}

function introduce({ models, usdLeft }: Demo): void {
  say(
    'Tunesmith takes a prompt that fails, measures it, searches for a better one, and proves the gain on cases that ' +
      'the search never saw. Where prompting runs out of road, it says so, finds out why, and trains the model.',
  )
  say(
    usdLeft === undefined
      ? 'The models here are the sandbox’s: simulated, offline and free. They answer from what the prompt tells them, ' +
          'so every figure below is measured on this run and none is written down beforehand. Prices are play prices.'
      : `The models are ${models.join(', ')}; the budget for all of it is ${usdLeft} US dollar${usdLeft === 1 ? '' : 's'}.`,
  )
}

async function tell(demo: Demo, task: DemoTask, place: string): Promise<Told> {
  heading(`Task ${place}: ${task.title}`)
  say(task.about)
  const prompt = await detected(demo, task)
  say('First, how good is the prompt as it stands? Every answer is graded against what the case expects.')
  await verb(demo, task, ['eval', prompt], demo.models)
  say(
    'Now the search. It reads the failures, tries labelled edits, and keeps an edit only when it wins more cases than ' +
      'it loses. At the end the winner meets the seed once, on sealed cases that nobody chose on.',
  )
  // Free calls allow a longer search.
  const depth = demo.usdLeft === undefined ? ['--preset', 'deep'] : []
  const search = await verb<SweepReport>(demo, task, ['optimize', prompt, ...depth], demo.models)
  const sweep = search?.report ?? null
  const told = { task, sweep, diagnosis: null, confirmation: null }
  if (sweep === null) return told
  if (targetReached(sweep)) {
    say('The target is reached by prompting alone, so there is nothing to train. The winner goes into the file:')
    await verb(demo, task, ['optimize', prompt, '--resume', String(search?.run?.id), '--apply'], [])
    return told
  }
  return { ...told, ...(await escalate(demo, task, prompt)) }
}

/** Diagnose what the prompt could not mend and, where that is the advice, train and compare. */
async function escalate(demo: Demo, task: DemoTask, prompt: string): Promise<Pick<Told, 'diagnosis' | 'confirmation'>> {
  say('The target is not reached. Each remaining failure is probed for its cause before any money goes into training.')
  const diagnosis = (await verb<DiagnosisReport>(demo, task, ['diagnose', prompt], demo.models))?.report ?? null
  if (diagnosis?.recommendation.action !== 'fine-tune') {
    say('The diagnosis does not advise training here, so the demo goes no further with this task.')
    return { diagnosis, confirmation: null }
  }
  if (demo.usdLeft !== undefined && (diagnosis.recommendation.trainingUsd ?? Infinity) > demo.usdLeft) {
    say('Training would cost more than is left of the budget, so the demo stops here for this task.')
    return { diagnosis, confirmation: null }
  }
  say('The same cases now become training data: failures with their corrections, and what passed, so that it stays.')
  await verb(demo, task, ['finetune', prompt], [])
  say('Is the tuned model really better, or did it only learn the prompt by heart? Four arms on the same sealed cases:')
  const confirmation = (await verb<ConfirmationReport>(demo, task, ['confirm', prompt], []))?.report ?? null
  return { diagnosis, confirmation }
}

async function detected(demo: Demo, task: DemoTask): Promise<string> {
  await run(demo, task, ['detect'], join(demo.folder, `${task.id}-detect.json`))
  const rows: readonly { readonly path: string; readonly evalPath: string | null }[] = JSON.parse(
    readFileSync(join(demo.folder, `${task.id}-detect.json`), 'utf8'),
  )
  const found = rows.find(({ evalPath }) => evalPath !== null)
  if (found === undefined) throw new Error(`No prompt with an eval file in ${task.id}.`)
  return found.path
}

/** Runs a verb and reads what it wrote; undefined where it wrote nothing. */
async function verb<Report>(
  demo: Demo,
  task: DemoTask,
  args: readonly string[],
  models: readonly string[],
): Promise<Written<Report> | undefined> {
  const file = join(demo.folder, `${task.id}-${args[0]}.json`)
  rmSync(file, { force: true })
  const budget = demo.usdLeft === undefined || args[0] === 'finetune' ? [] : ['--max-usd', demo.usdLeft.toFixed(2)]
  await run(demo, task, [...args, ...models.flatMap((model) => ['--model', model]), ...budget], file)
  if (!existsSync(file)) return undefined
  const written: Written<Report> = JSON.parse(readFileSync(file, 'utf8'))
  if (demo.usdLeft !== undefined) demo.usdLeft = Math.max(0.01, demo.usdLeft - (written.run?.spend?.usd ?? 0))
  return written
}

async function run(demo: Demo, task: DemoTask, args: readonly string[], json: string): Promise<void> {
  console.log(`\n$ tunesmith ${args.join(' ')}`)
  const child = spawn(process.execPath, [join(root, 'dist/cli.cjs'), ...args, '--json', json], {
    cwd: join(demo.folder, task.id),
    stdio: 'inherit',
  })
  const code = await new Promise<number | null>((done, fail) => child.once('error', fail).once('exit', done))
  if (code === 130 || code === null) throw new Interrupted()
}

function conclude(told: readonly Told[]): void {
  heading('What happened, all measured on this run, on sealed cases')
  console.log(resultTable(told).join('\n'))
  const checks = told.flatMap(storyCheck)
  console.log(`\n${checks.join('\n')}`)
  const missed = checks.filter((line) => line.startsWith('✗')).length
  say(
    missed === 0
      ? 'It went as expected. Try it on a prompt of your own: tunesmith detect, in your own folder.'
      : `${missed === 1 ? 'One thing' : `${missed} things`} did not go as expected: that is what was measured, and it stands.`,
  )
}

function heading(text: string): void {
  console.log(`\n━━ ${text} ${'━'.repeat(Math.max(0, WIDTH - text.length - 4))}`)
}

function say(text: string): void {
  console.log(`\n${wrap(text, WIDTH).join('\n')}`)
}

// A child hears Ctrl-C itself and ends cleanly; the demo waits for it.
process.on('SIGINT', () => undefined)
try {
  await main()
} catch (error) {
  if (!(error instanceof Interrupted)) console.error(error instanceof Error ? error.message : error)
  process.exitCode = error instanceof Interrupted ? 130 : 1
}
