import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { diffLines } from '../../../../src/core/prompt/diff.ts'
import type { Review } from '../../../../src/core/review.ts'
import {
  evidenceAt,
  hasMixedLineEnds,
  hunkAt,
  plainText,
  withLines,
} from '../../../../src/features/review/textHunks.ts'

const seed = 'a\nb\nc\nd\ne\nf\n'
const candidate = 'a\nB\nc\nd\nnew\ne\n'
const hunks = diffLines(seed, candidate)

describe('hunkAt', () => {
  it('finds the change that covers a line of either side', () => {
    assert.equal(hunkAt(hunks, 'after', 1), hunks[0])
    assert.equal(hunkAt(hunks, 'before', 1), hunks[0])
    assert.equal(hunkAt(hunks, 'after', 4), hunks[1])
  })

  it('finds a deletion from the lines around it', () => {
    assert.equal(hunkAt(hunks, 'after', 6), hunks[2])
    assert.equal(hunkAt(hunks, 'after', 5), hunks[2])
  })

  it('finds nothing on a line that did not change', () => {
    assert.equal(hunkAt(hunks, 'after', 0), undefined)
    assert.equal(hunkAt(hunks, 'before', 2), undefined)
  })
})

describe('evidenceAt', () => {
  const review: Review = {
    runId: 1,
    promptPath: 'p.md',
    seedSource: seed,
    candidateSource: candidate,
    label: '#2 winner',
    score: '+1.0 points, likely',
    hunks: hunks.map(({ before, after }, at) => ({
      seed: before,
      candidate: after,
      hypotheses: [`h${at}`],
      wins: 1,
      losses: 0,
      n: 1,
      pBetter: 0.75,
    })),
  }

  it('knows each changed line', () => {
    assert.deepEqual(evidenceAt(review, candidate, 1)?.hypotheses, ['h0'])
    assert.deepEqual(evidenceAt(review, candidate, 4)?.hypotheses, ['h1'])
    assert.equal(evidenceAt(review, candidate, 3), undefined)
  })

  it('still knows a change after another one was reverted and the lines moved', () => {
    const edited = plainText(`above\r\n${candidate.replaceAll('\n', '\r\n')}`)
    assert.deepEqual(evidenceAt(review, edited, 2)?.hypotheses, ['h0'])
    assert.deepEqual(evidenceAt(review, edited, 5)?.hypotheses, ['h1'])
  })
})

describe('line ends', () => {
  it('are mixed where they differ from line to line, or are old Macintosh ones', () => {
    assert.equal(hasMixedLineEnds('a\nb\n'), false)
    assert.equal(hasMixedLineEnds('a\r\nb\r\n'), false)
    assert.equal(hasMixedLineEnds('no line end'), false)
    assert.equal(hasMixedLineEnds('a\r\nb\n'), true)
    assert.equal(hasMixedLineEnds('a\rb\r'), true)
  })

  it('are LF in plain text, which has no byte order mark', () => {
    assert.equal(plainText('\uFEFFa\r\nb\n'), 'a\nb\n')
    assert.equal(plainText('a\rb\r\n'), 'a\nb\n')
  })
})

describe('withLines', () => {
  it('changes the lines that differ and not one byte beside them', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.constantFrom('a', 'b ', '', '\t\u{1F600}'), fc.constantFrom('\n', '\r\n', '\r'))),
        fc.constantFrom('', '\uFEFF'),
        fc.constantFrom('', 'last'),
        fc.nat(),
        (lines, mark, last, at) => {
          // A CR before an LF of the next, empty line would be one line end.
          const parts = lines.map(([text, end], i) =>
            end === '\r' && lines[i + 1]?.[0] === '' ? `${text}\n` : text + end,
          )
          const raw = mark + parts.join('') + last
          assert.equal(withLines(raw, plainText(raw)), raw)
          const place = at % (parts.length + 1)
          const [above, below] = [parts.slice(0, place).join(''), parts.slice(place).join('') + last]
          const written = withLines(raw, `${plainText(above)}new line\n${plainText(below)}`)
          assert.ok(written.startsWith(mark + above) || below === '', JSON.stringify([raw, written]))
          assert.ok(written.endsWith(below), JSON.stringify([raw, written]))
          assert.equal(plainText(written), `${plainText(above)}new line\n${plainText(below)}`)
        },
      ),
      { seed: 11 },
    )
  })

  it('gives a new line the end of the line that it replaces or stands below', () => {
    assert.equal(withLines('a\r\nb\nc\r', 'a\nx\ny\nc\n'), 'a\r\nx\ny\nc\r')
    assert.equal(withLines('a\r\nb\n', 'a\nnew\nb\n'), 'a\r\nnew\r\nb\n')
    assert.equal(withLines('\uFEFFa  ', 'a  \nb'), '\uFEFFa  \nb')
  })
})
