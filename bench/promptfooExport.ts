// Writes eval files as promptfoo configs and runs original and export through promptfoo, both with the provider "echo":
// how many cases pass and score the same. Prints figures; never a test. Needs PROMPTFOO_HOME, a folder in which
// promptfoo 0.123.1 is installed. `node bench/promptfooExport.ts FOLDER…`; exports are written beside the originals, so
// give it a copy.
import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, relative, resolve } from 'node:path'
import { promisify } from 'node:util'
import { InputError } from '../src/core/errors.ts'
import { loadEvalFile } from '../src/core/evals/evalFile.ts'
import { toPromptfooConfig } from '../src/core/export/promptfooConfig.ts'
import { stableJson } from '../src/core/hash.ts'
import { loadTask } from '../src/core/task.ts'
import { listFiles } from '../src/terminal/listing.ts'
import { workspaceFiles, writeWhole } from '../src/terminal/workspace.ts'

interface Result {
  readonly vars?: unknown
  readonly success: boolean
  readonly score: number
  readonly response?: { readonly output?: unknown }
}

const OUT = 'promptfooconfig-exported.yaml'
const tally = { files: 0, notExported: 0, notRun: 0, cases: 0, same: 0, different: 0, leftOut: 0 }
const reasons = new Map<string, number>()

async function promptfoo(config: string): Promise<Map<string, string> | undefined> {
  const home = process.env.PROMPTFOO_HOME
  if (home === undefined) throw new Error('Set PROMPTFOO_HOME to the folder in which promptfoo is installed.')
  const folder = await mkdtemp(join(tmpdir(), 'tunesmith-export-'))
  const out = join(folder, 'out.json')
  const off = ['TELEMETRY', 'UPDATE', 'REMOTE_GENERATION', 'SHARING'].map((what) => [`PROMPTFOO_DISABLE_${what}`, '1'])
  try {
    await promisify(execFile)(
      process.execPath,
      [
        join(home, 'node_modules/promptfoo/dist/src/entrypoint.js'),
        ...[
          'eval',
          '-c',
          config,
          '-r',
          'echo',
          '-o',
          out,
          '--no-cache',
          '--no-write',
          '--no-table',
          '--no-progress-bar',
        ],
      ],
      {
        cwd: dirname(config),
        timeout: 60_000,
        env: { PATH: process.env.PATH, HOME: folder, ...Object.fromEntries(off) },
      },
    ).catch(() => undefined)
    const file: unknown = JSON.parse(await readFile(out, 'utf8'))
    const { results } = (file as { readonly results: { readonly results: readonly Result[] } }).results
    // Prompts stand in another order or form, so a case is told by what it asks and what it gives.
    return new Map(
      results.map(({ vars, response, success, score }) => [
        stableJson([vars, response?.output]),
        stableJson([success, score]),
      ]),
    )
  } catch {
    return undefined
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function compare(root: string, config: string, told: string): Promise<void> {
  tally.files++
  const files = workspaceFiles(root)
  const path = relative(root, config)
  const evalFile = await loadEvalFile(files, path)
  const tasks = await Promise.all(evalFile.promptPaths.map((prompt) => loadTask(files, prompt, path)))
  const made = toPromptfooConfig(
    evalFile,
    tasks.map(({ prompt }) => prompt),
    join(dirname(path), OUT),
  )
  for (const note of made.notes) reasons.set(note, (reasons.get(note) ?? 0) + 1)
  const exported = join(dirname(config), OUT)
  await writeWhole(exported, made.text)
  const [before, after] = [await promptfoo(config), await promptfoo(exported)]
  await rm(exported)
  if (before === undefined || after === undefined) {
    tally.notRun++
    console.log(`${told}: ${before === undefined ? 'promptfoo does not run it' : 'THE EXPORT DOES NOT RUN'}`)
    return
  }
  let different = 0
  for (const [key, verdict] of before) {
    tally.cases++
    if (!after.has(key)) tally.leftOut++
    else if (after.get(key) === verdict) tally.same++
    else different++
  }
  tally.different += different
  console.log(`${told}: ${before.size} rows, ${after.size} exported${different > 0 ? `, ${different} DIFFERENT` : ''}`)
}

for (const folder of process.argv.slice(2).map((argument) => resolve(argument)))
  for (const file of listFiles(folder, '').filter((path) => /\.ya?ml$/i.test(path)))
    if (/^(?:tests|prompts)[ \t]*:/m.test(await readFile(join(folder, file), 'utf8')))
      await compare(dirname(join(folder, file)), join(folder, file), file).catch((error: unknown) => {
        if (!InputError.is(error)) throw error
        tally.notExported++
        console.log(`${file}: ${error.sentence}`)
      })
console.log(tally)
console.log([...reasons].map(([note, count]) => `${count} × ${note}`).join('\n'))
