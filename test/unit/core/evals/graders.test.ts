import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Assertion, Case, CaseGrade } from '../../../../src/core/evals/case.ts'
import { gradeCase } from '../../../../src/core/evals/graders/grade.ts'
import type { GradeContext } from '../../../../src/core/evals/graders/grader.ts'
import { graderOf } from '../../../../src/core/evals/graders/registry.ts'

function kase(assertions: readonly (Partial<Assertion> & { type: string })[], threshold?: number): Case {
  return {
    id: 'c',
    vars: { text: 'hi', expected: 'x' },
    assertions: assertions.map((assertion) => ({ value: undefined, weight: 1, negated: false, ...assertion })),
    ...(threshold !== undefined && { threshold }),
    group: 'g',
    expected: 'x',
    title: 'hi',
    source: { file: 'a.yaml', line: 1 },
  }
}

async function graded(one: Case, output: string, context: GradeContext = {}): Promise<CaseGrade> {
  const outcome = await gradeCase(one, output, context)
  if ('error' in outcome) throw new Error(outcome.error)
  return outcome.grade
}

const single = async (type: string, value: unknown, output: string, negated = false) => {
  const { pass, score, reason } = await graded(kase([{ type, value, negated }]), output)
  assert.equal(score, pass ? 1 : 0)
  return `${pass ? 'pass' : 'fail'}: ${reason}`
}

describe('graders', () => {
  const table: readonly (readonly [string, unknown, string, string])[] = [
    ['equals', 'billing', 'billing', 'pass: equals: the output is "billing"'],
    ['equals', 'billing', 'Billing.', 'fail: equals: expected "billing", got "Billing."'],
    ['equals', 'a', ' a', 'fail: equals: expected "a", got " a"'],
    ['equals', 5, '5', 'pass: equals: the output is "5"'],
    ['equals', { a: 1, b: [2] }, ' {"b": [2], "a": 1}', 'pass: equals: the output is the expected JSON'],
    ['equals', { a: 1 }, 'a: 1', 'fail: equals: expected JSON {"a":1}, got text that is not JSON: "a: 1"'],
    ['equals', { a: { b: 1 } }, '{"a":{"b":2}}', 'fail: equals: at a.b expected 1, got 2'],
    ['equals', { a: [1, 2] }, '{"a":[1]}', 'fail: equals: expected a[1] to be 2, but it is missing'],
    ['equals', { a: 1 }, '{"a":1,"c":3}', 'fail: equals: there is "c": 3, which is not expected'],
    ['equals', [], '{}', 'fail: equals: expected [], got {}'],
    ['contains', 'lo w', 'hello world', 'pass: contains: the output contains "lo w"'],
    ['contains', 'World', 'hello world', 'fail: contains: the output does not contain "World", got "hello world"'],
    ['icontains', 'World', 'hello world', 'pass: icontains: the output contains "World"'],
    ['starts-with', 'hell', 'hello', 'pass: starts-with: the output starts with "hell"'],
    ['starts-with', 'ello', 'hello', 'fail: starts-with: the output does not start with "ello", got "hello"'],
    ['contains-any', ['x', 'lo'], 'hello', 'pass: contains-any: the output contains "lo"'],
    ['contains-any', 'x, "y, z"', 'y z', 'fail: contains-any: the output contains none of "x", "y, z", got "y z"'],
    ['contains-any', 'x, "y, z"', 'a y, z', 'pass: contains-any: the output contains "y, z"'],
    ['contains-all', ['h', 'x', 'Y'], 'hello', 'fail: contains-all: the output lacks "x", "Y", got "hello"'],
    ['icontains-all', 'H, LO', 'hello', 'pass: icontains-all: the output contains all of "H", "LO"'],
    ['icontains-any', ['X'], 'hello', 'fail: icontains-any: the output contains none of "X", got "hello"'],
    ['regex', '^h.*o$', 'hello', 'pass: regex: the output matches "^h.*o$"'],
    ['regex', '^\\d+$', 'x1', 'fail: regex: the output does not match "^\\\\d+$", got "x1"'],
    ['regex', '(', 'x', 'fail: regex: "(" is no valid pattern'],
    ['is-json', undefined, '[1]', 'pass: is-json: the output is JSON as asked for'],
    ['is-json', undefined, 'x', 'fail: is-json: the output is not JSON: "x"'],
    [
      'is-json',
      { required: ['a'] },
      '{}',
      "fail: is-json: the JSON is not of the schema: the JSON must have required property 'a'",
    ],
    [
      'is-json',
      'properties: {a: {type: number}}',
      '{"a":"b"}',
      'fail: is-json: the JSON is not of the schema: "a" must be number',
    ],
    ['contains-json', undefined, 'So: {"a": 1} ok', 'pass: contains-json: the output contains JSON: {"a":1}'],
    [
      'contains-json',
      undefined,
      'So: {a: 1, // one\n"b": 2',
      'pass: contains-json: the output contains JSON: {"a":1,"b":2}',
    ],
    [
      'contains-json',
      undefined,
      'see [1] and {"x',
      'fail: contains-json: the output contains no JSON: "see [1] and {\\"x"',
    ],
    ['contains-json', { required: ['b'] }, '{"a":1} {"b":2}', 'pass: contains-json: the output contains JSON: {"b":2}'],
  ]
  for (const [type, value, output, expected] of table)
    it(`${type} ${JSON.stringify(value)} on ${JSON.stringify(output)}`, async () =>
      assert.equal(await single(type, value, output), expected))

  it('turn round where they are negated, with the schema taken into account', async () => {
    assert.equal(await single('equals', 'a', 'a', true), 'fail: not-equals: the output is "a"')
    assert.match(await single('contains', 'a', 'b', true), /^pass: not-contains/)
    assert.match(await single('is-json', { required: ['a'] }, '{}', true), /^pass/)
    assert.match(await single('is-json', { required: ['a'] }, '{"a":1}', true), /^fail/)
  })

  it('cut long outputs in their reasons', async () => {
    assert.ok((await single('equals', 'a', 'x'.repeat(5000))).length < 150)
  })

  it('read hostile outputs in one pass', async () => {
    for (const output of ['{'.repeat(300_000), '{"'.repeat(300_000), '[{'.repeat(300_000), '}'.repeat(300_000)])
      assert.match(await single('contains-json', undefined, output), /^fail/)
  })

  it('say beforehand which values they cannot grade by', () => {
    assert.match(graderOf('is-json')?.flaw?.({ type: 'nonsense' }) ?? '', /not valid/)
    assert.match(graderOf('regex')?.flaw?.('(') ?? '', /no valid pattern/)
    assert.match(graderOf('contains-all')?.problem('a, "b') ?? '', /quotation mark/)
    assert.match(graderOf('contains-any')?.problem({}) ?? '', /list of texts/)
    assert.match(graderOf('word-count')?.problem({ min: 3, max: 2 }) ?? '', /more than its max/)
    assert.equal(graderOf('nonsense'), undefined)
  })
})

