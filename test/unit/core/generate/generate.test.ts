import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { GenerationRequest } from '../../../../src/core/generate/contract.ts'
import { generateCases } from '../../../../src/core/generate/generate.ts'
import type { GenerationEvent, GenerationOrder } from '../../../../src/core/generate/order.ts'
import { type ChatRequest, ModelError } from '../../../../src/core/ports.ts'
import { parsePrompt } from '../../../../src/core/prompt/registry.ts'
import { openMemoryStore } from '../../../../src/store/openStore.ts'
import { type FakeModel, fakeClock, fakeModel } from '../../../support/fakeModel.ts'

const PROMPT = 'Sort the mail into one queue: refund, delivery or other.\n\nMail: {{text}}\n'
const WORDS = 'red blue cold warm left right odd even soft loud early late north south wood iron glass paper'.split(' ')

const asked = (request: ChatRequest) =>
  JSON.parse(request.messages.at(-1)?.content.split('\n').at(-1) ?? '') as GenerationRequest

/** As many good cases as asked for, each of words of its own. */
function goodCases({ wanted, round }: GenerationRequest) {
  return wanted.flatMap(({ kind, count }) =>
    Array.from({ length: count }, (_, i) => {
      const word = (step: number) => WORDS[(round * 7 + i * step + kind.length) % WORDS.length]
      const text = `${kind} ${round} ${i}: my ${word(1)} ${word(5)} shoe ${round * 31 + i * 7} came ${word(3)}`
      return { input: { text }, expected: ['refund', 'delivery', 'other'][i % 3], kind, why: 'Because.' }
    }),
  )
}

function make(
  answer: (request: GenerationRequest, call: number) => unknown,
  more: Partial<GenerationOrder> = {},
  store = openMemoryStore(),
) {
  const model = fakeModel('fake:maker', (request, call) => {
    const reply = answer(asked(request), call)
    return typeof reply === 'string' ? reply : JSON.stringify({ cases: reply })
  })
  return { model, run: collect(model, more, store) }
}

async function collect(model: FakeModel, more: Partial<GenerationOrder>, store = openMemoryStore()) {
  const order: GenerationOrder = {
    prompt: parsePrompt('sort.txt', PROMPT),
    type: 'classifier',
    description: '',
    examples: [],
    count: 20,
    existing: [],
    split: undefined,
    model: model.id,
    ...more,
  }
  const deps = {
    store,
    clock: fakeClock(),
    models: async () => model,
    prices: { 'fake:maker': { input: 1e6, output: 1e6 } },
  }
  const events: GenerationEvent[] = []
  for await (const event of generateCases(deps, order, new AbortController().signal)) events.push(event)
  const drafts = events.flatMap((event) => (event.type === 'drafted' ? event.drafts : []))
  const refused = events.flatMap((event) => (event.type === 'refused' ? event.refused : []))
  const end = events.find((event) => event.type === 'finished')
  const spend = events.findLast((event) => event.type === 'spend')?.spend
  const notes = events.flatMap((event) => (event.type === 'note' ? [event.text] : []))
  return { events, drafts, refused, end, spend, notes, requests: model.requests.map(asked) }
}

const one = (text: string, more: Readonly<Record<string, unknown>> = {}) => ({
  input: { text },
  expected: 'refund',
  kind: 'typical',
  why: 'w',
  ...more,
})

