import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Case } from '../../../../src/core/evals/case.ts'
import { parsePrompt } from '../../../../src/core/prompt/registry.ts'
import { importTraces, type TraceImport } from '../../../../src/core/traces/importTraces.ts'
import { suggestCases } from '../../../../src/core/traces/suggestCases.ts'

const PROMPT = 'Sort this message.\nMessage: {{text}}\n'
const SENT = 'Sort this message.\nMessage: my bill is wrong'

async function* inChunks(text: string, size: number) {
  for (let i = 0; i < text.length; i += size) yield text.slice(i, i + size)
}

const imported = (logs: Readonly<Record<string, string>>, prompt = PROMPT, size = 17): Promise<TraceImport> =>
  importTraces({
    logs: Object.entries(logs).map(([name, text]) => ({ name, chunks: inChunks(text, size) })),
    versions: [{ document: parsePrompt('sort.prompt.md', prompt) }],
    room: 100,
    seed: '1',
  })

const caseOf = ({ vars }: Pick<Case, 'vars'>): Case => ({
  id: JSON.stringify(vars),
  vars,
  assertions: [],
  group: '',
  expected: undefined,
  title: '',
  source: { file: '', line: 1 },
})

const lines = (...values: unknown[]) => values.map((value) => `${JSON.stringify(value)}\n`).join('')
const only = ({ drafts }: TraceImport) => {
  assert.equal(drafts.length, 1)
  const [draft] = drafts
  return { vars: draft?.vars, expected: draft?.expected, kind: draft?.kind }
}
const VARS = { text: 'my bill is wrong' }
const FAILED = { vars: VARS, expected: undefined, kind: 'failure' }
const RIGHT = { vars: VARS, expected: 'billing', kind: 'typical' }

const attributes = (record: Record<string, unknown>) =>
  Object.entries(record).map(([key, value]) => ({ key, value: { stringValue: value } }))
const span = (record: Record<string, unknown>, more: object = {}) => ({
  resourceSpans: [
    { scopeSpans: [{ spans: [{ traceId: 't1', spanId: 's1', attributes: attributes(record), ...more }] }] },
  ],
})
const evaluation = (label: string) => ({
  name: 'gen_ai.evaluation.result',
  attributes: attributes({ 'gen_ai.evaluation.name': 'user_feedback', 'gen_ai.evaluation.score.label': label }),
})

describe('OpenTelemetry', () => {
  it('is read with messages as an attribute, parts and all', async () => {
    const log = span(
      {
        'gen_ai.operation.name': 'chat',
        'gen_ai.input.messages': JSON.stringify([{ role: 'user', parts: [{ type: 'text', content: SENT }] }]),
        'gen_ai.output.messages': JSON.stringify([
          { role: 'assistant', parts: [{ type: 'text', content: 'billing' }], finish_reason: 'stop' },
        ]),
      },
      { events: [evaluation('positive')] },
    )
    assert.deepEqual(only(await imported({ 'otlp.json': JSON.stringify(log, null, 2) })), RIGHT)
  })

  const older: readonly [string, object][] = [
    [
      'with a pair of attributes',
      span({ 'gen_ai.prompt': SENT, 'gen_ai.completion': 'sales' }, { status: { code: 2 } }),
    ],
    [
      'with numbered attributes (OpenLLMetry)',
      span(
        { 'gen_ai.prompt.0.role': 'user', 'gen_ai.prompt.0.content': SENT, 'gen_ai.completion.0.content': 'sales' },
        { events: [evaluation('negative')] },
      ),
    ],
    [
      'with OpenInference attributes',
      span(
        { 'llm.input_messages.0.message.role': 'user', 'llm.input_messages.0.message.content': SENT },
        { status: { code: 'STATUS_CODE_ERROR', message: 'timeout' } },
      ),
    ],
    [
      'with an event a message',
      span(
        { 'error.type': '429' },
        { events: [{ name: 'gen_ai.user.message', attributes: attributes({ content: SENT }) }] },
      ),
    ],
    [
      'with one event for all details',
      span(
        { 'error.type': '500' },
        {
          events: [
            {
              name: 'gen_ai.client.inference.operation.details',
              attributes: attributes({ 'gen_ai.input.messages': JSON.stringify([{ role: 'user', content: SENT }]) }),
            },
          ],
        },
      ),
    ],
  ]
  it('is read from log records, whose scores may name the response', async () => {
    const record = (eventName: string, own: Record<string, unknown>) => ({
      eventName,
      traceId: 't1',
      spanId: 's1',
      attributes: attributes(own),
    })
    const asked = record('gen_ai.client.inference.operation.details', {
      'gen_ai.response.id': 'resp1',
      'gen_ai.input.messages': JSON.stringify([{ role: 'user', parts: [{ type: 'text', content: SENT }] }]),
      'gen_ai.output.messages': JSON.stringify([{ role: 'assistant', parts: [{ type: 'text', content: 'billing' }] }]),
    })
    const judged = {
      ...record('gen_ai.evaluation.result', {
        'gen_ai.evaluation.name': 'human_review',
        'gen_ai.evaluation.score.label': 'pass',
        'gen_ai.response.id': 'resp1',
      }),
      spanId: 's2',
    }
    const log = { resourceLogs: [{ scopeLogs: [{ logRecords: [asked, judged] }] }] }
    assert.deepEqual(only(await imported({ 'logs.json': JSON.stringify(log) })), RIGHT)
  })

  for (const [name, log] of older)
    it(`is read ${name}`, async () =>
      assert.deepEqual(only(await imported({ 'spans.jsonl': lines(log, log) })), FAILED))
})

