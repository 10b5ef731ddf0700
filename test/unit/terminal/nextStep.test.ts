import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readArguments } from '../../../src/terminal/arguments.ts'
import { afterDiagnosis, afterSweep, command, commandAgain, withConsentAgain } from '../../../src/terminal/nextStep.ts'
import * as story from './story.ts'

function commandOf(...argv: string[]) {
  const reading = readArguments(argv)
  return reading.kind === 'command' ? reading.command : assert.fail()
}

test('sends on to diagnose where the target is not reached', () => {
  assert.equal(afterSweep({ ...story.sweepReport, target: 0.9 }, 'a.md').command, 'tunesmith diagnose a.md')
  assert.equal(afterSweep({ ...story.sweepReport, target: null }, 'a.md').command, 'tunesmith diagnose a.md')
  assert.equal(afterSweep({ ...story.sweepReport, target: 0.8 }, 'a.md').command, undefined)
})

test('follows the diagnosis’s recommendation', () => {
  const after = (action: 'fine-tune' | 'stop') =>
    afterDiagnosis(
      { ...story.diagnosisReport, recommendation: { ...story.diagnosisReport.recommendation, action } },
      'a.md',
    ).command
  assert.equal(after('fine-tune'), 'tunesmith finetune a.md')
  assert.equal(after('stop'), undefined)
})

test('quotes a path that a shell would take apart', () => {
  assert.equal(command('eval', 'my prompts/a.md'), 'tunesmith eval "my prompts/a.md"')
  assert.equal(command('eval', "it's $(rm).md"), "tunesmith eval 'it'\\''s $(rm).md'")
  assert.equal(command('eval', 'a`b`.md'), "tunesmith eval 'a`b`.md'")
})

test('takes up a run with the options it was started with', () => {
  const given = commandOf('optimize', 'a.md', '--model', 'x:a', '--model', 'y:b', '--preset', 'quick', '--max-usd', '1')
  const again = commandAgain(given, 14, true)
  assert.equal(again, 'tunesmith optimize a.md --model x:a --model y:b --preset quick --max-usd 1 --resume 14')
  assert.deepEqual(commandOf(...again.split(' ').slice(1)), { ...given, resume: 14 })
})

test('leaves out the limits that ended a run', () => {
  const given = commandOf('eval', 'a.md', '--max-usd', '1', '--max-calls', '5')
  assert.equal(commandAgain(given, 2, false), 'tunesmith eval a.md --resume 2')
})

test('keeps the consent to run code where the next verb takes it', () => {
  const given = commandOf('eval', 'a.md', '--allow-code')
  assert.equal(withConsentAgain(given, command('optimize', 'a.md')), 'tunesmith optimize a.md --allow-code')
  assert.equal(withConsentAgain(given, command('finetune', 'a.md')), 'tunesmith finetune a.md')
  assert.equal(withConsentAgain(commandOf('eval', 'a.md'), 'tunesmith eval a.md'), 'tunesmith eval a.md')
})
