// Cases from nothing, over real HTTP: the command line with the sandbox, from one prompt to files that are measured; and a
// model that writes anything but what was asked for.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { generateCases } from '../../src/core/generate/generate.ts'
import type { GenerationEvent } from '../../src/core/generate/order.ts'
import { parsePrompt } from '../../src/core/prompt/registry.ts'
import { createCompatibleModel } from '../../src/providers/models/openaiCompatible.ts'
import { openMemoryStore } from '../../src/store/openStore.ts'
import { createWorkspace, startCountedSandbox } from '../support/commandLine.ts'
import { fakeClock } from '../support/fakeModel.ts'
import { type Answer, json, startWireServer } from '../support/wireServer.ts'

const PROMPT = `Sort the message into one queue. Queues:

- billing: fees, refunds, wrong amounts, being charged twice
- technical: a payment, transfer or card that is declined or does not work
- security: lost or stolen cards, forgotten passwords, unknown payments

Message: {{message}}
`

test('from one prompt to measured cases, and no call is paid twice on the way', async () => {
  using workspace = createWorkspace({ 'route.prompt.md': PROMPT })
  await using sandbox = await startCountedSandbox(join(workspace.folder, 'sandbox'))
  const make = ['cases', '.', '--model', 'vllm:large', '--count', '12']
  const run = (...more: readonly string[]) => workspace.run([...make, ...more], sandbox.env)

  const shown = await run()
  assert.equal(shown.code, 0, shown.stderr)
  assert.match(shown.stdout, /✓ 12 cases: 6 typical, 3 edge, 3 hard negative\./)
  assert.match(shown.stdout, /tunesmith cases route\.prompt\.md .*--count 12 --model vllm:large --accept all/)
  const paid = sandbox.bodies.length
  const request = JSON.parse(
    JSON.parse(sandbox.bodies[0] ?? '')
      .messages.at(-1)
      .content.split('\n')
      .at(-1),
  )
  assert.deepEqual([request.task, request.variables, request.component.type], ['make_cases', ['message'], 'router'])

  const wrong = await run('--accept', '1-13')
  assert.deepEqual([wrong.code, /numbers from 1 to 12/.test(wrong.stderr)], [2, true])
  const written = await run('--reject', '2', '--json', '-')
  assert.equal(sandbox.bodies.length, paid)
  assert.deepEqual([JSON.parse(written.stdout).report.drafts.length, written.code], [12, 0])
  const rows = readFileSync(join(workspace.folder, 'route.cases.jsonl'), 'utf8').trim().split('\n')
  assert.equal(rows.length, 11)

  const measured = await workspace.run(['eval', 'route.prompt.md', '--json', '-'], sandbox.env)
  assert.equal(JSON.parse(measured.stdout).report.rows[0].rate.n, 11, measured.stderr)
})

test('what a stopped run would go on to make is not accepted unread, nor beyond the limits', async () => {
  using workspace = createWorkspace({ 'route.prompt.md': PROMPT })
  const stopped = await workspace.run(['cases', '.', '--model', 'sandbox:large', '--count', '30', '--max-calls', '1'])
  const made = /accept 1-(\d+)/.exec(stopped.stdout)?.[1]
  assert.ok(Number(made) > 0 && Number(made) < 30, stopped.stdout)
  assert.match(stopped.stdout, /--max-calls 1 --accept/)
})

test('no model, no description of a prompt, no such type: each a sentence', async () => {
  using workspace = createWorkspace({ 'a.prompt.md': PROMPT, 'b.prompt.md': 'Say hello.\n' })
  const problem = async (...args: readonly string[]) => (await workspace.run(['cases', ...args])).stderr
  assert.match(await problem('a.prompt.md'), /No model is named to write the cases\. Add --model/)
  assert.match(await problem('a.prompt.md', '--model', 'sandbox:large', '--type', 'poet'), /There is no type “poet”/)
  assert.match(await problem('b.prompt.md', '--model', 'sandbox:large'), /b\.prompt\.md: The prompt has no variable/)
  assert.match(await problem('.', '--model', 'sandbox:large'), /2 prompts without an eval file\. Name one: a\.prompt/)
})

function says(text: string, finish = 'stop'): Answer {
  const usage = { prompt_tokens: 10, completion_tokens: 5 }
  return json(200, { model: 'm', choices: [{ finish_reason: finish, message: { content: text } }], usage })
}
const one = (message: string) => ({ input: { message }, expected: 'billing', kind: 'typical', why: 'w' })
const reply = (...messages: readonly string[]) => JSON.stringify({ cases: messages.map(one) })

async function ask(answers: readonly Answer[]) {
  await using server = await startWireServer()
  server.next(...answers)
  const model = createCompatibleModel('vllm:m', 'm', { baseUrl: `${server.url}/v1`, key: 'k' })
  const deps = { store: openMemoryStore(), clock: fakeClock(), models: async () => model, prices: {} }
  const order = {
    prompt: parsePrompt('route.prompt.md', PROMPT),
    type: 'router' as const,
    description: '',
    examples: [],
    count: 4,
    existing: [],
    split: undefined,
    model: 'vllm:m',
  }
  const events: GenerationEvent[] = []
  for await (const event of generateCases(deps, order, new AbortController().signal)) events.push(event)
  const drafts = events.flatMap((event) => (event.type === 'drafted' ? event.drafts : []))
  const end = events.find((event) => event.type === 'finished')
  return { drafts, end, bodies: server.requests.map(({ body }) => body), text: JSON.stringify(events) }
}

describe('a model that cannot write cases', () => {
  const useless: readonly (readonly [string, Answer])[] = [
    ['prose', says('Here are my ideas.')],
    ['broken JSON', says('{"cases": [{"input" {}}')],
    ['a whole reply that was cut off behind it', says(reply('Where is my money'), 'length')],
    [
      '2 MB of cases',
      says(reply(...Array.from({ length: 20_000 }, (_, i) => `number ${i} and what stands behind it`))),
    ],
    [
      'the same words again and again',
      says(reply(...Array.from({ length: 50 }, () => 'Sort the message into one queue'))),
    ],
    ['a refusal', json(200, { choices: [{ finish_reason: 'stop', message: { refusal: 'No.' } }] })],
  ]
  for (const [what, answer] of useless)
    test(`is given up after three rounds: ${what}`, async () => {
      const { drafts, end, bodies, text } = await ask([answer, answer, answer, answer])
      assert.deepEqual([drafts.length, bodies.length, end?.status], [0, 3, 'done'])
      assert.match(end?.message ?? '', /^0 of 4: 3 rounds in a row brought nothing new/)
      assert.ok(text.length < 5000, 'what it wrote is not told on')
    })

  test('gives what is new in its duplicates, and is told of them', async () => {
    const again = says(reply('I was charged twice', 'i was charged TWICE!', 'I was charged twice.'))
    const { drafts, bodies } = await ask([again, again, again, again])
    assert.deepEqual(
      drafts.map(({ vars }) => vars),
      [{ message: 'I was charged twice' }],
    )
    assert.match(bodies[1] ?? '', /it says nearly the same as a case that is there/)
  })

  test('ends in the provider’s own sentence where it refuses the key', async () => {
    const { end } = await ask([json(401, { error: { message: 'bad key' } })])
    assert.equal(end?.status, 'failed')
    assert.match(end?.message ?? '', /key/)
  })
})