describe('Langfuse', () => {
  const generation = {
    id: 'o1',
    traceId: 't1',
    type: 'GENERATION',
    level: 'DEFAULT',
    model: 'm',
    output: { role: 'assistant', content: 'billing' },
    input: [{ role: 'user', content: SENT }],
  }
  const score = (source: string, value: number) => ({
    id: 's1',
    traceId: 't1',
    name: 'quality',
    value,
    dataType: 'NUMERIC',
    source,
    comment: 'no',
  })

  it('takes a reviewer’s annotation for what is right, and a judge’s only for what is wrong', async () => {
    const api = (scores: object[]) =>
      JSON.stringify({
        data: [{ id: 't1', timestamp: '', name: 'n', input: {}, output: null, observations: [generation], scores }],
        meta: {},
      })
    assert.deepEqual(only(await imported({ 'traces.json': api([score('ANNOTATION', 1)]) })), RIGHT)
    assert.deepEqual(only(await imported({ 'traces.json': api([score('EVAL', 1)]) })), {
      ...RIGHT,
      expected: undefined,
    })
    assert.deepEqual(only(await imported({ 'traces.json': api([score('EVAL', 0)]) })), FAILED)
  })

  it('does not take praise of a whole of several calls for praise of one', async () => {
    const other = { ...generation, id: 'o2', input: [{ role: 'user', content: 'Another prompt' }] }
    const log = lines(generation, other, score('ANNOTATION', 1))
    assert.deepEqual(only(await imported({ 'log.jsonl': log })), { ...RIGHT, expected: undefined })
  })

  it('joins observations and scores of two files, in either order', async () => {
    const logs = { 'scores.jsonl': lines(score('ANNOTATION', 0)), 'observations.jsonl': lines(generation) }
    assert.deepEqual(only(await imported(logs)), FAILED)
  })

  it('reads an export as CSV whose cells hold JSON', async () => {
    const cell = (value: unknown) => `"${JSON.stringify(value).replaceAll('"', '""')}"`
    const csv = `id,timestamp,input,output,sessionId,level\r\nt1,2026-01-01,${cell([{ role: 'user', content: SENT }])},${cell('billing')},x,DEFAULT\r\n`
    assert.deepEqual(only(await imported({ 'export.csv': csv })), { ...RIGHT, expected: undefined })
  })
})

describe('LangSmith', () => {
  const message = (name: string, content: string) => ({
    lc: 1,
    type: 'constructor',
    id: ['langchain', 'schema', name],
    kwargs: { content },
  })
  const run = {
    id: 'r1',
    run_type: 'llm',
    trace_id: 't1',
    inputs: { messages: [[message('HumanMessage', SENT)]] },
    outputs: { generations: [[{ text: 'sales', message: message('AIMessage', 'sales') }]] },
    error: null,
  }

  it('reads runs, and takes a correction for what is right', async () => {
    const feedback = {
      id: 'f1',
      run_id: 'r1',
      key: 'correctness',
      score: 0,
      correction: { answer: 'billing' },
      feedback_source: { type: 'app' },
    }
    assert.deepEqual(only(await imported({ 'runs.jsonl': lines(run, feedback) })), { ...FAILED, expected: 'billing' })
  })

  it('reads chains by the names of their inputs, and examples of a dataset', async () => {
    const chain = { ...run, run_type: 'chain', inputs: VARS, outputs: { output: 'billing' } }
    assert.deepEqual(only(await imported({ 'runs.jsonl': lines(chain) })), { ...RIGHT, expected: undefined })
    const example = { id: 'e1', dataset_id: 'd', inputs: VARS, outputs: { answer: 'billing' }, metadata: {} }
    assert.deepEqual(only(await imported({ 'examples.jsonl': lines(example) })), RIGHT)
  })
})

