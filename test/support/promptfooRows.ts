// Generated rows for comparing graders with promptfoo's: assertions of every deterministic type on outputs that fit,
// nearly fit, and do not fit at all. The same seed gives the same rows.
import { type CodeCall, CodeError, type CodePiece } from '../../src/core/code.ts'
import type { Assertion, Case } from '../../src/core/evals/case.ts'
import { gradeCase } from '../../src/core/evals/graders/grade.ts'

/** One case: an output, what is known of the reply, and the assertions on it, as an eval file has them. */
export interface Row {
  readonly output: string
  readonly latencyMs?: number
  readonly usd?: number
  readonly finish?: 'stop' | 'length' | 'content_filter'
  readonly threshold?: number
  readonly assert: readonly Written[]
}

export type Written = Readonly<Record<string, unknown>> & { readonly type: string }

type Draw = () => number

/** Mulberry32. */
function generator(seed: number): Draw {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

function pick<T>(draw: Draw, items: readonly [T, ...T[]]): T {
  return items[Math.floor(draw() * items.length)] ?? items[0]
}

const TEXTS = [
  'The cat sat on the mat.',
  'the cat sat on a mat',
  'A dog. A dog! Is it a dog? It is.',
  '',
  ' ',
  '42',
  '4.20',
  '-1',
  'Ünïcödé straße ΑΒΓ 中文 🙂',
  'İstanbul',
  "I can't help with that request.",
  'I’m sorry, but I cannot provide this.',
  'Sorry',
  'As an AI, I think not',
  'You cannot help it: not ethical',
  "I won't, he said",
  'My apologies in advance.',
  'hello, world',
  'say "hi", please',
  'a\nb\r\nc\td',
  'one two  three   four',
  '...',
  "don't won't it's 'quoted' -- he said: $5,000.50 (yes) [no] {so} <b> & 10%",
  'true',
  'null',
  '"text"',
  '\ufeffx',
  '{"a": 1}',
  '{"a": {"b": [1, 2, {"c": null}]}, "d": "x"}',
  '[1, 2]',
  '[]',
  '{}',
  'So: {"a": "}"} ok',
  'see [1] and {x}',
  '{"a":1} {{"b":2}}',
  '{a: 1, b: [2]}',
  'x {"a": 1',
  '```json\n{"a": 2}\n```',
  '{"a": 1, "a": 2} // c',
  '{"a": 1, // one\n"b": 2}',
  '{"u": "http://x.de/y"}',
  '{"date": "2024-02-30", "mail": "a@b.de"}',
  '{"date": "2024-02-28", "mail": "no"}',
  '{ {"a": 1}',
  '{"a": 01}',
  '<a/>',
  '<a><b>1</b><b>2</b></a>',
  '<?xml version="1.0"?><a x="1"><b>t</b></a>',
  '<a><b></a>',
  'see <a><b>x</b></a> and <c>y</c>',
  '<a>1 & 2</a>',
  '<a>&amp;&lt;</a>',
  '<a x=1/>',
  '<a>',
  '</a>',
  '<a><![CDATA[<b>]]></a>',
  '<!-- c --><a/>',
  '<!DOCTYPE a><a/>',
  '<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>',
  '<n:a xmlns:n="u"><n:b/></n:a>',
  '<n:a/>',
  '<a/><b/>',
  '<a>t<b/>u</a>',
  '<ä>ü</ä>',
  '1 < 2 and 3 > 2',
  '<!DOCTYPE html><html><body><p>Hi</p></body></html>',
  '<p>Hi</p>',
  '<p>Hi',
  'Hi <b>there</b>',
  '<div class="x">y</div>',
  '<foo>bar</foo>',
  '<my-tag>x</my-tag>',
  'a &amp; b',
  '<br/>',
  '<HTML><BODY>x</BODY></HTML>',
  '<li>a</li><li>b</li>',
  'x <i',
  '<p>a</p> tail',
  '<!-- only -->',
  '<style>x</style>',
  '<td>x</td>',
  '[{"function": {"name": "search"}}]',
  '{"tool_calls": [{"function": {"name": "search", "arguments": "{}"}}, {"name": "book"}]}',
  '[{"type": "tool_use", "name": "search"}, {"type": "text", "text": "x"}]',
  '{"functionCall": {"name": "book"}}',
  'I call\n\n{"type": "tool_use", "name": "search"}\nnow',
  'I call {"type": "tool_use", "name": "search"}',
  '```json\n{"type": "tool_use", "name": "search"}\n```',
  '{"type": "function_call", "name": "book"}',
  '{"toolCall": {"functionCalls": [{"name": "search"}, {"name": "book"}]}}',
  '[{"name": "search"}, {"name": "pay"}]',
  '{"name": "search"}',
  '{"type": "tool_use", "name": "search"}\n{"type": "tool_use", "name": "book"}',
  '[1]\n[{"name": "search"}] x\n{"functionCall": {"name": "pay"}}',
  '- {"type": "tool_use", "name": "search"}',
  '{"type": "tool_use",\n "name": "search"}',
] as const

const WORDS = [
  'the',
  'cat',
  'Dog.',
  'sat',
  'on',
  'a',
  'mat,',
  'straße',
  '中文',
  '🙂',
  '"x"',
  "it's",
  '3.5',
  'YES!',
  '...',
  'end.',
] as const

function sentence(draw: Draw): string {
  const words = Array.from({ length: Math.floor(draw() * 12) }, () => pick(draw, WORDS))
  return words.join(draw() < 0.9 ? ' ' : '\n')
}

function text(draw: Draw): string {
  return draw() < 0.6 ? pick(draw, TEXTS) : sentence(draw)
}

/** A part of the text, or its words turned round a little: what nearly fits. */
function near(draw: Draw, of: string): string {
  const [from, length] = [Math.floor(draw() * of.length), 1 + Math.floor(draw() * 12)]
  const words = of.split(' ')
  return pick(draw, [
    of,
    of.slice(from, from + length),
    of.toUpperCase(),
    of.toLowerCase(),
    `${of}x`,
    words.toReversed().join(' '),
    words.filter(() => draw() < 0.7).join(' '),
    text(draw),
  ] as const)
}

const SCHEMAS = [
  { type: 'object' },
  { required: ['a'] },
  { type: 'object', properties: { a: { type: 'number' } }, required: ['a'] },
  { type: 'array', items: { type: 'number' } },
  {
    properties: { date: { type: 'string', format: 'date' }, mail: { type: 'string', format: 'email' } },
    required: ['date'],
  },
  { properties: { mail: { format: 'email' } }, required: ['mail'] },
  'type: object\nrequired: [a]',
  '{"required": ["b"]}',
  { enum: [42, null] },
  { not: { required: ['a'] } },
  { unknownKeyword: 1 },
] as const
const NUMBER = [0, 0.1, 0.3, 0.5, 0.75, 0.9, 1] as const

/** A value for the type that suits the output more or less; undefined: none. */
const VALUES: Readonly<Record<string, (draw: Draw, output: string) => unknown>> = {
  equals: (draw, output) =>
    pick<unknown>(draw, [
      output,
      near(draw, output),
      42,
      true,
      parsed(output) ?? { a: 1 },
      { a: { b: [1] } },
      [1, 2],
    ] as const),
  contains: near,
  icontains: near,
  'starts-with': near,
  'contains-any': many,
  'contains-all': many,
  'icontains-any': many,
  'icontains-all': many,
  regex: (draw, output) =>
    pick<unknown>(draw, [
      '^\\s*$',
      '\\d+',
      '[A-Z]',
      '(',
      '\\bcat\\b',
      '^.$',
      'a|b',
      '\\p{L}',
      near(draw, output),
    ] as const),
  'is-json': (draw) => (draw() < 0.4 ? undefined : pick<unknown>(draw, SCHEMAS)),
  'contains-json': (draw) => (draw() < 0.4 ? undefined : pick<unknown>(draw, SCHEMAS)),
  'is-xml': paths,
  'contains-xml': paths,
  'is-html': none,
  'contains-html': none,
  levenshtein: near,
  'rouge-n': near,
  bleu: references,
  gleu: references,
  'word-count': (draw, output) =>
    pick<unknown>(draw, [output.split(/\s+/).length, 6, '3', { min: 2 }, { max: 5 }, { min: 1, max: 6 }] as const),
  'is-refusal': none,
  cost: none,
  latency: none,
  'finish-reason': (draw) => pick<unknown>(draw, ['stop', 'STOP', 'length', 'content_filter'] as const),
  'tool-call-f1': (draw) =>
    pick<unknown>(draw, ['search', 'search, book', ['search', 'book'], ['pay'], 'a,b'] as const),
  javascript: (draw) =>
    pick<unknown>(draw, [
      'output.length > 5',
      'output.length / 20',
      "output.includes('cat') ? 0.4 : 0",
      'JSON.parse(output).a',
      'JSON.parse(output)',
      "const n = output.split(' ').length; n > 2;",
      "({pass: output.length > 3, score: 0.25, reason: 'r'})",
      "({pass: output.length < 9, score: 2, reason: 'r', namedScores: {Tone: 0.5, Own: 1}, namedScoreWeights: {Own: 3}})",
      'const n = output.length\nreturn n % 2 === 0',
      'output',
      'undefined',
      "let s = 'a;b'; s + output === 'x'",
      "context.vars.row === '1' || context.prompt !== ''",
    ]),
}
export const ROW_TYPES: readonly string[] = Object.keys(VALUES)

function many(draw: Draw, output: string): unknown {
  const items = Array.from({ length: 1 + Math.floor(draw() * 3) }, () => near(draw, output))
  return pick<unknown>(draw, [
    items,
    items.join(', '),
    items.map((item) => `"${item.replaceAll('"', '""')}"`).join(', '),
    [1, ...items],
    'a,, b , ',
    '"a',
    '"a" b',
    '"a\\"b", c',
  ] as const)
}

function references(draw: Draw, output: string): unknown {
  return draw() < 0.6 ? near(draw, output) : [near(draw, output), near(draw, output)]
}

function paths(draw: Draw): unknown {
  return pick<unknown>(draw, [
    undefined,
    undefined,
    'a',
    'a.b',
    'a.b.1',
    'a.b,c',
    ['a', 'c'],
    { requiredElements: ['a.b'] },
    'a.@_x',
    'n:a.n:b',
    'a.#text',
    {},
    { other: 1 },
  ] as const)
}

function none(): undefined {
  return undefined
}

function parsed(output: string): unknown {
  try {
    return JSON.parse(output)
  } catch {
    return undefined
  }
}

function assertion(draw: Draw, type: string, output: string): Written {
  const value = VALUES[type]?.(draw, output)
  const threshold =
    type === 'levenshtein' ? Math.floor(draw() * 20) : type === 'latency' ? 1e9 * draw() : pick(draw, NUMBER)
  const needed = type === 'cost' || type === 'latency'
  return {
    type: draw() < 0.3 ? `not-${type}` : type,
    ...(value !== undefined && { value: safe(value) }),
    ...(draw() < (needed ? 0.9 : 0.4) && { threshold }),
    ...(draw() < 0.25 && { weight: pick(draw, [0, 0.5, 2, 3] as const) }),
    ...(draw() < 0.25 && { metric: pick(draw, ['Tone', 'Form'] as const) }),
    ...(draw() < 0.1 && {
      transform: pick(draw, ['output.toUpperCase()', 'output.length', '({ a: output })', 'null'] as const),
    }),
  }
}

/** Without template tags and file names, which are another matter. */
function safe(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value)
      .replaceAll(/\{([{%#])/g, '{ $1')
      .replaceAll(/([}%#])\}(?=[^,\]}"])/g, '$1 }'),
  )
}

/** `each` rows with one assertion of every type, then as many with several and sets. */
export function makeRows(seed: number, each: number): Row[] {
  const draw = generator(seed)
  const facts = () => ({
    ...(draw() < 0.9 && { usd: pick(draw, [0, 0.001, 0.5] as const) }),
    ...(draw() < 0.8 && { finish: pick(draw, ['stop', 'length', 'content_filter'] as const) }),
  })
  const single = ROW_TYPES.flatMap((type) =>
    Array.from({ length: each }, (): Row => {
      const output = text(draw)
      return { output, ...facts(), assert: [assertion(draw, type, output)] }
    }),
  )
  const several = Array.from({ length: each * 4 }, (): Row => {
    const output = text(draw)
    const one = () => assertion(draw, pick(draw, ROW_TYPES as [string, ...string[]]), output)
    const set = (): Written => ({
      type: 'assert-set',
      assert: Array.from({ length: Math.floor(draw() * 4) }, one),
      ...(draw() < 0.4 && { threshold: pick(draw, NUMBER) }),
      ...(draw() < 0.4 && { weight: pick(draw, [0, 0.5, 2] as const) }),
      ...(draw() < 0.4 && { metric: pick(draw, ['Tone', 'Set'] as const) }),
    })
    const assert = Array.from({ length: 1 + Math.floor(draw() * 4) }, () => (draw() < 0.25 ? set() : one()))
    return { output, ...facts(), ...(draw() < 0.4 && { threshold: pick(draw, NUMBER) }), assert }
  })
  return [...single, ...several]
}

/** The row's grade as our graders have it: `p` or `f` with the score and the scores by metric, or `e` for an error. */
export async function gradeRow(row: Row): Promise<string> {
  const kase: Case = {
    id: 'row',
    vars: {},
    assertions: row.assert.map(asAssertion),
    ...(row.threshold !== undefined && { threshold: row.threshold }),
    group: 'row',
    expected: undefined,
    title: '',
    source: { file: 'rows', line: 1 },
  }
  const finish = row.finish === 'content_filter' ? 'refused' : row.finish
  const outcome = await gradeCase(kase, row.output, {
    code: runInline,
    prompt: () => '1',
    reply: { latencyMs: 1, ...(row.usd !== undefined && { usd: row.usd }), ...(finish !== undefined && { finish }) },
  })
  if ('error' in outcome) return 'e'
  return rowResult(outcome.grade.pass, outcome.grade.score, outcome.grade.namedScores)
}

export function rowResult(pass: boolean, score: number, named: Readonly<Record<string, number>>): string {
  const scores = Object.entries(named).sort(([a], [b]) => (a < b ? -1 : 1))
  return [pass ? 'p' : 'f', round(score), ...scores.map(([name, value]) => `${name}=${round(value)}`)].join(' ')
}

/** Far below what a reader sees, far above the noise of adding up in another order. */
function round(score: number): number {
  return Number(score.toPrecision(9))
}

/** Inline code, run here as the child process and promptfoo run it. */
async function runInline({ piece, body: text = piece.text, args, parameters }: CodeCall): Promise<unknown> {
  try {
    return await new Function(...parameters, text.includes('\n') ? text : `return ${text}`)(...args)
  } catch (error) {
    throw new CodeError(String(error), true)
  }
}

function inline(text: unknown): CodePiece {
  return { language: 'javascript', place: 'rows', file: undefined, name: undefined, text: String(text) }
}

function asAssertion(written: Written): Assertion {
  const { type, value, threshold, weight, metric, transform, assert } = written
  return {
    ...(/javascript$/.test(type) && { code: inline(value) }),
    ...(transform !== undefined && { transform: inline(transform) }),
    type: type.replace(/^not-/, ''),
    negated: type.startsWith('not-'),
    value,
    weight: typeof weight === 'number' ? weight : 1,
    ...(typeof threshold === 'number' && { threshold }),
    ...(typeof metric === 'string' && { metric }),
    ...(Array.isArray(assert) && { assertions: (assert as readonly Written[]).map(asAssertion) }),
  }
}
