import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { applyHunks, diffLines } from '../../../../src/core/prompt/diff.ts'
import { diffPrompts } from '../../../../src/core/prompt/promptDiff.ts'

describe('the hunks of a prompt', () => {
  it('never take the line of one message for that of another', () => {
    const before = 'user:\nOne\nuser:\nTwo\nuser:\nThree\n'
    const after = 'user:\nZero\nuser:\nOne\nuser:\nTwo\n'
    const hunks = diffPrompts('a.prompty', before, after)
    assert.equal(hunks.length, 3)
    assert.equal(applyHunks(before, hunks.slice(1, 2)), 'user:\nOne\nuser:\nOne\nuser:\nThree\n')
    assert.equal(applyHunks(before, hunks), after)
  })

  it('are one where messages share a line', () => {
    const [before, after] = ['{{role "user"}}a{{role "model"}}b\nc\nd', '{{role "user"}}A{{role "model"}}b\nc\nD']
    assert.equal(diffPrompts('a.prompt', before, after).length, 1)
  })

  it('are those of the lines where a version cannot be read, or is built otherwise', () => {
    assert.deepEqual(diffPrompts('a.json', '[]', '[\n]'), diffLines('[]', '[\n]'))
    assert.deepEqual(diffPrompts('a.prompty', 'x', 'user:\nx'), diffLines('x', 'user:\nx'))
  })
})
