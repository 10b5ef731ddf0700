import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Review } from '../../../../src/core/review.ts'
import { breakingProblem, problemsOf } from '../../../../src/features/review/problems.ts'

const seedSource = 'Sort the message.\r\n\r\nMessage: {{message}}\r\n'
const review: Review = {
  runId: 1,
  promptPath: 'p.prompt.md',
  seedSource,
  candidateSource: seedSource,
  label: '#2 winner',
  score: '+1.0 points, likely',
  hunks: [],
}

describe('a text that shall replace the file', () => {
  it('may say the same in other words', () => {
    assert.deepEqual(problemsOf(review, 'Sort the message well.\n\nMessage: {{message}}\n'), [])
  })

  it('may not lose a variable', () => {
    const problem = breakingProblem(review, 'Sort the message.\n\nMessage:\n')
    assert.deepEqual(problem, { code: 'variable-lost', message: '{{message}} is lost.' })
  })

  it('may take in what the user wants, and that is told', () => {
    const text = 'Sort the message for {{name}}.\n\nMessage: {{message}}\n'
    assert.equal(breakingProblem(review, text), undefined)
    assert.deepEqual(
      problemsOf(review, text).map(({ code }) => code),
      ['variable-new'],
    )
  })

  it('is not judged where the run read the file by other means', () => {
    assert.deepEqual(problemsOf({ ...review, promptPath: 'p.unknown' }, 'x'), [])
  })
})
