import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bullet, clip, oneLine, table, widthOf, wrap } from '../../../src/terminal/text.ts'

test('counts what a reader sees, not escapes or code units', () => {
  assert.equal(widthOf('\u001b[32mgreen\u001b[39m'), 5)
  assert.equal(widthOf('e\u0301👩‍👩‍👧'), 2)
})

test('wraps at spaces and keeps a word that is too long whole', () => {
  assert.deepEqual(wrap('one two three extraordinary', 8), ['one two', 'three', 'extraordinary'])
})

test('cuts with an ellipsis and never longer than asked', () => {
  assert.equal(clip('abcdef', 4), 'abc…')
  assert.equal(clip('abcd', 4), 'abcd')
})

test('keeps escapes of a model’s output from reaching the terminal', () => {
  assert.equal(oneLine('  a\u001b[31mb\nc\u0007d\t '), 'ab ⏎ cd')
})

test('aligns columns by what is seen', () => {
  assert.deepEqual(
    table(
      [
        { title: 'Prompt', align: 'left' },
        { title: '¢', align: 'right' },
      ],
      [
        ['\u001b[1mseed\u001b[22m', '9.8'],
        ['#7 winner', '14.2'],
      ],
    ),
    ['Prompt        ¢', '\u001b[1mseed\u001b[22m        9.8', '#7 winner  14.2'],
  )
})

test('hangs the further lines of a bullet under its first word', () => {
  assert.deepEqual(bullet('✓', 'one two three', 9), ['✓ one two', '  three'])
})
