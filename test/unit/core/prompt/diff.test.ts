import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import {
  applyHunk,
  applyHunks,
  diffLines,
  diffSequences,
  invertHunk,
  rebaseHunk,
  splitLines,
} from '../../../../src/core/prompt/diff.ts'
import { Random } from '../../../../src/core/random.ts'

fc.configureGlobal({ seed: 7 })

const line = fc.constantFrom('a', 'b', 'c', '', 'long line', '  b')
const lineEnd = fc.constantFrom('\n', '\r\n', '\r')
const text = fc
  .tuple(fc.array(fc.tuple(line, lineEnd), { maxLength: 14 }), line)
  .map(([lines, last]) => lines.flat().join('') + last)

describe('diff of lines', () => {
  it('turns the old text into the new one', () => {
    fc.assert(fc.property(text, text, (a, b) => assert.equal(applyHunks(a, diffLines(a, b)), b)))
  })

  it('gives no hunk for equal texts', () => {
    fc.assert(fc.property(text, (a) => assert.deepEqual(diffLines(a, a), [])))
  })

  it('gives the new text when some hunks are accepted first and the rest later', () => {
    fc.assert(
      fc.property(text, text, fc.infiniteStream(fc.boolean()), (a, b, coins) => {
        const hunks = diffLines(a, b)
        const first = hunks.filter(() => coins.next().value)
        const rest = hunks.filter((hunk) => !first.includes(hunk)).map((hunk) => rebaseHunk(hunk, first))
        const between = applyHunks(a, first)
        assert.equal(applyHunks(between, rest), b)
        assert.equal(applyHunks(between, diffLines(between, b)), b)
      }),
    )
  })

  it('is undone by the inverted hunks', () => {
    fc.assert(fc.property(text, text, (a, b) => assert.equal(applyHunks(b, diffLines(a, b).map(invertHunk)), a)))
  })

  it('keeps as many lines as the longest common subsequence has', () => {
    const letters = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 16 })
    fc.assert(
      fc.property(letters, letters, (a, b) => {
        const removed = diffSequences(a, b).reduce((sum, change) => sum + change.aCount, 0)
        assert.equal(a.length - removed, commonLength(a, b))
      }),
    )
  })

  it('says which lines changed', () => {
    assert.deepEqual(diffLines('one\ntwo\nthree\n', 'one\n2\nthree\nfour\n'), [
      { before: { start: 1, count: 1 }, after: { start: 1, count: 1 }, removed: ['two\n'], added: ['2\n'] },
      { before: { start: 3, count: 0 }, after: { start: 3, count: 1 }, removed: [], added: ['four\n'] },
    ])
  })

  it('refuses a hunk whose lines are not in the text', () => {
    const [hunk] = diffLines('one\ntwo\n', 'one\n2\n')
    assert.ok(hunk)
    assert.throws(() => applyHunk('one\nother\n', hunk), /line 2/)
    assert.throws(() => applyHunk('', { ...hunk, removed: [], before: { start: 3, count: 0 } }), /line 4/)
  })

  it('handles 5,000 shuffled lines with many repeats', () => {
    const random = new Random('diff', 'shuffle')
    const a = Array.from({ length: 5000 }, (_, i) => `line ${i % 700}\n`)
    const b = random.shuffle(a)
    assert.equal(applyHunks(a.join(''), diffLines(a.join(''), b.join(''))), b.join(''))
  })

  it('splits a line of several megabytes', () => {
    const long = 'x'.repeat(8_000_000)
    assert.deepEqual(splitLines(`${long}\n${long}`), [`${long}\n`, long])
  })
})

function commonLength(a: readonly string[], b: readonly string[]): number {
  let row = new Array<number>(b.length + 1).fill(0)
  for (const item of a) {
    const next = [0]
    for (const [j, other] of b.entries())
      next.push(item === other ? (row[j] ?? 0) + 1 : Math.max(row[j + 1] ?? 0, next[j] ?? 0))
    row = next
  }
  return row.at(-1) ?? 0
}
