import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Cell } from '../../../../src/core/ports.ts'
import type { ListedCase } from '../../../../src/features/testExplorer/caseList.ts'
import { byCase, outcomeOf, outcomeOfRange } from '../../../../src/features/testExplorer/outcome.ts'

function kase(id: string, sealed = false): ListedCase {
  return { id, title: id, expected: 'billing', source: { file: 'cases.jsonl', line: 1 }, sealed }
}

/** `pass` undefined: the grade is missing. */
function cell(caseId: string, pass: boolean | undefined, rest: Partial<Cell> = {}): Cell {
  const grade = pass === undefined ? undefined : { score: Number(pass), pass, reason: 'It differs.', grader: 'equals' }
  const facts = { candidateId: 'seed', model: 'openai:a', split: 'train', repeat: 0, usd: undefined } as const
  const missing = pass === undefined ? { error: 'timed out' } : {}
  return { ...facts, caseId, grade, output: 'refund', latencyMs: 30, ...missing, ...rest }
}

describe('a case as a test', () => {
  it('passes where every answer does, and takes as long as all of them', () => {
    const cells = byCase([cell('a', true), cell('a', true, { model: 'openai:b', latencyMs: 12 })])
    assert.deepEqual(outcomeOf(kase('a'), cells), { state: 'passed', ms: 42, messages: [] })
  })

  it('fails with a diff for each answer that is wrong', () => {
    const cells = byCase([
      cell('a', false),
      cell('a', true, { repeat: 1 }),
      cell('a', false, { model: 'sandbox:small', repeat: 1 }),
    ])
    const diff = { expected: 'billing', actual: 'refund' }
    assert.deepEqual(outcomeOf(kase('a'), cells), {
      state: 'failed',
      ms: 90,
      messages: [
        { text: 'openai:a: It differs.', diff },
        { text: 'sandbox:small (simulated, draw 2): It differs.', diff },
      ],
    })
  })

  it('is an error where a grade is missing, and never a failure for that', () => {
    const cells = byCase([cell('a', undefined, { output: '' }), cell('a', true, { repeat: 1 })])
    const messages = [{ text: 'openai:a: no grade. timed out' }]
    assert.deepEqual(outcomeOf(kase('a'), cells), { state: 'errored', ms: 60, messages })
    assert.equal(outcomeOf(kase('b'), byCase([cell('b', undefined), cell('b', false)]))?.state, 'failed')
  })

  it('is skipped where nothing judges it, with what was answered', () => {
    const { grade: _, ...answered } = cell('a', true)
    assert.deepEqual(outcomeOf(kase('a'), byCase([{ ...answered, grade: undefined }])), {
      state: 'skipped',
      ms: 30,
      messages: [{ text: 'openai:a: not graded. It answered: refund' }],
    })
  })

  it('is skipped where it is sealed, and has no outcome where it was not measured', () => {
    const cells = byCase([cell('a', true)])
    assert.deepEqual(outcomeOf(kase('sealed', true), cells), { state: 'skipped', ms: 0, messages: [] })
    assert.equal(outcomeOf(kase('later'), cells), undefined)
  })
})

describe('a closed range as a test', () => {
  const range = (...cells: Cell[]) => outcomeOfRange([kase('a'), kase('b'), kase('c', true)], byCase(cells))

  it('says how many of its cases failed and how many are missing', () => {
    const outcome = range(cell('a', false), cell('b', undefined))
    assert.equal(outcome?.state, 'failed')
    assert.match(outcome?.messages[0]?.text ?? '', /^1 case failed, 1 case missing\./)
    assert.equal(range(cell('b', undefined))?.state, 'errored')
  })

  it('passes where nothing in it is wrong, is skipped where all is sealed, and is nothing where nothing is known', () => {
    assert.deepEqual(range(cell('a', true)), { state: 'passed', ms: 30, messages: [] })
    assert.equal(outcomeOfRange([kase('c', true)], byCase([]))?.state, 'skipped')
    assert.equal(outcomeOfRange([kase('a')], byCase([])), undefined)
  })

  it('is not called skipped where its open cases were not measured', () => {
    assert.equal(range(), undefined)
  })
})
