// Runs the public suites for template languages over our engines and prints how many of their cases pass. The suites are
// not part of this repository: name the folders of your copies.
import { parseArgs } from 'node:util'
import { runDotprompt } from './dotprompt.ts'
import { runJinjaSubset } from './jinjaSubset.ts'
import { runMustache } from './mustache.ts'
import type { Outcome } from './outcome.ts'

const SUITES: Readonly<Record<string, { readonly about: string; run(directory: string): Outcome[] }>> = {
  dotprompt: { about: 'google/dotprompt: spec', run: runDotprompt },
  mustache: { about: 'mustache/spec: specs', run: runMustache },
  'jinja-subset': { about: 'microsoft/prompty: …/jinja_subset/conformance', run: runJinjaSubset },
}

const { values } = parseArgs({
  options: Object.fromEntries(Object.keys(SUITES).map((name) => [name, { type: 'string' as const }])),
})

let failed = 0
for (const [name, { about, run }] of Object.entries(SUITES)) {
  const directory = values[name]
  if (typeof directory !== 'string') {
    console.log(`${name}: not run; give --${name} FOLDER (${about})`)
    continue
  }
  const outcomes = run(directory)
  const misses = outcomes.filter((outcome) => !outcome.passed)
  for (const { name: title, got, expected } of misses)
    console.log(`  ✗ ${title}\n    got      ${JSON.stringify(got)}\n    expected ${JSON.stringify(expected)}`)
  console.log(`${name}: ${outcomes.length - misses.length} of ${outcomes.length}`)
  failed += misses.length
}
process.exitCode = failed > 0 ? 1 : 0
