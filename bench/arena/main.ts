// `npm run bench:arena`: contests of prompt optimizers on simulated worlds whose truth is known, at equal calls.
// Prints figures; never part of the tests. See `npm run bench:arena -- --help`.
import { readFileSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { type Result, runAll } from './contests.ts'
import { readPlan } from './plan.ts'
import { startServer } from './server.ts'
import { availableSystems } from './systems.ts'
import { printTables } from './table.ts'

const USAGE = `npm run bench:arena -- [options]

  --worlds a,b,c,d,null          which worlds; the null world has one seed prompt, the first of --seedprompts
  --seedprompts empty,mid,strong how good the prompt is that every system starts from
  --budgets 300,600,1500         calls to spend
  --seeds 20                     how many
  --first-seed 1                 the first of them
  --systems ours,gepa,ax,promptfoo
                                 which take part; with an empty list nothing is run. Further: gepa-cache, gepa-b8,
                                 gepa-b8-cache
  --json FILE                    writes every contest
  --with FILE                    takes contests of an earlier --json file into the tables; may be given more than once
  --help                         prints this

GEPA_PATH names the "src" of a checkout of gepa-ai/gepa, ARENA_HOME a folder in which
"npm install @ax-llm/ax@24 promptfoo" was run; a system that is not there is left out.`

try {
  const { values } = parseArgs({
    options: {
      seeds: { type: 'string', default: '20' },
      'first-seed': { type: 'string', default: '1' },
      budgets: { type: 'string', default: '300,600,1500' },
      seedprompts: { type: 'string', default: 'empty,mid,strong' },
      worlds: { type: 'string', default: 'a,b,c,d,null' },
      systems: { type: 'string', default: 'ours,gepa,ax,promptfoo' },
      json: { type: 'string' },
      with: { type: 'string', multiple: true, default: [] },
      help: { type: 'boolean', default: false },
    },
  })
  const { json, with: earlier, help, ...plan } = values
  if (help) console.log(USAGE)
  else await contend(plan, earlier, json)
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error))
  console.error('\nnpm run bench:arena -- --help tells the options.')
  process.exitCode = 1
}

/** Runs what is asked for and prints it together with contests of earlier runs. */
async function contend(
  options: Readonly<Record<string, string>>,
  earlier: readonly string[],
  json: string | undefined,
): Promise<void> {
  const plan = readPlan(options)
  const known = earlier.flatMap((file) => JSON.parse(readFileSync(file, 'utf8')) as Result[])
  const systems = availableSystems(plan.systems)
  const server = await startServer()
  try {
    const results = await runAll(plan, systems, server)
    if (json !== undefined) writeFileSync(json, `${JSON.stringify(results, null, 1)}\n`)
    printTables([...known, ...results])
  } finally {
    for (const system of systems) system.close()
    await server.close()
  }
}
