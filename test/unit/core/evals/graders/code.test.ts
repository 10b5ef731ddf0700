import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type CodeCall, CodeError, type CodePiece } from '../../../../../src/core/code.ts'
import type { Assertion, Case, CaseGrade } from '../../../../../src/core/evals/case.ts'
import { gradeCase } from '../../../../../src/core/evals/graders/grade.ts'

const piece = (text: string, rest: Partial<CodePiece> = {}): CodePiece => ({
  language: 'javascript',
  place: 'e.yaml:3',
  file: undefined,
  name: undefined,
  text,
  ...rest,
})

function kase(...assertions: (Partial<Assertion> & { type: string })[]): Case {
  return {
    id: 'c',
    vars: { topic: 'cats' },
    assertions: assertions.map((given) => ({ value: undefined, weight: 1, negated: false, ...given })),
    group: 'g',
    expected: undefined,
    title: '',
    source: { file: 'e.yaml', line: 1 },
  }
}

/** Evaluates inline code as the child process does. */
async function code({ piece, body: text = piece.text, args, parameters }: CodeCall): Promise<unknown> {
  try {
    return await new Function(...parameters, text.includes('\n') ? text : `return ${text}`)(...args)
  } catch (error) {
    throw new CodeError(`it failed: ${(error as Error).message}`, true)
  }
}

async function graded(one: Case, output: unknown, run = code): Promise<CaseGrade> {
  const outcome = await gradeCase(one, output, { code: run, prompt: () => 'Say it.' })
  if ('error' in outcome) throw outcome.cause
  return outcome.grade
}

const returning = (value: unknown) => async () => value

it('runs inline code under the consent to its very text', async () => {
  const asked: string[] = []
  for (const text of ['output === "a";', 'const n = output.length; n === 1', ' output === "a" ']) {
    const run = (call: CodeCall) => {
      asked.push(call.piece.text)
      return code(call)
    }
    const grade = await graded(kase({ type: 'javascript', code: piece(text) }), 'a', run)
    assert.equal(grade.pass, true)
    assert.equal(asked.at(-1), text)
  }
})

describe('code as a grader', () => {
  const table: readonly (readonly [
    what: string,
    result: unknown,
    options: Partial<Assertion>,
    pass: boolean,
    score: number,
  ])[] = [
    ['true', true, {}, true, 1],
    ['true, negated', true, { negated: true }, false, 0],
    ['a number above 0', 0.2, {}, true, 0.2],
    ['a number below the threshold', 0.2, { threshold: 0.5 }, false, 0.2],
    ['a number, negated, whose score stays', 0.7, { negated: true }, false, 0.7],
    ['0', 0, {}, false, 0],
    ['a number above 1', 5, {}, true, 5],
    ['a grade', { pass: true, score: 0.3, reason: 'so' }, {}, true, 0.3],
    ['a grade, negated', { pass: false, score: 0.3, reason: 'so' }, { negated: true }, true, 0.3],
    ['a text, which is no grade', 'yes', {}, false, 0],
    ['nothing, also negated', undefined, { negated: true }, false, 0],
  ]
  for (const [what, result, options, pass, score] of table)
    it(`returns ${what}`, async () => {
      const grade = await graded(kase({ type: 'javascript', code: piece('x'), ...options }), 'out', returning(result))
      assert.deepEqual([grade.pass, grade.score], [pass, score])
    })

  it('may be Python, with its spellings, and a grade must reach the threshold', async () => {
    const python = (result: unknown, threshold?: number) =>
      graded(
        kase({
          type: 'python',
          code: piece('x', { language: 'python' }),
          ...(threshold !== undefined && { threshold }),
        }),
        'out',
        returning(result),
      )
    assert.equal((await python('True')).pass, true)
    assert.equal((await python('0.25')).score, 0.25)
    assert.equal((await python('{"pass": true, "score": 1, "reason": "r"}')).pass, true)
    assert.equal((await python({ pass_: true, score: 0.2, reason: 'r' }, 0.5)).pass, false)
    const named = await python({ pass: true, score: 1, reason: 'r', named_scores: { tone: 0.5 } })
    assert.deepEqual(named.namedScores, { tone: 0.5 })
  })

  it('sees output, vars, prompt and config, and may declare names before its last expression', async () => {
    const one = kase(
      { type: 'javascript', code: piece('context.vars.topic === "cats" && context.prompt === "Say it."') },
      { type: 'javascript', code: piece('context.config.least'), config: { least: 0.5 } },
      { type: 'javascript', code: piece(`const a = 'x;y'; a.length === 3 && output.n === 2;`) },
    )
    assert.deepEqual(
      (await graded(one, { n: 2 })).parts.map(({ score }) => score),
      [1, 0.5, 1],
    )
  })

  it('adds up scores by metric, its own and those that it reports', async () => {
    const grade = { pass: true, score: 0.3, reason: 'r', namedScores: { tone: 0.5, form: 1 } }
    const one = kase(
      { type: 'javascript', code: piece('x'), metric: 'form', weight: 2 },
      { type: 'contains', value: 'o', metric: 'tone' },
    )
    const { namedScores, score } = await graded(one, 'out', returning(grade))
    assert.deepEqual(namedScores, { form: 0.3, tone: (0.5 * 2 + 1) / 3 })
    assert.equal(score, (0.3 * 2 + 1) / 3)
  })

  it('fails the output where the code throws, and gives no grade where it cannot run', async () => {
    const one = kase({ type: 'javascript', code: piece('JSON.parse(output).x'), negated: true })
    assert.deepEqual([(await graded(one, 'no JSON')).pass, (await graded(one, 'no JSON')).score], [false, 0])
    const late = async () => {
      throw new CodeError('It took longer than 30 s.')
    }
    assert.match(JSON.stringify(await gradeCase(one, 'x', { code: late })), /"error":"It took longer/)
    assert.match(JSON.stringify(await gradeCase(one, 'x', {})), /"error":"Nobody allowed the code at e.yaml:3/)
  })
})

describe('code beside a grader', () => {
  it('says what the value is, or changes the output for one assertion alone', async () => {
    const one = kase(
      { type: 'equals', code: piece('context.vars.topic') },
      { type: 'contains', value: 'CATS', transform: piece('output.toUpperCase()') },
      { type: 'contains', value: 'CATS' },
    )
    assert.deepEqual(
      (await graded(one, 'cats')).parts.map(({ pass }) => pass),
      [true, true, false],
    )
    const nothing = kase({ type: 'contains', value: 'x', transform: piece('undefined') })
    assert.match(JSON.stringify(await gradeCase(nothing, 'x', { code })), /"error":"The transform .* returned nothing/)
  })
})
