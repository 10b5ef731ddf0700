// The sentence that a person reads when their input is bad.
import assert from 'node:assert/strict'
import { it } from 'node:test'
import { InputError } from '../../../src/core/errors.ts'

it('names file and line, then the problem, then the mend', () => {
  const error = new InputError('The dataset has no rows.', 'Add at least one.', { file: 'data/cases.csv', line: 3 })
  assert.equal(error.sentence, 'data/cases.csv:3: The dataset has no rows. Add at least one.')
})

it('names the file alone where no line is to blame', () => {
  const error = new InputError('The dataset is missing.', 'Check the path.', { file: 'data/cases.csv' })
  assert.equal(error.sentence, 'data/cases.csv: The dataset is missing. Check the path.')
})

it('needs no place', () => {
  assert.equal(
    new InputError('No key for openai.', 'Set OPENAI_API_KEY.').sentence,
    'No key for openai. Set OPENAI_API_KEY.',
  )
})

it('is told apart from a bug', () => {
  assert.ok(InputError.is(new InputError('a', 'b')))
  assert.ok(!InputError.is(new Error('a')))
  assert.ok(!InputError.is({ name: 'InputError', message: 'a', mend: 'b' }))
})
