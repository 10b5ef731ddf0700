// `npm run bench:arena`: contests of prompt optimizers on simulated worlds whose truth is known, at equal calls.
// Prints figures; never part of the tests. GEPA_PATH names the `src` of a checkout of gepa-ai/gepa, ARENA_HOME a folder
// in which `npm install @ax-llm/ax@24 promptfoo` was run; a system that is not there is left out.
import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { runAll } from './contests.ts'
import { readPlan } from './plan.ts'
import { startServer } from './server.ts'
import { availableSystems } from './systems.ts'
import { printTables } from './table.ts'

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '20' },
    'first-seed': { type: 'string', default: '1' },
    budgets: { type: 'string', default: '300,600,1500' },
    seedprompts: { type: 'string', default: 'empty,mid,strong' },
    worlds: { type: 'string', default: 'a,b,c,d,null' },
    systems: { type: 'string', default: 'ours,gepa,ax,promptfoo' },
    json: { type: 'string' },
  },
})
const plan = readPlan(values)
const systems = availableSystems(plan.systems)
const server = await startServer()
try {
  const results = await runAll(plan, systems, server)
  if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(results, null, 1)}\n`)
  printTables(results)
} finally {
  for (const system of systems) system.close()
  await server.close()
}