describe('making cases', () => {
  it('goes in rounds until there are as many as asked for, half of them typical', async () => {
    const { drafts, end, spend, requests } = await make(goodCases).run
    assert.equal(drafts.length, 20)
    assert.deepEqual(end, { type: 'finished', status: 'done', message: null })
    assert.equal(spend?.calls.optimizer, 2)
    const kinds = (kind: string) => drafts.filter((draft) => draft.kind === kind).length
    assert.deepEqual([kinds('typical'), kinds('edge'), kinds('hardNegative')], [10, 5, 5])
    assert.deepEqual(drafts[0], {
      vars: { text: drafts[0]?.vars.text },
      expected: 'refund',
      kind: 'typical',
      why: 'Because.',
      source: 'synthetic',
      from: 'fake:maker',
    })
    assert.equal(requests[1]?.existing.length, 10)
  })

  it('asks the same in the same way, so that a second life pays for nothing', async () => {
    const store = openMemoryStore()
    const first = await make(goodCases, {}, store).run
    const second = make(goodCases, {}, store)
    assert.deepEqual((await second.run).drafts, first.drafts)
    assert.equal(second.model.requests.length, 0)
  })

  it('refuses what cannot be used, says why, and tells the model', async () => {
    const bad = [
      one('Where is it?', { expected: 'parcel' }),
      one('Where is it?', { expected: 'refun' }),
      one('file:///etc/passwd'),
      one('Give me {{env.KEY}}'),
      one('  '),
      one('Where is it?', { expected: ' ' }),
      { text: 'Where is it?' },
      { ...one('x'), input: { mail: 'x' } },
      one('Sort the mail into one queue'),
      one('Take my money back please'),
      one('please take my money BACK!'),
    ]
    const { refused, requests, drafts } = await make((request, call) => (call === 1 ? bad : goodCases(request))).run
    assert.deepEqual(
      refused.map(({ reason }) => reason.replace(/[:,].*/, '')),
      [
        '“parcel” is no answer that the prompt offers',
        '“refun” is no answer that the prompt offers',
        'a value begins with file',
        'a value holds a template tag',
        'its input is empty',
        'it does not say what is right',
        'it does not fit the contract',
        'it has no "text"',
        'its input stands in the prompt itself',
        'it says nearly the same as a case that is there',
      ],
    )
    assert.equal(drafts[0]?.vars.text, 'Take my money back please')
    assert.deepEqual(requests[1]?.refused[0], {
      input: 'Where is it?',
      reason: '“parcel” is no answer that the prompt offers',
    })
  })

  it('makes none that is there already, and shows the model none that is held back', async () => {
    const texts = Array.from({ length: 80 }, (_, i) => `${WORDS[i % 18]} ${WORDS[(i * 5 + 1) % 18]} ${i} old mail`)
    const existing = texts.map((text, i) => ({
      id: `c${i}`,
      vars: { text, expected: 'refund' },
      assertions: [],
      group: `g${i}`,
      expected: 'refund',
      title: text,
      source: { file: 'c.jsonl', line: i + 1 },
    }))
    const { refused, requests } = await make(
      (request, call) => (call === 1 ? texts.map((text) => one(text, { expected: 'other' })) : goodCases(request)),
      { existing },
    ).run
    assert.ok(refused.length >= 20)
    assert.ok(refused.every(({ reason }) => reason === 'it says nearly the same as a case that is there'))
    const shown = requests[0]?.existing ?? []
    assert.ok(shown.length === 32, `${shown.length} of 80 shown: those of train`)
    const split = { train: 0.1, select: 0.2, test: 0.7 }
    const strict = await make(goodCases, { existing: existing.map((kase) => ({ ...kase, expected: kase.id })), split })
      .run
    assert.equal(strict.requests[0]?.existing.length, 8, 'as the eval file deals them')
    assert.ok((strict.requests[0]?.rare.length ?? 0) <= 8, 'nor is what a case expects that is held back')
  })

  it('lets no answer and no kind fill the set, and says which are rare', async () => {
    const { drafts, refused, requests, end } = await make(
      ({ round }) =>
        Array.from({ length: 12 }, (_, i) => one(`${WORDS[i]} ${WORDS[(i + round) % 18]} thing ${round * 50 + i}`)),
      { examples: [{ input: { text: 'a' }, output: 'delivery' }] },
    ).run
    assert.equal(drafts.length, 10)
    assert.ok(refused.some(({ reason }) => reason === 'there are enough cases of the kind typical'))
    assert.deepEqual(requests[1]?.rare, ['delivery'])
    assert.equal(end?.status, 'done')
    assert.match(end?.message ?? '', /^10 of 20: 3 rounds in a row brought nothing new\./)
  })

  it('refuses more of one answer than half as much again as its share', async () => {
    const { refused, drafts } = await make(
      ({ wanted, round }) =>
        wanted.flatMap(({ kind, count }) =>
          Array.from({ length: count }, (_, i) =>
            one(`${kind} ${WORDS[i]} ${WORDS[round]} ${round * 50 + i}`, { kind }),
          ),
        ),
      { count: 12 },
    ).run
    assert.equal(drafts.length, 9)
    assert.ok(refused.some(({ reason }) => reason === 'there are enough cases whose answer is “refund”'))
  })

  const useless: readonly (readonly [string, string])[] = [
    ['prose', 'Here are some ideas.'],
    ['nothing', ''],
    ['broken JSON', '{"cases": [{"input" {}}]}'],
    ['another shape', '{"tests": []}'],
    ['5 MB of braces', '{"a":'.repeat(1_000_000)],
    ['an empty list', '{"cases": []}'],
  ]
  for (const [what, text] of useless)
    it(`ends after three rounds that bring nothing: ${what}`, async () => {
      const { drafts, end, requests, notes } = await make(() => text).run
      assert.deepEqual([drafts, requests.length, end?.status], [[], 3, 'done'])
      assert.match(end?.message ?? '', /^0 of 20: 3 rounds in a row/)
      assert.ok(notes.join().length < 600, 'what it wrote is not told on')
    })

  it('reads what it can use of an endless reply', async () => {
    const { drafts, requests } = await make(({ round }) =>
      Array.from({ length: 2000 }, (_, i) => one(`${round} same ${i}`, { expected: 'nothing' })),
    ).run
    assert.deepEqual([drafts.length, requests.length], [0, 3])
  })

  it('stops before the call that the budget does not cover, and keeps what there is', async () => {
    const calls = await make(goodCases, { maxCalls: 1 }).run
    assert.deepEqual([calls.end?.status, calls.drafts.length, calls.spend?.calls.optimizer], ['budget', 10, 1])
    const money = make(goodCases, { maxUsd: 0.001 })
    assert.deepEqual([(await money.run).end?.status, money.model.requests.length], ['budget', 0])
  })

  it('ends in a sentence where the model cannot be asked', async () => {
    const { end, drafts } = await make((request, call) => {
      if (call > 1) throw new ModelError('auth', 'The key is wrong.')
      return goodCases(request)
    }).run
    assert.deepEqual([end?.status, end?.message, drafts.length], ['failed', 'The key is wrong.', 10])
  })

  it('gives a dotted variable its record, and a demand its own check', async () => {
    const { drafts } = await make(
      () => [{ input: { 'order.text': 'A late shoe' }, expected: 'Says sorry.', kind: 'typical', why: 'w' }],
      { prompt: parsePrompt('reply.prompt.md', 'Write a reply to {{order.text}}.\n'), type: 'writer', count: 1 },
    ).run
    assert.deepEqual(drafts[0]?.vars, { order: { text: 'A late shoe' } })
    assert.deepEqual(drafts[0]?.assert, [{ type: 'llm-rubric', value: 'Says sorry.' }])
  })
})
