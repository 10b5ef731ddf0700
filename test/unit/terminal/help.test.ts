import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readArguments } from '../../../src/terminal/arguments.ts'
import { helpText } from '../../../src/terminal/help.ts'
import { verbSpecs, verbs } from '../../../src/terminal/verbs.ts'

test('fits every help text on one screen of 120 columns and 40 lines', () => {
  for (const verb of [undefined, ...verbs]) {
    const lines = helpText(verb).split('\n')
    assert.ok(lines.length <= 40, `${verb}: ${lines.length} lines`)
    for (const line of lines) assert.ok(line.length <= 120, line)
  }
})

test('names every verb in the overview, and every option in its own help', () => {
  for (const verb of verbs) {
    assert.match(helpText(undefined), new RegExp(`^  ${verb}\\b`, 'm'))
    for (const option of verbSpecs[verb].options) assert.match(helpText(verb), new RegExp(`^  --${option}\\b`, 'm'))
  }
})

test('shows only examples that the command line accepts', () => {
  for (const verb of verbs)
    for (const example of verbSpecs[verb].examples) {
      const [program, ...argv] = example.split(' ')
      assert.equal(program, 'tunesmith')
      assert.equal(readArguments(argv).kind, 'command', example)
    }
})