describe('batches and stored completions', () => {
  it('joins a batch’s requests with OpenAI’s results', async () => {
    const request = {
      custom_id: 'c1',
      method: 'POST',
      url: '/v1/chat/completions',
      body: { model: 'm', messages: [{ role: 'user', content: SENT }] },
    }
    const result = {
      id: 'b',
      custom_id: 'c1',
      response: { status_code: 500, body: { error: { message: 'overloaded' } } },
      error: null,
    }
    assert.deepEqual(only(await imported({ 'out.jsonl': lines(result), 'in.jsonl': lines(request) })), FAILED)
  })

  it('joins a batch’s requests with Anthropic’s results', async () => {
    const request = {
      custom_id: 'c1',
      params: { model: 'm', messages: [{ role: 'user', content: [{ type: 'text', text: SENT }] }] },
    }
    const result = {
      custom_id: 'c1',
      result: { type: 'succeeded', message: { model: 'm', content: [{ type: 'text', text: 'billing' }] } },
    }
    const found = await imported({ 'batch.jsonl': lines(request, result) })
    assert.deepEqual(only(found), { ...RIGHT, expected: undefined })
    assert.match(found.drafts[0]?.why ?? '', /The answer was “billing”/)
  })

  it('reads stored completions', async () => {
    const stored = {
      object: 'list',
      data: [
        {
          object: 'chat.completion',
          id: 'x',
          created: 1,
          model: 'm',
          messages: [{ role: 'user', content: SENT }],
          choices: [{ message: { role: 'assistant', content: 'billing' } }],
        },
      ],
    }
    assert.deepEqual(only(await imported({ 'stored.json': JSON.stringify(stored) })), { ...RIGHT, expected: undefined })
  })
})

describe('promptfoo results', () => {
  it('bring the variables, the verdict and the assertions that are no code', async () => {
    const result = {
      promptIdx: 0,
      testIdx: 0,
      id: 'r',
      provider: { id: 'echo' },
      prompt: { raw: SENT },
      vars: { ...VARS, label: 'billing' },
      testCase: {
        assert: [
          { type: 'equals', value: '{{label}}' },
          { type: 'javascript', value: 'process.exit()' },
        ],
      },
      response: { output: 'sales' },
      success: false,
      failureReason: 1,
      score: 0,
      gradingResult: { pass: false, reason: 'differs', componentResults: [] },
    }
    const file = { evalId: 'e', results: { version: 3, prompts: [], results: [result] }, config: {} }
    const { drafts } = await imported({ 'results.json': JSON.stringify(file) })
    assert.deepEqual(drafts[0]?.vars, VARS)
    assert.deepEqual(drafts[0]?.assert, [{ type: 'equals', value: 'billing' }])
    assert.match(drafts[0]?.why ?? '', /scored 0 for “success” in use: “differs”/)
  })
})

describe('plain logs', () => {
  it('are read with the last reply as the output', async () => {
    const log = {
      messages: [
        { role: 'user', content: SENT },
        { role: 'assistant', content: 'billing' },
      ],
      rating: 5,
    }
    assert.deepEqual(only(await imported({ 'chat.jsonl': lines(log) })), RIGHT)
  })

  it('are tables whose columns are the variables', async () => {
    const csv = 'text,output,feedback\n"my bill\nis wrong",sales,bad\n'
    assert.deepEqual(only(await imported({ 'log.csv': csv })), { ...FAILED, vars: { text: 'my bill\nis wrong' } })
  })

  it('are taken line by line: a broken line is told and passed over', async () => {
    const log = `{"text": "one"}\n{"text": \n\n${lines({ text: 'two' })}`
    const { drafts, problems } = await imported({ 'log.jsonl': log })
    assert.equal(drafts.length, 2)
    assert.deepEqual(problems, [{ problem: 'This is no JSON', file: 'log.jsonl', line: 2 }])
  })

  it('of no known kind end in one sentence', async () => {
    await assert.rejects(imported({ 'a.json': '[1, 2]' }), /The file holds the value 1, which is no log of calls/)
    await assert.rejects(imported({ 'a.json': '' }), /The file is empty/)
    await assert.rejects(imported({ 'a.json': '{"data": [{' }), /The JSON ends too early/)
  })
})

