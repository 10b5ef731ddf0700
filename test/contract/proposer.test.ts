// A proposer over real HTTP that answers anything but what was asked: each reply costs one repair at most, and none of
// them ends a run.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { ProposalRequest } from '../../src/core/optimize/contract.ts'
import { propose } from '../../src/core/optimize/propose.ts'
import { createCompatibleModel } from '../../src/providers/models/openaiCompatible.ts'
import { runContext } from '../support/runContext.ts'
import { runSweep } from '../support/sweeps.ts'
import { type Answer, json, startWireServer, webPage } from '../support/wireServer.ts'
import { createWorld } from '../support/world.ts'

const EDIT = { hypothesis: 'h', kind: 'instruction', op: 'insert_after', line: 'L1', text: 'Heed rule 0.' }
const GOOD = JSON.stringify({ proposals: [EDIT] })
const REQUEST: ProposalRequest = {
  task: 'propose_edits',
  prompt: [{ id: 'L1', role: 'user', text: 'Sort {{text}}.', protected: true }],
  cluster: 'c',
  failures: [{ input: 'i', output: 'o', expected: 'e', reason: 'r' }],
  passes: [],
  rejected: [],
  alternatives: 2,
  roomChars: 600,
  keep: ['{{text}}'],
}

function says(text: string, finish = 'stop'): Answer {
  const usage = { prompt_tokens: 10, completion_tokens: 5 }
  return json(200, { model: 'm', choices: [{ finish_reason: finish, message: { content: text } }], usage })
}

async function ask(...answers: readonly Answer[]) {
  await using server = await startWireServer()
  server.next(...answers)
  const access = { baseUrl: `${server.url}/v1`, key: 'k' }
  const model = createCompatibleModel('vllm:m', 'm', access)
  const context = runContext(createWorld({ seed: 'p', cases: 20, rules: 2, known: 0, helpful: true }).task, 20)
  const proposals = await propose(context, model, REQUEST)
  const notes = context.events.flatMap((event) => (event.type === 'note' ? [event.text] : []))
  const bodies = server.requests.map(({ body }) => body)
  return { proposals, notes, bodies, calls: context.ledger.spend.calls.optimizer }
}

const many = (count: number) => JSON.stringify({ proposals: Array.from({ length: count }, () => EDIT) })
const useless: readonly (readonly [string, Answer])[] = [
  ['prose', says('I would tell it to be more careful.')],
  ['nothing', says('')],
  ['broken JSON', says('{"proposals": [{"hypothesis": "h", "op" "insert_after"}]}')],
  ['a text cut off', says(GOOD.slice(0, -4))],
  ['a whole reply that was cut off behind it', says(GOOD, 'length')],
  ['an empty list', says('{"proposals": []}')],
  ['wrong types', says(JSON.stringify({ proposals: [{ ...EDIT, line: 1 }] }))],
  ['an op of its own', says(JSON.stringify({ proposals: [{ ...EDIT, op: 'explode' }] }))],
  ['another shape', says('{"edits": "L1"}')],
  ['a list of numbers', says('{"proposals": [1, null, "x", []]}')],
  ['a web page', says('<!doctype html><html><body>{ "502": {} } Bad gateway</body></html>')],
  ['garbage', says('\uFFFD\u0000{"\u202E}\uFEFF{{{"\\ud83d"')],
  ['5 MB of braces', says('{"a":'.repeat(1_000_000))],
  ['5 MB of prose', says('be careful '.repeat(500_000))],
  ['a refusal', json(200, { choices: [{ finish_reason: 'stop', message: { refusal: 'No.' } }] })],
]

