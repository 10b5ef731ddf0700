// `tunesmith eval --batch` as people run it: the machine goes off in the middle, and the next day goes on.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createWorkspace } from '../support/commandLine.ts'

const words = ['a fee', 'a card', 'a theft']
const rows = Array.from({ length: 90 }, (_, i) =>
  JSON.stringify({ vars: { message: `Message ${i} is about ${words[i % 3]}.` } }),
)
const files = {
  'route.txt': 'Sort the message into a queue: billing, card or security.\n\n{{message}}\n',
  'route.eval.yaml': `prompts: [file://route.txt]
providers: [sandbox:small]
tests: file://rows.jsonl
defaultTest:
  assert: [{ type: contains-any, value: [billing, card, security] }]
`,
  'rows.jsonl': `${rows.join('\n')}\n`,
}

describe('an eval in batches', () => {
  it('is killed with what answers it, listed, taken up and ended, without a second batch', async () => {
    using workspace = createWorkspace(files)
    const running = workspace.start(['eval', 'route.txt', '--batch'])
    await running.said(/calls went out in batches/)
    running.kill()
    await running.ended
    const listed = await workspace.run(['batches', '--json', '-'])
    const [open] = JSON.parse(listed.stdout)
    assert.deepEqual([open.run.id, open.batches.length, open.batches[0].state], [1, 1, 'sent'])
    assert.match(listed.stderr, /--resume 1/)
    const resumed = await workspace.run(['eval', 'route.txt', '--resume', '1', '--json', '-'])
    const { run, report } = JSON.parse(resumed.stdout)
    assert.equal(run.status, 'done')
    assert.equal(report.rows[0].missing, 0)
    assert.equal(run.spend.calls.task, run.spend.limits.searchCalls)
    assert.doesNotMatch(resumed.stderr, /went out/)
    assert.match((await workspace.run(['batches'])).stdout, /Nothing is with a batch engine/)
  })

  it('says which run has nothing to cancel', async () => {
    using workspace = createWorkspace(files)
    const { code, stderr } = await workspace.run(['batches', '--cancel', '7'])
    assert.equal(code, 2)
    assert.match(stderr, /Run 7 has no batches/)
  })
})
