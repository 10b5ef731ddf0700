// The demo's figures come from the data: with other labels they are other figures.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import type { SweepReport } from '../../src/core/events.ts'
import { Random } from '../../src/core/random.ts'
import { createWorkspace } from '../support/commandLine.ts'

const example = fileURLToPath(new URL('../../examples/support-routing', import.meta.url))
const read = (file: string) => readFileSync(join(example, file), 'utf8')
const rows = read('cases.jsonl')
  .trim()
  .split('\n')
  .slice(0, 240)
  .map((line) => JSON.parse(line) as { vars: { message: string; expected: string } })

/** The report of a quick search on these expected answers. */
async function reportWith(expected: readonly string[]): Promise<SweepReport> {
  const cases = rows.map((row, i) => JSON.stringify({ ...row, vars: { ...row.vars, expected: expected[i] } }))
  using workspace = createWorkspace({
    'route.prompt.md': read('route.prompt.md'),
    'promptfooconfig.yaml': read('promptfooconfig.yaml'),
    'cases.jsonl': `${cases.join('\n')}\n`,
  })
  const args = ['optimize', 'route.prompt.md', '--preset', 'quick', '--model', 'sandbox:large', '--json', '-']
  const { stdout, stderr } = await workspace.run(args)
  assert.notEqual(stdout, '', stderr)
  return JSON.parse(stdout).report
}

const rate = ({ winner }: SweepReport) => winner.rate.k / winner.rate.n

test('finds a credible gain on the example’s own labels, and less with corrupted or shuffled ones', async () => {
  const own = rows.map(({ vars }) => vars.expected)
  const labels = [...new Set(own)]
  const random = new Random('demo data', 'corrupt')
  const corrupted = own.map((label, i) => (i % 3 === 0 ? (labels[random.int(labels.length)] ?? label) : label))
  const honest = await reportWith(own)
  assert.equal(honest.sealed?.verdict, 'credible')
  for (const other of [corrupted, new Random('demo data', 'shuffle').shuffle(own)]) {
    const report = await reportWith(other)
    assert.ok(rate(report) < rate(honest), `${rate(report)} with other labels, ${rate(honest)} with its own`)
    assert.ok((report.sealed?.estimate ?? 0) < (honest.sealed?.estimate ?? 0))
  }
})