describe('importing', () => {
  it('leaves out what an eval file would read as a file or a template, and says so', async () => {
    const { drafts, refused } = await imported({
      'a.jsonl': lines({ text: 'file:///etc/passwd' }, { text: '{{env.KEY}}' }, { text: 'ok' }),
    })
    assert.deepEqual(
      drafts.map(({ vars }) => vars),
      [{ text: 'ok' }],
    )
    assert.equal(
      Object.values(refused).reduce((a, b) => a + b, 0),
      2,
    )
  })

  it('says how the calls begin that hold another prompt', async () => {
    const { stranger, unmatched } = await imported({ 'a.jsonl': lines({ input: 'Translate this for ann@x.io' }) })
    assert.equal(stranger, 'Translate this for [EMAIL_1]')
    assert.equal(unmatched.none, 1)
  })

  it('passes over values that are nested without end, wherever they stand', async () => {
    const deep = `${'['.repeat(50_000)}${']'.repeat(50_000)}`
    const log = `{"text": "one", "output": ${JSON.stringify(deep)}}\n{"text": "two", "more": ${deep}}\n`
    const { drafts, problems } = await imported({ 'a.jsonl': log }, PROMPT, 1000)
    assert.deepEqual(
      drafts.map(({ vars }) => vars),
      [{ text: 'one' }],
    )
    assert.equal(problems.length, 1)
  })

  it('finds what an agent under instructions was asked to do', async () => {
    const instructions = 'Answer with the type of the commit.\n'
    const log = lines({
      messages: [
        { role: 'system', content: instructions },
        { role: 'user', content: 'Add a test' },
      ],
    })
    const { drafts } = await importTraces({
      logs: [{ name: 'a.jsonl', chunks: inChunks(log, 50) }],
      versions: [{ document: parsePrompt('AGENTS.md', instructions) }],
      room: 10,
      seed: '1',
    })
    assert.deepEqual(
      drafts.map(({ vars }) => vars),
      [{ task: 'Add a test' }],
    )
  })

  it('suggests nothing that measures the prompt already, and gives its room to others', async () => {
    const prompt = parsePrompt('sort.prompt.md', PROMPT)
    const log = lines({ text: 'one' }, { text: 'two' }, { text: 'three' })
    const { drafts, traces } = await suggestCases({
      subject: {
        prompt,
        evalFile: undefined,
        cases: [{ vars: { text: 'one', expected: 'x' } }, { vars: { text: 'two' } }].map(caseOf),
        split: undefined,
        models: [],
        type: 'writer',
        remarks: [],
      },
      revisions: [],
      logs: [{ name: 'a.jsonl', chunks: inChunks(log, 50) }],
      ofHistory: false,
      room: 1,
      seed: '1',
    })
    assert.deepEqual(
      drafts.map(({ vars }) => vars),
      [{ text: 'three' }],
    )
    assert.equal(traces?.known, 2)
  })

  it('puts failures first, keeps one of near duplicates, and takes something of every kind', async () => {
    const calls = Array.from({ length: 60 }, (_, i) => ({
      text: `input number ${i} ${'word '.repeat(i % 7)}`,
      output: `label${i % 3}`,
    }))
    const twins = Array.from({ length: 40 }, () => ({
      text: 'the very same thing over and over again',
      output: 'label0',
      feedback: 'bad',
    }))
    const log = lines(...calls, ...twins)
    const { drafts, duplicates, failing } = await importTraces({
      logs: [{ name: 'a.jsonl', chunks: inChunks(log, 1000) }],
      versions: [{ document: parsePrompt('sort.prompt.md', PROMPT) }],
      room: 12,
      seed: '1',
    })
    assert.equal(drafts.length, 12)
    assert.equal(failing, 1)
    assert.ok(duplicates >= 39)
    assert.equal(drafts[0]?.kind, 'failure')
    assert.equal(new Set(drafts.map(({ why }) => /label\d/.exec(why)?.[0])).size, 3)
  })

  it('reads the same whatever the chunks are', async () => {
    const doc = JSON.stringify(
      { data: [{ text: 'a "quoted\\" text, [x]' }, { text: 'b' }], meta: { page: 1 } },
      null,
      1,
    )
    const whole = await imported({ 'a.json': doc }, PROMPT, doc.length)
    for (const size of [1, 2, 3, 7]) assert.deepEqual(await imported({ 'a.json': doc }, PROMPT, size), whole)
    assert.equal(whole.drafts.length, 2)
  })
})