describe('a judge', () => {
  const says = (score: number, pass: boolean): GradeContext => ({
    judge: (examine, provider) =>
      examine(async ({ rubric, shown, reply }) =>
        reply.parse({ score, pass, reason: `${rubric}|${shown.input}|${shown.output}|${provider}` }),
      ),
  })
  const rubric = { type: 'llm-rubric', value: 'is kind', provider: 'openai:x' }

  it('is asked with rubric, input and output, and decides', async () => {
    const grade = await graded(kase([rubric]), 'hello', says(0.6, true))
    assert.deepEqual([grade.pass, grade.score, grade.reason], [true, 0.6, 'llm-rubric: is kind|hi|hello|openai:x'])
    assert.equal((await graded(kase([rubric]), 'hello', says(1, false))).pass, false)
  })

  it('must also score as high as the threshold', async () => {
    const strict = kase([{ ...rubric, threshold: 0.7 }])
    assert.equal((await graded(strict, 'x', says(0.7, true))).pass, true)
    const low = await graded(strict, 'x', says(0.6, true))
    assert.deepEqual([low.pass, low.reason.startsWith('llm-rubric: the judge scores it 0.6, below 0.7')], [false, true])
    assert.equal((await graded(strict, 'x', says(1, false))).pass, false)
  })

  it('is turned round where it is negated', async () => {
    const grade = await graded(kase([{ ...rubric, negated: true }]), 'x', says(0.2, false))
    assert.deepEqual([grade.pass, grade.score], [true, 0.8])
  })

  it('that fails or is missing leaves the case without a grade', async () => {
    const failure = new Error('rate limit')
    const judge = async () => {
      throw failure
    }
    const one = kase([{ type: 'equals', value: 'y' }, rubric])
    assert.deepEqual(await gradeCase(one, 'x', { judge }), { error: 'rate limit', cause: failure })
    assert.match(JSON.stringify(await gradeCase(one, 'x', {})), /asks for a judge/)
    assert.match(JSON.stringify(await gradeCase(kase([{ type: 'nonsense' }]), 'x', {})), /No grader/)
  })
})

describe('the grade of a case', () => {
  const right = { type: 'contains', value: 'a' }
  const wrong = { type: 'contains', value: 'z' }

  it('is the weighted mean, and passes when no assertion fails', async () => {
    const grade = await graded(kase([{ ...right, weight: 3 }, wrong]), 'a')
    assert.deepEqual([grade.score, grade.pass, grade.grader, grade.parts.length], [0.75, false, 'contains', 2])
    assert.equal(grade.reason, 'contains: the output does not contain "z", got "a"')
    assert.deepEqual(
      [(await graded(kase([right, right]), 'a')).score, (await graded(kase([right]), 'a')).pass],
      [1, true],
    )
  })

  it('is decided by the threshold alone where there is one', async () => {
    assert.equal((await graded(kase([right, wrong], 0.5), 'a')).pass, true)
    const below = await graded(kase([right, wrong], 0.6), 'a')
    assert.equal(below.pass, false)
    assert.match(below.reason, /^score 0\.5 of the 0\.6 needed: contains/)
  })

  it('is not touched by an assertion of weight 0', async () => {
    const grade = await graded(kase([right, { ...wrong, weight: 0 }]), 'a')
    assert.deepEqual([grade.pass, grade.score, grade.parts[1]?.score, grade.parts[1]?.pass], [true, 1, 0, true])
  })
})