describe('a proposer that cannot be used', () => {
  for (const [what, answer] of useless)
    test(`costs one repair and no more: ${what}`, async () => {
      const { proposals, notes, bodies, calls } = await ask(answer, answer, says(GOOD))
      assert.deepEqual(proposals, [])
      assert.equal(calls, 2)
      assert.equal(bodies.length, 2)
      assert.match(bodies[1] ?? '', /Your reply could not be used: /)
      assert.match(notes.join(), /^The proposer's reply was not used: .+\.?$/)
      assert.ok(notes.join().length < 400, 'what it wrote is not told on')
    })

  test('is heard where the repair mends it', async () => {
    const { proposals, calls, notes } = await ask(says('Sure, here goes.'), says(`Sorry!\n\`\`\`json\n${GOOD}\n\`\`\``))
    assert.deepEqual(proposals, [EDIT])
    assert.equal(calls, 2)
    assert.deepEqual(notes, [])
  })
})

describe('a proposer that can be used', () => {
  const usable: readonly (readonly [string, string, number])[] = [
    ['fenced, between prose', `Here {it} is:\n\`\`\`json\n${GOOD}\n\`\`\`\nAnything else?`, 1],
    [
      'behind its thoughts',
      `<think>maybe {"proposals": [${JSON.stringify({ ...EDIT, text: 'draft' })}]}</think>${GOOD}`,
      1,
    ],
    ['behind a brace that nothing closes', `I use { for JSON. ${GOOD}`, 1],
    ['as a bare list', `[${JSON.stringify(EDIT)}, ${JSON.stringify(EDIT)}]`, 2],
    ['as a single object', JSON.stringify(EDIT), 1],
    ['50 times', many(50), 8],
    ['among others that do not fit', JSON.stringify({ proposals: [{ op: 'x' }, EDIT, 7] }), 1],
    ['with a hypothesis without end', JSON.stringify({ proposals: [{ ...EDIT, hypothesis: 'h'.repeat(5000) }] }), 1],
  ]
  for (const [what, text, count] of usable)
    test(`is read at once: ${what}`, async () => {
      const { proposals, calls } = await ask(says(text))
      assert.equal(proposals.length, count)
      assert.ok(proposals.every((one) => one.text === EDIT.text && one.hypothesis.length <= 400))
      assert.equal(calls, 1)
    })

  test('gets the shape in words where it takes no schema, and answers in prose', async () => {
    const refusal = json(400, { error: { message: 'response_format is not supported' } })
    const { proposals, bodies } = await ask(refusal, says(`My answer: ${GOOD}`))
    assert.deepEqual(proposals, [EDIT])
    assert.match(bodies[0] ?? '', /"response_format":\{"type":"json_schema".*"strict":true/)
    assert.doesNotMatch(bodies[1] ?? '', /response_format/)
    assert.match(bodies[1] ?? '', /valid against this JSON Schema/)
  })
})

describe('a sweep with such a proposer', () => {
  const meta = { ...EDIT, text: 'This improves on the previous prompt.' }
  const outside = { ...EDIT, line: 'L99' }
  const hostile = [
    ...useless.slice(0, 12).map(([, answer]) => answer),
    ...[[meta], [outside], [EDIT], [EDIT], [{ ...EDIT, op: 'rewrite', text: 'Hi.' }]].map((proposals) =>
      says(JSON.stringify({ proposals })),
    ),
  ]
  test('goes on through all of it to its report, within its calls', async () => {
    await using server = await startWireServer()
    for (let round = 0; round < 6; round++) server.next(...hostile.slice(round * 3), ...hostile)
    const access = { baseUrl: `${server.url}/v1`, key: 'k' }
    const proposer = createCompatibleModel('world:proposer', 'm', access)
    const world = createWorld({ seed: 'h1', cases: 100, rules: 4, known: 0, helpful: true })
    const { report, spend, store } = await runSweep({ ...world, proposer }, { maxCalls: 150 })
    assert.equal(store.run(1)?.status, 'done')
    assert.ok(report && report.sentences.length > 0)
    assert.ok((spend?.calls.optimizer ?? 0) >= server.requests.length)
  })

  test('goes on where a web page stands in the way of it', async () => {
    await using server = await startWireServer()
    server.next(...Array.from({ length: 40 }, () => webPage))
    const access = { baseUrl: `${server.url}/v1`, key: 'k' }
    const proposer = createCompatibleModel('world:proposer', 'm', access)
    const world = createWorld({ seed: 'h2', cases: 100, rules: 4, known: 0, helpful: true })
    const { report, store } = await runSweep({ ...world, proposer }, { maxCalls: 150 })
    assert.equal(store.run(1)?.status, 'done')
    assert.match(report?.sentences.join(' ') ?? '', /keep the prompt as it is.*replies could not be used/)
  })
})
